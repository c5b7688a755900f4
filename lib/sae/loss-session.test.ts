import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { parseHookPoint } from "#lib/engine/hook-point.ts";
import type { Change } from "#lib/engine/intervention/change.ts";
import { openModelDirectory, type ModelDirectory } from "#lib/engine/model-directory.ts";
import { openModelSession } from "#lib/engine/model-session.ts";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { openLossSession } from "#lib/sae/loss-session.ts";
import { buildSource } from "#lib/sae/testing/build-source.ts";
import { addLossSums, emptyLossSums } from "#lib/sae/quality.ts";

const models = new URL("../../models/", import.meta.url).pathname;
/** Written by scripts/parity/make_quality_fixture.py, which ran the same in transformers, in float64; new weights need a new one. */
const fixtureFile = new URL("../../test/fixtures/sae/quality.json", import.meta.url).pathname;
const Fixture = z.object({
  sequences: z.array(z.array(z.int())),
  constant: z.array(z.number()),
  losses: z.record(z.string(), z.record(z.string(), z.number())),
});

let model: ModelDirectory;
let fixture: z.infer<typeof Fixture>;
beforeAll(async () => {
  model = await openModelDirectory(`${models}tiny-llama-7m`);
  fixture = Fixture.parse(JSON.parse(await readFile(fixtureFile, "utf8")));
});

test.each(["2-res-4k", "3-tc-4k", "4-res-4k"])(
  "losses and KL from clean are those of transformers in float64: %s",
  async (name) => {
    const source = await readSource(model, `${models}tiny-llama-7m-saes/${name}`);
    const baselines = { mean: Float32Array.from(fixture.constant), directions: new Float64Array() };
    const length = Math.max(...fixture.sequences.map((sequence) => sequence.length));
    const tokenIds = new Int32Array(fixture.sequences.length * length);
    fixture.sequences.forEach((sequence, row) => tokenIds.set(sequence, row * length));
    const lengths = Int32Array.from(fixture.sequences, (sequence) => sequence.length);
    const session = await openLossSession(model, source, baselines, { threads: 1 });
    try {
      const measured = await session.measure({ tokenIds, length, lengths, lead: 1 });
      const sums = measured.map(({ loss }) => loss).reduce(addLossSums, emptyLossSums);
      const expected = fixture.losses[name] ?? {};
      expect(Object.keys(sums).sort()).toEqual(Object.keys(expected).sort());
      for (const [figure, value] of Object.entries(sums))
        expect(Math.abs(value / (expected[figure] ?? Number.NaN) - 1), figure).toBeLessThan(1e-4);
    } finally {
      await session.close();
    }
  },
);

// Tiny models of every family: scripts/parity/make_model_fixtures.py
const families = new URL("../../test/fixtures/engine/architectures/", import.meta.url).pathname;

/** Half with a lead, half without. */
const cases = readdirSync(families).flatMap((family) => [
  [family, "hook_resid_post", 1] as const,
  [family, "hook_mlp_out", 0] as const,
]);

test.each(cases)(
  "in %s, what is put at %s after a lead of %i is what the model goes on with, and nothing else changes",
  async (family, name, lead) => {
    const tiny = await openModelDirectory(`${families}${family}`);
    const { dModel, vocabularySize } = tiny.config;
    const { tokenIds } = JSON.parse(await readFile(`${families}${family}/expected.json`, "utf8"));
    const [sequence]: [number[]] = tokenIds;
    const point = parseHookPoint(`blocks.0.${name}`);
    if (!point) throw new Error("no such point");
    const mean = randomNormals(dModel, 5);
    // Nothing is active in it, so it puts its bias everywhere.
    const silent = { encoderBias: new Float32Array(60).fill(-1e6), decoderBias: mean, applyDecoderBiasToInput: false };
    const source = buildSource({ dIn: dModel, dOut: dModel, hookIn: point, hookOut: point, ...silent });
    const losses = await openLossSession(tiny, source, { mean, directions: new Float64Array() }, { threads: 1 });
    const session = await openModelSession(tiny, { points: [point] }, { threads: 1 });
    try {
      const length = sequence.length;
      const batch = { tokenIds: Int32Array.from(sequence), length, lengths: Int32Array.of(length), lead };
      const [measured] = await losses.measure(batch);
      const counted = Array.from({ length: length - lead }, (_, i) => i + lead);
      const lossOf = async (changes: Change[]) => {
        const { logits } = await session.run(sequence, changes);
        return counted.slice(0, -1).reduce((sum, position) => {
          const row = Array.from(logits.subarray(position * vocabularySize, (position + 1) * vocabularySize));
          const total = Math.log(row.reduce((all, logit) => all + Math.exp(logit), 0));
          return sum + total - (row[sequence[position + 1] ?? -1] ?? NaN);
        }, 0);
      };
      const values = Float32Array.from(counted.flatMap(() => [...mean]));
      const replaced = await lossOf([{ kind: "replace", point, values, positions: counted }]);
      expect(measured?.loss.clean).toBeCloseTo(await lossOf([]), 3);
      expect(measured?.loss.meanAblated).toBeCloseTo(replaced, 3);
      expect(measured?.loss.reconstructed).toBeCloseTo(replaced, 3);
      expect(measured?.loss.zeroAblated).toBeCloseTo(
        await lossOf([{ kind: "scale", point, factor: 0, positions: counted }]),
        3,
      );
    } finally {
      await losses.close();
      await session.close();
    }
  },
);
