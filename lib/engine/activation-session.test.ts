import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { openActivationSession, type SparseActivations } from "#lib/engine/activation-session.ts";
import { type ModelDirectory, openModelDirectory } from "#lib/engine/model-directory.ts";
import { randomInts } from "#lib/engine/testing/random.ts";
import { readNeurons } from "#lib/sae/neurons.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import { buildSource } from "#lib/sae/testing/build-source.ts";
import { referenceEncode } from "#lib/sae/testing/reference-encode.ts";

const directory = new URL("../../test/fixtures/engine/random-llama/", import.meta.url).pathname;

let model: ModelDirectory;
let tokenIds: Int32Array;
let hooks: Readonly<Record<string, { readonly values: readonly number[] }>>;
beforeAll(async () => {
  model = await openModelDirectory(directory);
  const expected: { tokenIds: number[][]; hooks: typeof hooks } = JSON.parse(
    await readFile(`${directory}expected.json`, "utf8"),
  );
  tokenIds = Int32Array.from(expected.tokenIds.flat());
  hooks = expected.hooks;
});

async function runOnce(
  sources: readonly SourceWeights[],
  ids = tokenIds,
  batch = 2,
): Promise<readonly SparseActivations[]> {
  const session = await openActivationSession(model, sources, { threads: 1 });
  try {
    return await session.run(ids, batch, ids.length / batch);
  } finally {
    await session.close();
  }
}

const sorted = (indices: Iterable<number>): number[] => [...indices].sort((a, b) => a - b);

/** The active features of a token as a map, so that order does not matter. */
function activeOf({ k, indices, values }: SparseActivations, token: number): ReadonlyMap<number, number> {
  const entries = Array.from(
    { length: k },
    (_, i) => [indices[token * k + i] ?? -1, values[token * k + i] ?? NaN] as const,
  );
  return new Map(entries.filter(([, value]) => value !== 0));
}

function expectReference(source: SourceWeights, actual: SparseActivations | undefined): void {
  const x = hooks[source.hookIn]?.values ?? [];
  expect(actual?.k).toBe(source.k);
  if (!actual) return;
  for (let token = 0; token < tokenIds.length; token++) {
    const { active, dropped } = referenceEncode(source, x.slice(token * source.dIn, (token + 1) * source.dIn));
    const found = activeOf(actual, token);
    expect(sorted(found.keys()), `token ${token}`).toEqual(sorted(active.map(({ index }) => index)));
    for (const { index, value } of active)
      expect(Math.abs((found.get(index) ?? NaN) - value)).toBeLessThan(1e-4 * Math.max(1, value));
    expect(actual.dropped?.[token] ?? 0).toBe(dropped);
  }
}

describe("activations equal the plain float64 computation", () => {
  const kinds: Readonly<Record<string, () => SourceWeights | Promise<SourceWeights>>> = {
    "topk SAE": () => buildSource(),
    "topk SAE whose k reaches into negative values": () => buildSource({ k: 55 }),
    "SAE that does not centre its input": () =>
      buildSource({ applyDecoderBiasToInput: false, hookIn: "blocks.1.hook_resid_pre" }),
    "relu SAE with more active than k": () => buildSource({ architecture: "relu", k: 20 }),
    "jumprelu SAE with more active than k": () =>
      buildSource({ architecture: "jumprelu", k: 8, threshold: new Float32Array(60).fill(2) }),
    "jumprelu SAE with room": () =>
      buildSource({
        architecture: "jumprelu",
        k: 60,
        threshold: new Float32Array(60).map((_, i) => i / 10 - 1),
      }),
    transcoder: () =>
      buildSource({
        kind: "transcoder",
        hookIn: "blocks.1.mlp.hook_in",
        hookOut: "blocks.1.hook_mlp_out",
        applyDecoderBiasToInput: false,
      }),
    "attention SAE": () => buildSource({ hookIn: "blocks.1.hook_attn_out", hookOut: "blocks.1.hook_attn_out" }),
    "SAE of activations of one norm": () => buildSource({ normalisation: "constant-norm" }),
    "transcoder of normalised activations": () =>
      buildSource({
        kind: "transcoder",
        hookIn: "blocks.1.mlp.hook_in",
        hookOut: "blocks.1.hook_mlp_out",
        applyDecoderBiasToInput: false,
        normalisation: "layer-norm",
      }),
    neurons: () => readNeurons(model, 1),
  };
  test.each(Object.entries(kinds))("%s", async (_name, build) => {
    const source = await build();
    expectReference(source, (await runOnce([source]))[0]);
  });

  test("of several sources at once, in the order given", async () => {
    const sources = await Promise.all(Object.values(kinds).map(async (build) => build()));
    const results = await runOnce(sources);
    sources.forEach((source, i) => expectReference(source, results[i]));
  });
});

