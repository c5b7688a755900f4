import type { Asking } from "#lib/explain/explainers/explainer.ts";
import type { Simulate, Simulated } from "#lib/explain/judging/simulated.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import { pickSimulated } from "#lib/explain/sampling/pick-simulated.ts";
import { onOneLine, windowTokens } from "#lib/explain/sampling/window-text.ts";
import type { ObservedWindow } from "#lib/explain/sampling/window.ts";
import { notEnoughData, POSITIVES_MIN, type Scored, type ScoreOutcome } from "#lib/explain/scorers/scorer.ts";
import { simulatedOutcome } from "#lib/explain/scorers/simulated-outcome.ts";

/**
 * Has a judge expect a feature's activations on held-out passages by its explanation, by another's on half of them, and on
 * passages of the select split, from which the scale is learned.
 */
export async function scoreBySimulation(
  material: SourceMaterial,
  { feature, explanation, shuffled: [other] }: Scored,
  asking: Asking,
  simulate: Simulate,
): Promise<ScoreOutcome> {
  const { windows, activating } = pickSimulated(material, "test", feature);
  if (activating < POSITIVES_MIN) {
    const tokens = windows.reduce((sum, { values }) => sum + values.length, 0);
    const size = { tokens, documents: material.splits.test.text.documents };
    return notEnoughData(activating, "correlation", size, "passages");
  }
  const ask = (split: DocumentSplit, text: string, shown: readonly ObservedWindow[]): Promise<Simulated[]> =>
    Promise.all(
      shown.map(async (window) => {
        const tokens = windowTokens(material, material.splits[split].text, window);
        return { ...window, ...(await simulate(asking, { explanation: onOneLine(text), tokens })) };
      }),
    );
  const [simulated, shuffled, calibration] = await Promise.all([
    ask("test", explanation.text, windows),
    other ? ask("test", other.text, halfOf(windows)) : [],
    ask("select", explanation.text, halfOf(pickSimulated(material, "select", feature).windows)),
  ]);
  return simulatedOutcome(material, { feature, positives: activating, simulated, shuffled, calibration });
}

/** Every second pair of windows. */
const halfOf = (windows: readonly ObservedWindow[]): ObservedWindow[] => windows.filter((_, i) => i % 4 < 2);
