import { spawnSync } from "node:child_process";
import path from "node:path";
import { readCorpus } from "#lib/corpus/read-corpus.ts";
import type { WeightMode } from "#lib/engine/inference-session.ts";
import { likeliestToken } from "#lib/engine/sample-token.ts";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { openModelSession, type ModelSession } from "#lib/engine/model-session.ts";
import { relativeDifference } from "#lib/engine/testing/relative-difference.ts";
import { loadTokenizer } from "#lib/engine/tokenizer.ts";
import type { Figure } from "#scripts/bench/report.ts";

const MODES = ["f32", "f16", "int8"] as const satisfies WeightMode[];
const READ = 256;
const WRITTEN = 32;
const ROUNDS = 5;

/** A model in each way of holding its weights: what it takes, how fast it is, and how far it is from itself in f32. */
export async function benchWeights(folder: string): Promise<Figure[]> {
  const model = await openModelDirectory(folder);
  const ids = await readTokens(folder, Math.min(READ, model.config.contextLength));
  const sessions: { weights: WeightMode; session: ModelSession; read: number; write: number }[] = [];
  try {
    for (const weights of MODES)
      sessions.push({
        weights,
        session: await openModelSession(model, {}, { weights }),
        read: Infinity,
        write: Infinity,
      });
    for (let round = 0; round <= ROUNDS; round++)
      for (const one of sessions) {
        const read = await secondsOf(() => one.session.run(ids));
        const write = await secondsOf(() => writeTokens(one.session, ids.slice(0, 16)));
        // The first round allocates.
        if (round > 0) [one.read, one.write] = [Math.min(one.read, read), Math.min(one.write, write)];
      }
    const figures: Figure[] = [];
    let exact: Float32Array | undefined;
    for (const { weights, session, read, write } of sessions) {
      const { logits } = await session.run(ids);
      exact ??= logits;
      const { divergence, same } = compareLogits(exact, logits, model.config.vocabularySize);
      figures.push(
        {
          what: `${weights}, memory`,
          value: measureMemory(folder, weights, ids) / 1e6,
          unit: "MB",
          note: "opened, and read once",
        },
        { what: `${weights}, reading`, value: ids.length / read, unit: "tokens/s" },
        { what: `${weights}, writing`, value: WRITTEN / write, unit: "tokens/s" },
        {
          what: `${weights}, KL from f32`,
          value: divergence,
          unit: "nats",
          note: `a token; ${same} of ${ids.length} likeliest tokens the same`,
        },
        {
          what: `${weights}, largest error`,
          value: relativeDifference(logits, exact),
          unit: "",
          note: "of a logit, of the largest",
        },
      );
    }
    return figures;
  } finally {
    for (const { session } of sessions) await session.close();
  }
}

async function readTokens(folder: string, count: number): Promise<number[]> {
  const tokenizer = await loadTokenizer(folder);
  const ids = tokenizer.bosId === undefined ? [] : [tokenizer.bosId];
  for await (const { text } of readCorpus()) {
    ids.push(...tokenizer.encode(text));
    if (ids.length >= count) break;
  }
  return ids.slice(0, count);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1e3;
}

async function writeTokens(session: ModelSession, prompt: readonly number[]): Promise<void> {
  for await (const id of session.generate(prompt, { tokens: WRITTEN })) void id;
}

/** @returns mean of KL(exact ‖ other) over the positions, in nats, and at how many the likeliest token is the same */
function compareLogits(exact: Float32Array, other: Float32Array, width: number): { divergence: number; same: number } {
  let [sum, same] = [0, 0];
  const rows = exact.length / width;
  for (let row = 0; row < rows; row++) {
    const [p, q] = [exact, other].map((logits) => logits.subarray(row * width, (row + 1) * width));
    if (!p || !q) break;
    const [ofP, ofQ] = [logSum(p), logSum(q)];
    for (let i = 0; i < width; i++) {
      const [a, b] = [(p[i] ?? 0) - ofP, (q[i] ?? 0) - ofQ];
      sum += Math.exp(a) * (a - b);
    }
    if (likeliestToken(p) === likeliestToken(q)) same++;
  }
  return { divergence: sum / rows, same };
}

function logSum(logits: Float32Array): number {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}

/** In a process of its own, so that nothing of what was open before counts. @returns bytes */
function measureMemory(folder: string, weights: WeightMode, ids: readonly number[]): number {
  const script = path.join(import.meta.dirname, "weights-memory.ts");
  const args = ["--expose-gc", "--import", "tsx", script, folder, weights, ids.join()];
  return Number(spawnSync(process.execPath, args, { encoding: "utf8" }).stdout);
}
