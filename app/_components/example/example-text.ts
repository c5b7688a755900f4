import { formatCount, formatValue } from "#app/_components/number/format.ts";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { packPassage, type PassageText } from "./passage-text.ts";

/** A passage with what stands beside it: its largest value and where it is from. */
export type ExampleText = PassageText & { value: string; origin: string };

/** Examples come from a cache that hands out the same objects, so each is packed once. */
const packed = new WeakMap<ActivationExample, ExampleText>();

export function packExample(example: ActivationExample): ExampleText {
  const known = packed.get(example);
  if (known) return known;
  const { document, start, positions, values, peak } = example;
  const text: ExampleText = {
    ...packPassage(example),
    value: formatValue(values[positions.indexOf(peak)] ?? 0),
    origin: `${document.kind}, ${document.title}, from token ${formatCount(start)}`,
  };
  packed.set(example, text);
  return text;
}
