import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { openModelDirectory, type ModelDirectory } from "#lib/engine/model-directory.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { openLossSession } from "#lib/sae/loss-session.ts";
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
      const measured = await session.measure({ tokenIds, length, lengths });
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
