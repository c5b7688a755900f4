"use client";
import { useMemo, type ReactNode } from "react";
import { exampleListHtml } from "./example-list-html.ts";
import type { ExampleText } from "./example-text.ts";
import { useWholeExamples } from "./use-whole-examples.ts";

type Props = {
  examples: ExampleText[];
  max: number;
  start: number;
  name: string;
  stackable: boolean;
  /** Where the whole texts are when these are snippets: the feature's address. */
  wholeAt?: string;
};

/**
 * A client component so that the examples travel as data: as a server component their markup would be sent twice, once
 * to be seen and once for React. See docs/decisions/013-feature-page-weight.md.
 */
export function ExampleRows({ examples, max, start, name, stackable, wholeAt }: Props): ReactNode {
  const { whole, failed } = useWholeExamples(wholeAt);
  const html = useMemo(
    () => exampleListHtml(whole ? examples.map((example) => whole.get(example.sequence) ?? example) : examples, max),
    [examples, whole, max],
  );
  return (
    <>
      {failed ? (
        <p className="note">The whole texts did not arrive; these are snippets. Choose Full again to retry.</p>
      ) : null}
      <ol
        className={stackable ? "stackable" : undefined}
        start={start}
        aria-label={name}
        dangerouslySetInnerHTML={{ __html: html }}
      />
    </>
  );
}
