import { expect, test } from "vitest";
import { countOverlap } from "#lib/compare/count-overlap.ts";

const SEQUENCES = [
  [
    [1, 0, 2, 0],
    [1, 1, 0, 0],
    [0, 0, 0, 0],
  ],
  [
    [0, 3, 0, 0],
    [0, 6, 0, 0],
    [0, 0, 0, 0],
  ],
];

test("counts where a feature is active how often the others are", () => {
  const { sequences, tokens, active, cells } = countOverlap(0, SEQUENCES);
  expect({ sequences, tokens, active }).toEqual({ sequences: 2, tokens: 8, active: 3 });
  expect(cells.map(({ both, share }) => [both, share])).toEqual([
    [3, 1],
    [2, 2 / 3],
    [0, 0],
  ]);
  // Of a = 1 0 2 0 0 3 0 0 and b = 1 1 0 0 0 6 0 0: Σab = 19, Σa = 6, Σb = 8, Σa² = 14, Σb² = 38.
  const expected = (19 - (6 * 8) / 8) / Math.sqrt((14 - 36 / 8) * (38 - 64 / 8));
  expect(cells[1]?.correlation).toBeCloseTo(expected, 12);
  expect(cells[0]?.correlation).toBeCloseTo(1, 12);
});

test("a share lies in its interval, which spans what single sequences and what so few tokens say", () => {
  const { cells } = countOverlap(0, SEQUENCES);
  // Wilson's of 2 in 3 begins at 0.208, of 0 in 3 ends at 0.5615.
  expect(cells[1]?.interval?.low).toBeCloseTo(0.208, 3);
  expect(cells[1]?.interval?.high).toBe(1);
  expect(cells[2]?.interval?.low).toBeCloseTo(0, 12);
  expect(cells[2]?.interval?.high).toBeCloseTo(0.5615, 4);
  expect(countOverlap(0, SEQUENCES.slice(0, 1)).cells[1]?.interval).toBeNull();
});

test("a feature that is nowhere active has no share, and one that never varies no correlation", () => {
  const { active, cells } = countOverlap(2, SEQUENCES);
  expect(active).toBe(0);
  expect(cells[0]).toEqual({ both: 0, share: null, interval: null, correlation: null });
  expect(countOverlap(0, []).cells).toEqual([]);
});
