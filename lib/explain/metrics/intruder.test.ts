import { expect, test } from "vitest";
import { scoreIntruder } from "#lib/explain/metrics/intruder.ts";

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
