import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { Tensor } from "onnxruntime-node";
import { openActivationSession } from "#lib/engine/activation-session.ts";
import { buildModel } from "#lib/engine/build-model.ts";
import { createGraph } from "#lib/engine/graph.ts";
import { blockHook } from "#lib/engine/hook-point.ts";
import { openInferenceSession } from "#lib/engine/inference-session.ts";
import { type ModelDirectory, openModelDirectory } from "#lib/engine/model-directory.ts";
import { openModelSession } from "#lib/engine/model-session.ts";
import { randomInts } from "#lib/engine/testing/random.ts";
import { buildSource } from "#lib/sae/testing/build-source.ts";
import { LLAMA_135M, writeLlama } from "#scripts/bench/llama-shape.ts";
import type { Figure } from "#scripts/bench/report.ts";

const BATCH = 4;
const LENGTH = 128;
const FEATURES = 9_216;
const K = 32;
const GENERATED = 32;
const ROUNDS = 5;

const TASKS = ["prefill", "encode", "generate"] as const;
type Task = (typeof TASKS)[number];
type Runner = { name: string; run(task: Task): Promise<number>; close(): Promise<void> };

const WHAT: Record<Task, string> = {
  prefill: "prefill",
  encode: "prefill and SAE",
  generate: "generation",
};
const TOKENS: Record<Task, number> = { prefill: BATCH * LENGTH, encode: BATCH * LENGTH, generate: GENERATED };

/** A Llama of 135M random weights here and, where it is installed, in PyTorch: turn by turn, the best round of each. */
export async function benchTorch(python: string): Promise<Figure[]> {
  const { folder, remove } = await writeLlama();
  const runners: Runner[] = [];
  try {
    runners.push(await openOwn(await openModelDirectory(folder)));
    const torch = await openTorch(python, folder);
    if (torch) runners.push(torch);
    const best = new Map(
      runners.map((runner) => [runner, { prefill: Infinity, encode: Infinity, generate: Infinity }]),
    );
    for (let round = 0; round <= ROUNDS; round++)
      for (const task of TASKS)
        for (const [runner, seconds] of best) {
          const taken = await runner.run(task);
          // The first round allocates.
          if (round > 0) seconds[task] = Math.min(seconds[task], taken);
        }
    return TASKS.flatMap((task) =>
      Array.from(best, ([{ name }, seconds], i): Figure => {
        const value = TOKENS[task] / seconds[task];
        const other = [...best.values()].at(1);
        const note = i === 0 && other ? `${Math.round((100 * other[task]) / seconds[task])}% of PyTorch` : "";
        return { what: `${WHAT[task]}, ${name}`, value, unit: "tokens/s", note };
      }),
    );
  } finally {
    for (const runner of runners) await runner.close();
    await remove();
  }
}

async function openOwn(model: ModelDirectory): Promise<Runner> {
  const point = blockHook(LLAMA_135M.layers - 1, "hook_resid_post");
  const graph = createGraph();
  const valueAt = buildModel(graph, model, graph.input("tokenIds", "int32", ["batch", "length"]));
  const largest = graph.node("ReduceMax", [valueAt(point), graph.ints([-1])], { keepdims: 0 });
  const prefill = await openInferenceSession(graph, [largest]);
  const width = { dIn: LLAMA_135M.dModel, dOut: LLAMA_135M.dModel };
  const source = buildSource({ ...width, features: FEATURES, k: K, hookIn: point, hookOut: point });
  const encode = await openActivationSession(model, [source]);
  const session = await openModelSession(model);
  const ids = randomInts(BATCH * LENGTH, LLAMA_135M.vocabularySize, 1);
  const run: Record<Task, () => Promise<unknown>> = {
    prefill: () => prefill.run({ tokenIds: new Tensor("int32", ids, [BATCH, LENGTH]) }),
    encode: () => encode.run(ids, BATCH, LENGTH),
    async generate() {
      for await (const id of session.generate([...ids.subarray(0, LENGTH)], { tokens: GENERATED })) void id;
    },
  };
  return {
    name: "here",
    async run(task) {
      const began = performance.now();
      await run[task]();
      return (performance.now() - began) / 1e3;
    },
    async close() {
      await prefill.release();
      await Promise.all([encode.close(), session.close()]);
    },
  };
}

/** @returns undefined, with a line that says so, where PyTorch and transformers are not installed */
async function openTorch(python: string, folder: string): Promise<Runner | undefined> {
  const script = path.join(import.meta.dirname, "torch_runner.py");
  const sizes = [BATCH, LENGTH, FEATURES, K, GENERATED].map(String);
  const child = spawn(python, [script, folder, ...sizes], { stdio: ["pipe", "pipe", "ignore"] });
  child.once("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) {
    console.log(`Skipped: PyTorch, as ${python} has no torch and transformers; name one that has with --python.`);
    return undefined;
  }
  return {
    name: `PyTorch ${first.value}`,
    async run(task) {
      child.stdin.write(`${task}\n`);
      return Number((await lines.next()).value);
    },
    async close() {
      child.stdin.end();
    },
  };
}
