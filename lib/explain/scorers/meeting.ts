import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import type { Prediction } from "#lib/explain/predicates/predict.ts";

/** A prediction beside what the feature did, wherever either is above zero. */
export type Meeting = {
  /** [places] ascending */
  positions: Uint32Array;
  /** [places] activation expected */
  predicted: Float32Array;
  /** [places] activation there was */
  actual: Float32Array;
};

/** Joins a prediction and what the feature did in the order of the text. O(both). */
export function meet(prediction: Prediction, actual: ObservedFeature): Meeting {
  const most = prediction.positions.length + actual.positions.length;
  const meeting = {
    positions: new Uint32Array(most),
    predicted: new Float32Array(most),
    actual: new Float32Array(most),
  };
  let ours = 0;
  let theirs = 0;
  let places = 0;
  for (; ours < prediction.positions.length || theirs < actual.positions.length; places++) {
    const predictedAt = prediction.positions[ours] ?? Infinity;
    const activeAt = actual.positions[theirs] ?? Infinity;
    meeting.positions[places] = Math.min(predictedAt, activeAt);
    if (predictedAt <= activeAt) meeting.predicted[places] = prediction.values[ours++] ?? 0;
    if (activeAt <= predictedAt) meeting.actual[places] = actual.values[theirs++] ?? 0;
  }
  return {
    positions: meeting.positions.subarray(0, places),
    predicted: meeting.predicted.subarray(0, places),
    actual: meeting.actual.subarray(0, places),
  };
}
