import type { ReactNode } from "react";
import { ExampleList } from "#app/_components/example/example-list.tsx";
import type { ActivationExample } from "#lib/catalog/schema.ts";

type Props = {
  id: string;
  title: string;
  note: string;
  examples: readonly ActivationExample[];
  max: number;
  start?: number;
  wholeAt: string;
};

export function ExamplesSection({ id, title, note, examples, max, start = 1, wholeAt }: Props): ReactNode {
  if (examples.length === 0) return null;
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="note mb-2">{note}</p>
      <ExampleList examples={examples} max={max} start={start} name={title} wholeAt={wholeAt} />
    </section>
  );
}
