import { expect, test } from "vitest";
import { findOddOne, scoreIntruder } from "#lib/explain/metrics/intruder.ts";
import { toUnit } from "#lib/search/unit-vector.ts";

test("a few lucky answers are not above chance, many are", () => {
  expect(scoreIntruder({ correct: 2, trials: 5, choices: 5 })).toMatchObject({ chance: 0.2, aboveChance: false });
  expect(scoreIntruder({ correct: 20, trials: 50, choices: 5 })).toMatchObject({
    accuracy: { value: 0.4 },
    aboveChance: true,
  });
});

test("without trials there is no accuracy, and one text hides no intruder", () => {
  expect(scoreIntruder({ correct: 0, trials: 0, choices: 5 })).toMatchObject({ accuracy: { reason: "no examples" } });
  expect(() => scoreIntruder({ correct: 0, trials: 1, choices: 1 })).toThrow(RangeError);
});

test("the odd one is the one with the lowest cosine to the sum of the others, the first where none is", () => {
  const vectors = [
    [1, 0.2, 0],
    [1, 0, 0.3],
    [0.1, 1, 0],
    [1, 0.1, 0.1],
    [0.9, 0, 0],
  ].map(toUnit);
  const cosines = vectors.map((vector, i) => {
    const sum = [0, 1, 2].map((at) => vectors.reduce((total, other, j) => (j === i ? total : total + other[at]!), 0));
    return sum.reduce((total, value, at) => total + value * vector[at]!, 0) / Math.hypot(...sum);
  });
  expect(findOddOne(vectors)).toBe(cosines.indexOf(Math.min(...cosines)));
  expect(findOddOne(vectors)).toBe(2);
  expect(findOddOne(vectors.toReversed())).toBe(2);
  expect(
    findOddOne(
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ].map(toUnit),
    ),
  ).toBe(0);
});
