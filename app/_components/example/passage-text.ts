import { formatValue } from "#app/_components/number/format.ts";
import type { ActivationExample } from "#lib/catalog/schema.ts";

/**
 * An example as a page needs it: the text once, and where in it tokens were active. It is what travels to the browser,
 * so it is small: 128 tokens take about 500 bytes.
 */
export type PassageText = {
  text: string;
  /**
   * `start length value` of each active token in order, as characters of `text`, joined by `;`. A token without text of
   * its own, part of a character that a later token completes, has its bytes in hex as a fourth field.
   */
  active: string;
  /** Which of the active tokens is the strongest. */
  peak: number;
  /** The characters around the peak that a snippet shows: from, to. */
  near: [number, number];
  /** The text goes on before or after what is given here. */
  cut?: { before: boolean; after: boolean };
};

export type Near = { before: number; after: number };

/** Tokens around the peak in a snippet. */
const NEAR: Near = { before: 14, after: 18 };

type Text = Pick<ActivationExample, "tokens" | "fragments" | "positions" | "values" | "peak">;

export function packPassage({ tokens, fragments, positions, values, peak }: Text, near: Near = NEAR): PassageText {
  const starts = startsOf(tokens);
  const at = (position: number) => starts[Math.min(tokens.length, Math.max(0, position))] ?? 0;
  const active = positions.map((position, order) =>
    formatActiveToken({
      start: at(position),
      end: at(position + 1),
      value: formatValue(values[order] ?? 0),
      bytes: tokens[position] === "" ? (fragments.find((fragment) => fragment.position === position)?.bytes ?? "") : "",
    }),
  );
  return {
    text: tokens.join(""),
    active: active.join(";"),
    peak: positions.indexOf(peak),
    near: [at(peak - near.before), at(peak + 1 + near.after)],
  };
}

export type ActiveToken = { start: number; end: number; value: string; bytes: string };

/** Reads `active` back, in order. */
export function listActiveTokens({ active }: Pick<PassageText, "active">): ActiveToken[] {
  if (active === "") return [];
  return active.split(";").map((entry) => {
    const [start = "", length = "", value = "", bytes = ""] = entry.split(" ");
    return { start: Number(start), end: Number(start) + Number(length), value, bytes };
  });
}

/** Only the snippet of a passage: what most readers look at, a quarter of the text. */
export function trimPassage({ text, active, peak, near: [from, to] }: PassageText): PassageText {
  const tokens = listActiveTokens({ active });
  const kept = tokens.filter(({ start }) => start >= from && start < to);
  const strongest = tokens[peak];
  return {
    text: text.slice(from, to),
    active: kept
      .map((token) => formatActiveToken({ ...token, start: token.start - from, end: token.end - from }))
      .join(";"),
    peak: strongest ? kept.indexOf(strongest) : -1,
    near: [0, to - from],
    cut: { before: from > 0, after: to < text.length },
  };
}

function formatActiveToken({ start, end, value, bytes }: ActiveToken): string {
  return `${start} ${end - start} ${value}${bytes === "" ? "" : ` ${bytes}`}`;
}

/** Where each token starts, and where the last one ends. */
function startsOf(tokens: readonly string[]): number[] {
  const starts = [0];
  for (const token of tokens) starts.push((starts.at(-1) ?? 0) + token.length);
  return starts;
}
