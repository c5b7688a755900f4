import type { ReactNode } from "react";
import { ExampleList } from "#app/_components/example/example-list.tsx";
import type { ActivationExample } from "#lib/catalog/schema.ts";

export function StrongestExamples({
  examples,
  max,
}: {
  examples: readonly ActivationExample[];
  max: number;
}): ReactNode {
  return (
    <section className="section strongest min-w-0" aria-labelledby="strongest">
      <h2 id="strongest" className="label">
        Strongest examples
      </h2>
      <ExampleList examples={examples} max={max} stackable={false} name="Strongest examples" />
    </section>
  );
}
