import { expect, test } from "vitest";
import { addOrdinal, countOrdinals, createOrdinalSet, hasOrdinal, unionIfDisjoint } from "#lib/stats/ordinal-set.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

const random = createRandom(17);
const setOf = (ordinals: Iterable<number>) => {
  const set = createOrdinalSet();
  for (const ordinal of ordinals) addOrdinal(set, ordinal);
  return set;
};

test("a set has one form, whatever the order of additions and unions", () => {
  for (let round = 0; round < 60; round++) {
    const members = [...new Set(Array.from({ length: 30 }, () => Math.floor(random() * 60)))];
    const sorted = members.toSorted((a, b) => a - b);
    const set = setOf(members);
    expect(set).toEqual(setOf(sorted));
    expect(countOrdinals(set)).toBe(members.length);
    for (let i = 0; i < 62; i++) expect(hasOrdinal(set, i)).toBe(members.includes(i));
    const cut = Math.floor(random() * members.length);
    expect(unionIfDisjoint(setOf(members.slice(0, cut)), setOf(members.slice(cut)))).toEqual(set);
    expect(unionIfDisjoint(set, setOf(members.slice(0, 1)))).toBeUndefined();
  }
});
