"use client";
import { useMemo, type ReactNode } from "react";
import { exampleListHtml } from "./example-list-html.ts";
import type { ExampleText } from "./example-text.ts";
import { useFullRange } from "./use-full-range.ts";

type Props = {
  examples: ExampleText[];
  max: number;
  start: number;
  name: string;
  stackable: boolean;
  /** Send the whole text as markup at once, so that the full range works without a script. */
  complete: boolean;
};

/**
 * A client component so that the examples travel as data: as a server component their markup would be sent twice, once
 * to be seen and once for React. See docs/decisions/013-feature-page-weight.md.
 */
export function ExampleRows({ examples, max, start, name, stackable, complete }: Props): ReactNode {
  const full = useFullRange();
  const html = useMemo(
    () => exampleListHtml(examples, max, { complete: complete || full }),
    [examples, max, complete, full],
  );
  return (
    <ol
      className={stackable ? "stackable" : undefined}
      start={start}
      aria-label={name}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
