import { expect, test } from "vitest";
import { featureKey, mix32, sampleHash, sequenceKey } from "#lib/stats/hash.ts";

const N = 65_536;

test("hashes of consecutive sequences are spread evenly and never repeat for a feature", () => {
  for (const feature of [0, 1, 4095]) {
    const key = featureKey(7, feature);
    const hashes = Array.from({ length: N }, (_, sequence) => sampleHash(key, sequenceKey(7, sequence)));
    expect(new Set(hashes).size).toBe(N);
    expect(
      chiSquare(
        hashes.map((hash) => hash >>> 24),
        256,
      ),
    ).toBeLessThan(350);
    expect(
      chiSquare(
        hashes.map((hash) => hash & 0xff),
        256,
      ),
    ).toBeLessThan(350);
  }
});

test("flipping an input bit flips about half of the output bits", () => {
  for (let bit = 0; bit < 32; bit++) {
    let flipped = 0;
    for (let i = 0; i < 1000; i++) flipped += popcount(mix32(i * 7919) ^ mix32((i * 7919) ^ (1 << bit)));
    expect(Math.abs(flipped / 1000 - 16)).toBeLessThan(1);
  }
});

test("features and seeds sample independently", () => {
  const sample = (seed: number, feature: number) =>
    new Set(
      Array.from({ length: N }, (_, sequence) => sequence)
        .map((sequence) => ({ sequence, hash: sampleHash(featureKey(seed, feature), sequenceKey(seed, sequence)) }))
        .sort((a, b) => a.hash - b.hash)
        .slice(0, 1024)
        .map(({ sequence }) => sequence),
    );
  // 1024 of 65536 twice: 16 in common expected.
  const base = sample(1, 10);
  for (const other of [sample(1, 11), sample(1, 12), sample(2, 10)]) {
    expect([...other].filter((sequence) => base.has(sequence)).length).toBeLessThan(40);
  }
});

/** Pearson's statistic against uniform; for 255 degrees of freedom 350 has a probability below 1e-4. */
function chiSquare(values: number[], cells: number): number {
  const counts = new Float64Array(cells);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  const expected = values.length / cells;
  return counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
}

function popcount(word: number): number {
  let count = 0;
  for (let rest = word >>> 0; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
