import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import { observedSlice } from "#lib/explain/observations/observed-slice.ts";

/** Delphi's `example_ctx_len`. */
export const WINDOW_TOKENS = 32;
/** A shorter rest of a sequence shows too little beside whole windows; it is left out. */
const REST_SHARE_MIN = 0.75;

/** Consecutive tokens of one sequence; `first` and `end` are positions in the text. */
export type Window = {
  first: number;
  end: number;
  /** Index into the text's sequences. */ sequence: number;
  document: number;
};

/** A window and what a feature did in it. */
export type ObservedWindow = Window & { /** [end − first] */ values: Float32Array; max: number };

/** Cuts every sequence into windows side by side, in the order of the text. */
export function cutWindows({ sequences }: IndexedText, tokens = WINDOW_TOKENS): Window[] {
  return sequences.flatMap(({ first, end, document }, sequence) => {
    const starts = Array.from({ length: Math.ceil((end - first) / tokens) }, (_, i) => first + i * tokens);
    return starts
      .map((start) => ({ first: start, end: Math.min(end, start + tokens), sequence, document }))
      .filter((window) => window.end - window.first >= REST_SHARE_MIN * tokens);
  });
}

export function observeWindow<W extends Window>(window: W, actual: ObservedFeature): W & ObservedWindow {
  const values = new Float32Array(window.end - window.first);
  const inside = observedSlice(actual, window.first, window.end);
  inside.positions.forEach((position, i) => (values[position - window.first] = inside.values[i] ?? 0));
  return { ...window, values, max: values.reduce((max, value) => Math.max(max, value), 0) };
}

export type SplitWindows = {
  /** Those in which the feature fires, strongest first; ties in the order of the text. */
  activating: readonly ObservedWindow[];
  /** Those in which it is silent on every token, in the order of the text. */
  silent: readonly ObservedWindow[];
};

export function splitWindows(text: IndexedText, actual: ObservedFeature): SplitWindows {
  const activating: ObservedWindow[] = [];
  const silent: ObservedWindow[] = [];
  const nothing = new Float32Array(WINDOW_TOKENS);
  let next = 0;
  for (const window of cutWindows(text)) {
    while ((actual.positions[next] ?? Infinity) < window.first) next++;
    if ((actual.positions[next] ?? Infinity) < window.end) activating.push(observeWindow(window, actual));
    else silent.push({ ...window, values: nothing.subarray(0, window.end - window.first), max: 0 });
  }
  return { activating: activating.sort((a, b) => b.max - a.max || a.first - b.first), silent };
}
