import { packPassage, type PassageText } from "#app/_components/example/passage-text.ts";
import { visibleBytes, visibleTokenText } from "#app/_components/token/visible-token.ts";
import type { LiveActivations } from "#lib/catalog/schema.ts";

type Answer = Pick<LiveActivations, "tokens" | "fragments" | "values" | "peak">;

/** A live answer as examples are drawn from: the text once, and where in it tokens were active. */
export function packLive({ tokens, fragments, values, peak }: Answer): PassageText {
  const positions = [...values.keys()].filter((position) => values[position] !== 0);
  const active = positions.map((position) => values[position] ?? 0);
  return packPassage({ tokens, fragments, positions, values: active, peak: peak ?? -1 });
}

/** One token in words: a part of a character that a later token completes reads as its bytes. */
export function nameLiveToken({ tokens, fragments }: Pick<Answer, "tokens" | "fragments">, position: number): string {
  const text = tokens[position] ?? "";
  const fragment = text === "" ? fragments.find((candidate) => candidate.position === position) : undefined;
  return fragment ? visibleBytes(fragment.bytes) : visibleTokenText(text);
}
