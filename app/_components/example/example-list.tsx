import type { ReactNode } from "react";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { ExampleRows } from "./example-rows.tsx";
import { packExample } from "./example-text.ts";

type Props = {
  examples: readonly ActivationExample[];
  max: number;
  name: string;
  start?: number;
  stackable?: boolean;
  complete?: boolean;
};

/** Examples in order. `stackable` ones start as a concordance, one line each. */
export function ExampleList({ examples, max, name, start = 1, stackable = true, complete = false }: Props): ReactNode {
  return (
    <ExampleRows
      examples={examples.map(packExample)}
      max={max}
      start={start}
      name={name}
      stackable={stackable}
      complete={complete}
    />
  );
}
