import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { inDrawOrder } from "#lib/explain/sampling/draw-order.ts";
import { pickByDecile } from "#lib/explain/sampling/pick-by-decile.ts";
import { type ObservedWindow, splitWindows } from "#lib/explain/sampling/window.ts";

/** Windows to simulate, by turns one in which the feature fires and one drawn from all, and how many fire at all. */
export type SimulatedWindows = { windows: readonly ObservedWindow[]; activating: number };

/** One activating window of each decile and as many drawn from all others, whether it fires there or not; none twice. */
export function pickSimulated(material: SourceMaterial, split: DocumentSplit, feature: number): SimulatedWindows {
  const { text } = material.splits[split];
  const { activating, silent } = splitWindows(text, observed(material, split, feature));
  const draw = { seed: material.seed, feature, purpose: "simulate" as const };
  const active = pickByDecile(activating, 1, { text, ...draw });
  const taken = new Set(active.map(({ first }) => first));
  const others = [...activating, ...silent].filter(({ first }) => !taken.has(first));
  const random = inDrawOrder(others, text, draw).slice(0, active.length);
  return {
    windows: active.flatMap((window, i) => [window, ...(random[i] ? [random[i]] : [])]),
    activating: activating.length,
  };
}
