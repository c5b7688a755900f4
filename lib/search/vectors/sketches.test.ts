import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import openWabt from "wabt";
import { BLOCK_ROWS, createSketches, HAMMING_CODE, SKETCH_BITS_MAX } from "#lib/search/vectors/sketches.ts";
import { mix32 } from "#lib/stats/hash.ts";

const vectorOf = (dimensions: number, seed: number) =>
  Float32Array.from({ length: dimensions }, (_, i) => mix32(seed * 7919 + i) / 2 ** 31 - 1);

/** In how many of the numbers that count two directions have different signs. */
const signsApart = (a: Float32Array, b: Float32Array) =>
  a.slice(0, SKETCH_BITS_MAX).reduce((sum, value, i) => sum + (value > 0 === (b[i] ?? 0) > 0 ? 0 : 1), 0);

test("the code is what hamming.wat says", async () => {
  const file = join(import.meta.dirname, "hamming.wat");
  const { buffer } = (await openWabt()).parseWat(file, readFileSync(file, "utf8"), { simd: true }).toBinary({});
  expect(Buffer.from(buffer).toString("base64")).toBe(HAMMING_CODE);
});

describe.each([3, 128, 300, 512, 5_000])("sketches of %i numbers", (dimensions) => {
  const query = vectorOf(dimensions, 99_999);

  test("are as far apart as the directions differ in signs, in every block, and after a move", () => {
    const sketches = createSketches(dimensions);
    const blocks = [sketches.addBlock(), sketches.addBlock(), sketches.addBlock()];
    const distances = blocks.map((block) =>
      Array.from({ length: BLOCK_ROWS }, (_, row) => {
        const vector = vectorOf(dimensions, block * BLOCK_ROWS + row);
        sketches.write(block, row, vector);
        return signsApart(query, vector);
      }),
    );
    sketches.move([2, 700], [0, 1]);
    distances[0]?.splice(1, 1, distances[2]?.[700] ?? NaN);
    sketches.aim(query);
    // The second has fewer rows than there is room for, and not by the eight.
    const rows = [BLOCK_ROWS, 13, BLOCK_ROWS];
    for (const block of blocks) sketches.measure(block, rows[block] ?? 0);
    const measured = distances.flatMap((own, block) => own.slice(0, rows[block])).toSorted((a, b) => a - b);
    for (const count of [1, 100, measured.length]) {
      const bound = sketches.boundOf(count);
      expect(bound).toBe(measured[count - 1]);
      for (const block of blocks) {
        const near = (distances[block] ?? []).slice(0, rows[block]).flatMap((d, row) => (d <= bound ? [row] : []));
        expect([...sketches.pick(block, rows[block] ?? 0, bound)]).toEqual(near);
      }
    }
    expect(sketches.boundOf(measured.length + 1)).toBe(Math.min(dimensions, SKETCH_BITS_MAX));
  });

  test("that are measured anew are counted anew", () => {
    const sketches = createSketches(dimensions);
    const block = sketches.addBlock();
    sketches.write(block, 0, query);
    for (const vector of [query, query.map((value) => -value)]) {
      sketches.aim(vector);
      sketches.measure(block, 1);
      expect(sketches.boundOf(1)).toBe(signsApart(query, vector));
    }
    expect(sketches.pick(block, 0, dimensions)).toHaveLength(0);
  });
});
