import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { countOf } from "#lib/explain/observations/indexed-text.ts";
import type { FalseAlarms } from "#lib/explain/schema.ts";
import type { Meeting } from "#lib/explain/scorers/meeting.ts";

/** Nearest features whose firing counts as a hard case. */
const NEIGHBOURS = 3;

/** What is known of a position while neighbours are counted. */
const [UNSEEN, ACTIVE, ALARM, COUNTED] = [0, 1, 2, 3] as const;

/**
 * Where a prediction says yes and the feature is silent, as a share of the silent tokens: of all, of those whose token
 * sometimes does fire the feature, and of those that fire the features with the nearest decoder directions.
 */
export function countFalseAlarms(material: SourceMaterial, feature: number, meeting: Meeting): FalseAlarms[] {
  const { text } = material.splits.test;
  const { positions, predicted, actual } = meeting;
  const states = new Uint8Array(text.tokenIds.length);
  const firing = new Uint32Array(text.vocabularySize);
  let active = 0;
  for (let place = 0; place < positions.length; place++) {
    if (!((actual[place] ?? 0) > 0)) continue;
    const position = positions[place] ?? 0;
    const id = text.tokenIds[position] ?? 0;
    active += 1;
    firing[id] = (firing[id] ?? 0) + 1;
    states[position] = ACTIVE;
  }
  let alarms = 0;
  let onSameTokens = 0;
  for (let place = 0; place < positions.length; place++) {
    const position = positions[place] ?? 0;
    if (states[position] === ACTIVE || !((predicted[place] ?? 0) > 0)) continue;
    alarms += 1;
    if ((firing[text.tokenIds[position] ?? 0] ?? 0) > 0) onSameTokens += 1;
    states[position] = ALARM;
  }
  const sameTokens = firing.reduce((sum, times, id) => sum + (times > 0 ? countOf(text, id) - times : 0), 0);
  const neighbours = countNeighbours(material, feature, states);
  const rates = [
    { negatives: "random", count: text.tokenIds.length - active, alarms },
    { negatives: "same-token", count: sameTokens, alarms: onSameTokens },
    { negatives: "neighbour-feature", ...neighbours },
  ] as const;
  return rates
    .filter(({ count }) => count > 0)
    .map(({ negatives, count, alarms }) => ({ negatives, count, rate: alarms / count }));
}

/** Silent positions at which a neighbour fires, each once. @param states [tokens] what is known; marked on the way */
function countNeighbours(
  material: SourceMaterial,
  feature: number,
  states: Uint8Array,
): { count: number; alarms: number } {
  let count = 0;
  let alarms = 0;
  for (const neighbour of material.facts(feature).neighbours.slice(0, NEIGHBOURS)) {
    for (const position of observed(material, "test", neighbour).positions) {
      const state = states[position] ?? UNSEEN;
      if (state === ACTIVE || state === COUNTED) continue;
      count += 1;
      if (state === ALARM) alarms += 1;
      states[position] = COUNTED;
    }
  }
  return { count, alarms };
}
