import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { countOf } from "#lib/explain/observations/indexed-text.ts";
import type { Prediction } from "#lib/explain/predicates/predict.ts";
import type { FalseAlarms } from "#lib/explain/schema.ts";

/** Nearest features whose firing counts as a hard case. */
const NEIGHBOURS = 3;

/**
 * Where a prediction says yes and the feature is silent, as a share of the silent tokens: of all, of those whose token
 * sometimes does fire the feature, and of those that fire the features with the nearest decoder directions.
 */
export function countFalseAlarms(material: SourceMaterial, feature: number, prediction: Prediction): FalseAlarms[] {
  const { text } = material.splits.test;
  const actual = observed(material, "test", feature);
  const active = new Set(actual.positions);
  const predicted = prediction.positions.filter((position) => !active.has(position));
  const predictedSet = new Set(predicted);
  const firing = new Map<number, number>();
  for (const position of actual.positions) {
    const id = text.tokenIds[position] ?? 0;
    firing.set(id, (firing.get(id) ?? 0) + 1);
  }
  const sameTokens = [...firing].reduce((sum, [id, count]) => sum + countOf(text, id) - count, 0);
  const onSameTokens = predicted.reduce((sum, position) => sum + (firing.has(text.tokenIds[position] ?? 0) ? 1 : 0), 0);
  const neighbours = new Set(
    material
      .facts(feature)
      .neighbours.slice(0, NEIGHBOURS)
      .flatMap((neighbour) =>
        [...observed(material, "test", neighbour).positions].filter((position) => !active.has(position)),
      ),
  );
  const onNeighbours = [...neighbours].reduce((sum, position) => sum + (predictedSet.has(position) ? 1 : 0), 0);
  const rates = [
    { negatives: "random", count: text.tokenIds.length - active.size, alarms: predicted.length },
    { negatives: "same-token", count: sameTokens, alarms: onSameTokens },
    { negatives: "neighbour-feature", count: neighbours.size, alarms: onNeighbours },
  ] as const;
  return rates
    .filter(({ count }) => count > 0)
    .map(({ negatives, count, alarms }) => ({ negatives, count, rate: alarms / count }));
}
