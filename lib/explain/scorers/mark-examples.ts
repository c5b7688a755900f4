import type { ShownExample } from "#lib/explain/judging/judged.ts";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { inDrawOrder } from "#lib/explain/sampling/draw-order.ts";
import { type Marks, movedMarks, rightMarks, silentMarks, writeMarked } from "#lib/explain/sampling/marks.ts";
import { NEIGHBOURS } from "#lib/explain/sampling/negative-candidates.ts";
import type { Example, Examples } from "#lib/explain/sampling/pick-examples.ts";
import { windowTokens } from "#lib/explain/sampling/window-text.ts";
import { observeWindow, type ObservedWindow } from "#lib/explain/sampling/window.ts";

/** Share of the negatives in which the feature fires and only the marks are wrong. */
const WRONG_MARKS_SHARE = 1 / 5;

/** Marks every example, rightly where the feature fires and wrongly elsewhere, and puts wrongly marked ones in for some. */
export function markExamples(
  material: SourceMaterial,
  feature: number,
  { examples, activating }: Examples,
): ShownExample[] {
  const { seed } = material;
  const { text } = material.splits.test;
  const positives = examples.filter((example) => example.activating);
  const negatives = examples.filter((example) => !example.activating);
  const wrong = wrongExamples(material, feature, {
    positives,
    activating,
    count: Math.floor(negatives.length * WRONG_MARKS_SHARE),
  });
  const kept = new Set(inDrawOrder(negatives, text, { seed, feature, purpose: "marks" }).slice(wrong.length));
  const meanActive = Math.ceil(
    positives.reduce((sum, { values }) => sum + countActive(values), 0) / Math.max(1, positives.length),
  );
  const marked = [
    ...positives.map((example) => ({ example, marks: rightMarks(example) })),
    ...negatives
      .filter((example) => kept.has(example))
      .map((example) => ({
        example,
        marks: neighbourMarks(material, feature, example) ?? silentMarks(example, meanActive, { seed, feature }),
      })),
    ...wrong,
  ];
  const shown = marked.map(({ example, marks }) => ({
    ...example,
    shown: writeMarked(windowTokens(material, text, example), marks),
  }));
  return inDrawOrder(shown, text, { seed, feature, purpose: "order" });
}

const countActive = (values: Float32Array): number => values.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);

type Spare = { positives: readonly Example[]; activating: readonly ObservedWindow[]; count: number };

/** Windows in which it fires, with its marks moved to where it does not: first such as are not shown rightly marked too. */
function wrongExamples(
  material: SourceMaterial,
  feature: number,
  { positives, activating, count }: Spare,
): { example: Example; marks: Marks }[] {
  const { seed } = material;
  const shown = new Set(positives.map(({ first }) => first));
  const spare = activating.filter(({ first }) => !shown.has(first));
  const draw = { seed, feature, purpose: "marks" as const };
  const { text } = material.splits.test;
  return [...inDrawOrder(spare, text, draw), ...inDrawOrder(positives, text, draw)]
    .flatMap((window) => {
      const marks = movedMarks(window, { seed, feature });
      return marks
        ? [{ example: { ...window, activating: false, decile: null, kind: "wrong-marks" as const }, marks }]
        : [];
    })
    .slice(0, count);
}

/** A neighbour's own marks, where that is what makes the window hard: random ones would be too easy to tell. */
function neighbourMarks(material: SourceMaterial, feature: number, example: Example): Marks | undefined {
  if (example.kind !== "neighbour-feature") return undefined;
  return material
    .facts(feature)
    .neighbours.slice(0, NEIGHBOURS)
    .map((neighbour) => observeWindow(example, observed(material, "test", neighbour)))
    .filter(({ max }) => max > 0)
    .map(rightMarks)[0];
}
