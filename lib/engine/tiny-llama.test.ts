import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ActivationSession, openActivationSession } from "#lib/engine/activation-session.ts";
import { buildModel } from "#lib/engine/build-model.ts";
import { createGraph } from "#lib/engine/graph.ts";
import type { HookPoint } from "#lib/engine/hook-point.ts";
import { openInferenceSession } from "#lib/engine/inference-session.ts";
import { type ModelDirectory, openModelDirectory } from "#lib/engine/model-directory.ts";
import { float32Data } from "#lib/engine/tensor-data.ts";
import { loadTokenizer } from "#lib/engine/tokenizer.ts";
import { readSource } from "#lib/sae/formats/registry.ts";

// The bundled model and its sources against what transformers and plain torch make of the same files
// (scripts/zoo/oracle.py wrote the fixture). Sentences are ours.
const root = join(import.meta.dirname, "..", "..");
const modelDirectory = join(root, "models", "tiny-llama-7m");
const oracleFile = join(root, "test", "fixtures", "engine", "tiny-llama-7m.json");
const sourceSlugs = ["2-res-4k", "4-res-4k", "3-tc-4k"] as const;

interface OracleText {
  readonly name: string;
  readonly text: string;
  readonly ids: readonly number[];
  readonly idsWithBos: readonly number[];
  /** [positions][vocabularyIds] */
  readonly logits: readonly (readonly number[])[];
  readonly argmax: readonly number[];
  /** Positions that `states` and `saes` are given at. */
  readonly positions: readonly number[];
  readonly states: Readonly<Record<string, readonly { readonly start: readonly number[] }[]>>;
  readonly saes: Readonly<Record<string, readonly { readonly indices: number[]; readonly values: number[] }[]>>;
}

const oracle: { readonly vocabularyIds: readonly number[]; readonly texts: readonly OracleText[] } = JSON.parse(
  await readFile(oracleFile, "utf8"),
);

let model: ModelDirectory;
let sources: ActivationSession;
beforeAll(async () => {
  model = await openModelDirectory(modelDirectory);
  const weights = await Promise.all(sourceSlugs.map((slug) => readSource(model, `${modelDirectory}-saes/${slug}`)));
  sources = await openActivationSession(model, weights, { threads: 1 });
});
afterAll(() => sources.close());

async function runHooks(ids: readonly number[], points: readonly HookPoint[]): Promise<Float32Array[]> {
  const graph = createGraph();
  const valueAt = buildModel(graph, model, graph.input("tokenIds", "int32", ["batch", "length"]));
  const values = points.map(valueAt);
  const session = await openInferenceSession(graph, values, { threads: 1 });
  try {
    const results = await session.run({ tokenIds: new Tensor("int32", Int32Array.from(ids), [1, ids.length]) });
    return values.map((value) => float32Data(results, value));
  } finally {
    await session.release();
  }
}

/** Largest difference over `wanted`, taken from the row of `position`. */
function maxDifference(
  actual: Float32Array,
  row: number,
  columns: readonly number[],
  wanted: readonly number[],
): number {
  return Math.max(...columns.map((column, i) => Math.abs((actual[row + column] ?? NaN) - (wanted[i] ?? NaN))));
}

describe.each(oracle.texts)("$name", (text) => {
  test("is cut into the same tokens", async () => {
    const tokenizer = await loadTokenizer(modelDirectory);
    expect(tokenizer.encode(text.text)).toEqual(text.ids);
    expect(text.idsWithBos).toEqual([tokenizer.leadId, ...text.ids]);
  });

  test("has logits within 1e-3 and the same most likely tokens", async () => {
    const [logits = new Float32Array()] = await runHooks(text.idsWithBos, ["logits"]);
    const width = model.config.vocabularySize;
    text.logits.forEach((wanted, position) => {
      expect(maxDifference(logits, position * width, oracle.vocabularyIds, wanted)).toBeLessThan(1e-3);
      const row = logits.subarray(position * width, (position + 1) * width);
      expect(row.indexOf(Math.max(...row))).toBe(text.argmax[position]);
    });
  });

  test("has the same values at the hook points its sources read and write", async () => {
    const points = Object.keys(text.states).map((point) => point as HookPoint); // the fixture's own names
    const values = await runHooks(text.idsWithBos, points);
    points.forEach((point, i) => {
      text.states[point]?.forEach(({ start }, j) => {
        const row = (text.positions[j] ?? NaN) * model.config.dModel;
        const scale = Math.max(1, ...start.map(Math.abs));
        const difference = maxDifference(values[i] ?? new Float32Array(), row, [...start.keys()], start);
        expect(difference / scale, point).toBeLessThan(1e-4);
      });
    });
  });

  test("activates the same features as strongly", async () => {
    const found = await sources.run(Int32Array.from(text.idsWithBos), 1, text.idsWithBos.length);
    sourceSlugs.forEach((slug, s) => {
      const { k = 0, indices, values } = found[s] ?? {};
      text.saes[slug]?.forEach((wanted, j) => {
        const start = (text.positions[j] ?? NaN) * k;
        const active = new Map<number, number>();
        for (let i = start; i < start + k; i++) if (values?.[i]) active.set(indices?.[i] ?? -1, values[i] ?? NaN);
        expect(
          [...active.keys()].sort((a, b) => a - b),
          slug,
        ).toEqual(wanted.indices.toSorted((a, b) => a - b));
        const scale = Math.max(...wanted.values);
        wanted.indices.forEach((index, i) => {
          expect(Math.abs((active.get(index) ?? NaN) - (wanted.values[i] ?? NaN)) / scale, slug).toBeLessThan(1e-4);
        });
      });
    });
  });
});