test("equal activations: the lower index is kept", async () => {
  const source = buildSource({
    encoder: new Float32Array(16 * 60),
    encoderBias: new Float32Array(60).fill(1),
  });
  const [result] = await runOnce([source]);
  expect(result && sorted(activeOf(result, 0).keys())).toEqual([0, 1, 2, 3, 4, 5]);
});

test("a jumprelu feature exactly at its threshold is silent", async () => {
  const exact = { encoder: new Float32Array(16 * 60), encoderBias: new Float32Array(60).fill(1), k: 60 };
  const threshold = new Float32Array(60).map((_, i) => (i === 7 ? 0.999 : 1));
  const [result] = await runOnce([buildSource({ ...exact, architecture: "jumprelu", threshold })]);
  expect(result && [...activeOf(result, 0)]).toEqual([[7, 1]]);
});

test("a sequence gives the same activations alone, in a batch, and filled up at its end", async () => {
  const source = buildSource({ hookIn: "blocks.1.hook_resid_post" });
  const sequences = [7, 11, 3].map((length, seed) => randomInts(length, model.config.vocabularySize, seed));
  const padded = new Int32Array(3 * 11).fill(9);
  sequences.forEach((sequence, row) => padded.set(sequence, row * 11));
  const [together] = await runOnce([source], padded, 3);
  for (const [row, sequence] of sequences.entries()) {
    const [alone] = await runOnce([source], sequence, 1);
    if (!alone || !together) throw new Error("no result");
    for (let token = 0; token < sequence.length; token++) {
      const [one, other] = [activeOf(alone, token), activeOf(together, row * 11 + token)];
      expect(sorted(other.keys())).toEqual(sorted(one.keys()));
      for (const [index, value] of one) expect(other.get(index)).toBeCloseTo(value, 4);
    }
  }
});

test("a batch that does not fit is refused before it reaches the graph", async () => {
  const session = await openActivationSession(model, [buildSource()], { threads: 1 });
  try {
    await expect(session.run(Int32Array.of(1, 2, 3), 2, 2)).rejects.toThrow("came with 3 ids");
    await expect(session.run(new Int32Array(0), 0, 0)).rejects.toThrow("must be positive");
    await expect(session.run(Int32Array.of(-1), 1, 1)).rejects.toThrow("Token id -1");
    await expect(session.run(Int32Array.of(320), 1, 1)).rejects.toThrow("Token id 320");
    await expect(session.run(new Int32Array(33), 1, 33)).rejects.toThrow("at most 32 tokens");
  } finally {
    await session.close();
  }
});

test("a source of another model is refused", async () => {
  await expect(openActivationSession(model, [])).rejects.toThrow("at least one source");
  await expect(openActivationSession(model, [buildSource({ dIn: 8 })])).rejects.toThrow(
    "check that it was trained on this model",
  );
  await expect(openActivationSession(model, [buildSource({ hookIn: "blocks.2.hook_resid_post" })])).rejects.toThrow(
    "no such layer",
  );
});
