import { expect, test } from "vitest";
import { SourceQuality } from "#lib/catalog/schema.ts";
import { computeLossQuality, computeReconstructionQuality } from "#lib/sae/quality.ts";
import { describeQuality } from "#workers/describe-quality.ts";

const none = {
  fractionVarianceExplained: undefined,
  principalComponents: undefined,
  recoveredFromZero: undefined,
  recoveredFromMean: undefined,
  klReconstructed: undefined,
};
const rebuilt = (moment: number) =>
  computeReconstructionQuality({
    tokens: 2,
    active: 2,
    tokensDropped: 0,
    squaredError: 1,
    sum: Float64Array.of(0),
    moments: Float64Array.of(moment),
  });
const loss = computeLossQuality({
  tokens: 2,
  clean: 4,
  reconstructed: 5,
  zeroAblated: 8,
  meanAblated: 3,
  klReconstructed: 1,
  klZeroAblated: 3,
  klMeanAblated: 0.5,
});

test("an ablation that does no harm costs its own figure and no other", () => {
  const quality = describeQuality({ rebuilt: rebuilt(4), loss, intervals: none, documents: 1 });
  expect(SourceQuality.parse(quality)).toEqual(quality);
  expect(quality).toMatchObject({
    fve: 0.75,
    mse: 0.5,
    ceMeanAblated: 1.5,
    ceRecoveredZero: 0.75,
    klMeanAblated: 0.25,
  });
  expect(quality).not.toHaveProperty("ceRecoveredMean");
});

test("an activation that never varies has no figures", () => {
  expect(describeQuality({ rebuilt: rebuilt(0), loss, intervals: none, documents: 1 })).toBeUndefined();
});
