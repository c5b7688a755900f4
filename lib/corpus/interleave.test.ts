import { expect, test } from "vitest";
import { interleave } from "#lib/corpus/interleave.ts";

const stream = (share: number, name: string, sizes: readonly number[]) => ({
  share,
  items: sizes.map((size, i) => ({ item: { name, i, size }, size })),
});

test("every prefix holds each stream in proportion to its share", () => {
  const sizes = (seed: number) => Array.from({ length: 400 }, (_, i) => 50 + ((i * seed) % 97));
  const merged = interleave([stream(0.6, "a", sizes(31)), stream(0.3, "b", sizes(17)), stream(0.1, "c", sizes(7))]);
  for (const end of [100, 200, 400]) {
    const prefix = merged.slice(0, end);
    const total = prefix.reduce((sum, { size }) => sum + size, 0);
    const share = (name: string) =>
      prefix.filter((item) => item.name === name).reduce((sum, { size }) => sum + size, 0) / total;
    expect(share("a")).toBeCloseTo(0.6, 1);
    expect(share("b")).toBeCloseTo(0.3, 1);
    expect(share("c")).toBeCloseTo(0.1, 1);
  }
});

test("each stream keeps its order, and nothing is lost when one runs out", () => {
  const merged = interleave([
    stream(1, "a", [1, 1, 1]),
    stream(
      1,
      "b",
      Array.from({ length: 9 }, () => 1),
    ),
  ]);
  expect(merged.filter(({ name }) => name === "a").map(({ i }) => i)).toEqual([0, 1, 2]);
  expect(merged.filter(({ name }) => name === "b").map(({ i }) => i)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
