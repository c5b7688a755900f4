import { formatCount, formatValue } from "#app/_components/number/format.ts";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { packPassage, trimPassage, type PassageText } from "./passage-text.ts";

/** A passage with what stands beside it: its largest value and where it is from. */
export type ExampleText = PassageText & { sequence: number; value: string; origin: string };

export function packExample(example: ActivationExample): ExampleText {
  const { sequence, document, start, positions, values, peak } = example;
  return {
    ...packPassage(example),
    sequence,
    value: formatValue(values[positions.indexOf(peak)] ?? 0),
    origin: `${document.kind}, ${document.title}, from token ${formatCount(start)}`,
  };
}

export function trimExample({ sequence, value, origin, ...passage }: ExampleText): ExampleText {
  return { ...trimPassage(passage), sequence, value, origin };
}
