import { drawNumbers } from "#lib/explain/sampling/draw-order.ts";
import type { ObservedWindow } from "#lib/explain/sampling/window.ts";

/** Delphi marks what is above this share of a window's maximum. */
const MARKED_SHARE = 0.3;

/** One 0 or 1 a token. */
export type Marks = Uint8Array;

/** The tokens on which a feature is clearly active. */
export function rightMarks({ values, max }: Pick<ObservedWindow, "values" | "max">): Marks {
  return Uint8Array.from(values, (value) => (value > MARKED_SHARE * max && value > 0 ? 1 : 0));
}

type Draw = { seed: number; feature: number };

/**
 * Marks of a window in which nothing is active, as Delphi publishes them: `count` tokens drawn at random, and always the
 * one at `length − ⌊length / 4⌋` as well.
 * @param count mean number of active tokens of the activating windows, rounded up
 */
export function silentMarks({ values, first }: ObservedWindow, count: number, draw: Draw): Marks {
  const marks = new Uint8Array(values.length);
  const drawn = drawNumbers(values.length, { ...draw, purpose: "marks" }, first);
  for (const token of [...drawn.slice(0, count), values.length - Math.floor(values.length / 4)]) marks[token] = 1;
  return marks;
}

/**
 * Wrong marks in a window in which the feature is active: its right ones moved, wrapping round, to where it is silent. They
 * keep number and runs, so that nothing but their place tells them from right ones. Undefined where none fit.
 */
export function movedMarks(window: ObservedWindow, draw: Draw): Marks | undefined {
  const right = rightMarks(window);
  const length = right.length;
  for (const offset of drawNumbers(length, { ...draw, purpose: "marks" }, window.first)) {
    const moved = right.map((_, token) => right[(token + offset) % length] ?? 0);
    if (moved.every((mark, token) => mark === 0 || window.values[token] === 0)) return moved;
  }
  return undefined;
}

/** Writes tokens as one text, each run of marked ones `<<like this>>`. What looks like a mark in the text is drawn apart. */
export function writeMarked(tokens: readonly string[], marks: Marks): string {
  let written = "";
  let run = "";
  let inside = 0;
  const flush = () => {
    const text = drawApart(run);
    written += inside === 0 || run === "" ? text : `<<${text}>>`;
    run = "";
  };
  tokens.forEach((token, i) => {
    const marked = marks[i] ?? 0;
    if (marked !== inside) flush();
    inside = marked;
    run += token;
  });
  flush();
  return written;
}

/** `<<` and `>>` of code, not ours. */
function drawApart(text: string): string {
  return text.replace(/<(?=<)/g, "< ").replace(/>(?=>)/g, "> ");
}
