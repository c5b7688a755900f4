import type { ObservedWindow } from "#lib/explain/sampling/window.ts";

/** A window at a place of the text's first sequence, with these activations. */
export function windowOf(values: readonly number[], first = 0): ObservedWindow {
  const activations = Float32Array.from(values);
  return {
    first,
    end: first + values.length,
    sequence: 0,
    document: 0,
    values: activations,
    max: Math.max(0, ...values),
  };
}
