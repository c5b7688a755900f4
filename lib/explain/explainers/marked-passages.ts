import type { SourceMaterial } from "#lib/explain/material.ts";
import { normalizeActivationsUp } from "#lib/explain/metrics/normalized-activations.ts";
import type { MarkedPassage } from "#lib/explain/prompts/marked-windows.ts";
import { rightMarks, writeMarked } from "#lib/explain/sampling/marks.ts";
import { windowTokens } from "#lib/explain/sampling/window-text.ts";
import type { ObservedWindow } from "#lib/explain/sampling/window.ts";

/** Active tokens listed under a passage. */
const STRENGTHS_MAX = 10;

/** Windows of the explain split as an explainer is shown them. @param max the feature's strongest activation there, level 10 */
export function markedPassages(
  material: SourceMaterial,
  windows: readonly ObservedWindow[],
  max: number,
): MarkedPassage[] {
  return windows.map((window) => {
    const tokens = windowTokens(material, material.splits.explain.text, window);
    const levels = normalizeActivationsUp(window.values, max);
    const strengths = tokens.map((token, i) => ({ token, level: levels[i] ?? 0 })).filter(({ level }) => level > 0);
    return {
      text: writeMarked(tokens, rightMarks(window)),
      strengths: strengths.sort((a, b) => b.level - a.level).slice(0, STRENGTHS_MAX),
    };
  });
}
