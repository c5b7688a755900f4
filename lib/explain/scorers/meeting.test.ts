import { expect, test } from "vitest";
import { meet } from "#lib/explain/scorers/meeting.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

const random = createRandom(5);
const TOKENS = 60;

function sparse(share: number) {
  const dense = Float32Array.from({ length: TOKENS }, () => (random() < share ? 1 + random() : 0));
  const positions = Uint32Array.from(dense.keys()).filter((position) => (dense[position] ?? 0) > 0);
  return { dense, positions, values: Float32Array.from(positions, (position) => dense[position] ?? 0) };
}

test("a meeting holds both sides at every place where either is, and no other", () => {
  for (let round = 0; round < 100; round++) {
    const [ours, theirs] = [sparse((round % 5) / 4), sparse((round % 3) / 2)];
    const { positions, predicted, actual } = meet(ours, theirs);
    const places = [...ours.dense.keys()].filter((at) => (ours.dense[at] ?? 0) + (theirs.dense[at] ?? 0) > 0);
    expect([...positions]).toEqual(places);
    expect([...predicted]).toEqual(places.map((at) => ours.dense[at]));
    expect([...actual]).toEqual(places.map((at) => theirs.dense[at]));
  }
});
