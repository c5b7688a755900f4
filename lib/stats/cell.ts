import { float16Values } from "#lib/stats/float16.ts";

/** Positions fit a byte, everywhere. */
export const SEQUENCE_LENGTH_MAX = 256;

/**
 * A cell packs one activation of a known feature in a word: slot of the sequence in its batch << 24 | position << 16 |
 * float16 bits, bits in 1…0x7bff. The slot is 0 once a cell is kept.
 */
export function cellPosition(cell: number): number {
  return (cell >>> 16) & 0xff;
}

export function cellValue(cell: number): number {
  return float16Values[cell & 0x7fff] ?? 0;
}

/** The cell with the largest value in `cells[from…to)`, the first among equals. */
export function peakCell(cells: Uint32Array, from: number, to: number): number {
  let peak = cells[from] ?? 0;
  for (let i = from + 1; i < to; i++) {
    const cell = cells[i] ?? 0;
    if ((cell & 0xffff) > (peak & 0xffff)) peak = cell;
  }
  return peak;
}
