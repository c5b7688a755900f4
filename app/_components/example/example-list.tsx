import type { ReactNode } from "react";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { ExampleRow } from "./example-row.tsx";

type Props = { examples: readonly ActivationExample[]; max: number; start?: number; stackable?: boolean; name: string };

/** Examples in order. `stackable` ones start as a concordance, one line each. */
export function ExampleList({ examples, max, start = 1, stackable = true, name }: Props): ReactNode {
  return (
    <ol className={stackable ? "stackable" : undefined} start={start} aria-label={name}>
      {examples.map((example) => (
        <ExampleRow key={example.sequence} example={example} max={max} />
      ))}
    </ol>
  );
}
