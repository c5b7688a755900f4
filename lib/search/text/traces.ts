import { roundToFloat16 } from "#lib/stats/float16.ts";

/** Where in a text a feature is active: positions ascending, the lead not counted, and the value at each. */
export type Trace = { positions: number[]; values: number[] };

/** The active features of a window of tokens, as a session gives them. */
export interface WindowActivations {
  readonly k: number;
  /** [length × k] feature indices; without meaning where the value is 0. */
  readonly indices: Int32Array;
  /** [length × k] activations; 0 where fewer than k features are active. */
  readonly values: Float32Array;
}

/** Which rows of a window are tokens of the text: `count` rows from `firstRow`, the first of them at `position`. */
export type WindowRows = { firstRow: number; count: number; position: number };

/**
 * Adds a window's activations to the traces of one source; windows come in the order of the text.
 * Values are rounded as the catalog's are, to float16.
 */
export function addWindow(
  traces: Map<number, Trace>,
  { k, indices, values }: WindowActivations,
  { firstRow, count, position }: WindowRows,
): void {
  for (let row = 0; row < count; row++) {
    const from = (firstRow + row) * k;
    for (let entry = from; entry < from + k; entry++) {
      const value = roundToFloat16(values[entry] ?? 0);
      if (!(value > 0)) continue;
      const feature = indices[entry] ?? 0;
      const trace = traces.get(feature);
      if (trace) {
        trace.positions.push(position + row);
        trace.values.push(value);
      } else {
        traces.set(feature, { positions: [position + row], values: [value] });
      }
    }
  }
}
