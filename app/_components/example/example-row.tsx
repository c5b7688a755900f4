import type { ReactNode } from "react";
import { formatCount, formatValue } from "#app/_components/number/format.ts";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { Passage } from "./passage.tsx";

/** One example: its largest value, its text, where the text is from. `tabIndex` −1: the keys script moves focus here. */
export function ExampleRow({ example, max }: { example: ActivationExample; max: number }): ReactNode {
  const peak = example.values[example.positions.indexOf(example.peak)] ?? 0;
  const { title, kind } = example.document;
  return (
    <li className="example" tabIndex={-1}>
      <span className="peak">{formatValue(peak)}</span>
      <Passage example={example} max={max} />
      <span className="origin">
        {kind}, {title}, from token {formatCount(example.start)}
      </span>
    </li>
  );
}
