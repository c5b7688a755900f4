import type { ReactNode } from "react";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { ExampleRows } from "./example-rows.tsx";
import { packExample, trimExample, type ExampleText } from "./example-text.ts";

type Props = {
  examples: readonly ActivationExample[];
  max: number;
  name: string;
  start?: number;
  stackable?: boolean;
  /** Send snippets; the rest is fetched from the feature at this address when the full range is chosen. */
  wholeAt?: string | undefined;
};

/** Examples come from a cache that hands out the same objects, so each is packed once. */
const whole = new WeakMap<ActivationExample, ExampleText>();
const trimmed = new WeakMap<ActivationExample, ExampleText>();

/** Examples in order. `stackable` ones start as a concordance, one line each. */
export function ExampleList({ examples, max, name, start = 1, stackable = true, wholeAt }: Props): ReactNode {
  const pack = wholeAt === undefined ? packWhole : packTrimmed;
  return (
    <ExampleRows
      examples={examples.map(pack)}
      max={max}
      start={start}
      name={name}
      stackable={stackable}
      {...(wholeAt === undefined ? {} : { wholeAt })}
    />
  );
}

const packWhole = (example: ActivationExample) => remember(whole, example, packExample);

const packTrimmed = (example: ActivationExample) => remember(trimmed, example, () => trimExample(packWhole(example)));

function remember(
  kept: WeakMap<ActivationExample, ExampleText>,
  example: ActivationExample,
  make: (example: ActivationExample) => ExampleText,
): ExampleText {
  const known = kept.get(example);
  if (known) return known;
  const made = make(example);
  kept.set(example, made);
  return made;
}
