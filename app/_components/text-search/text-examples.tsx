import Link from "next/link";
import type { ReactNode } from "react";
import { RankingNote } from "./ranking-note.tsx";
import { textSearchPath, type TextQuery } from "./text-query.ts";

/** Ours, of the kinds of text that the bundled model was trained on. */
const EXAMPLES = [
  "The captain lowered his boat, and the whale went down without a sound.",
  "We ask the Congress to reduce the public debt, and to keep faith with every treaty that we have signed.",
  "function sum(values) {\n  let total = 0;\n  for (const value of values) total += value;\n  return total;\n}",
];

/** Something to try, before anything was asked. */
export function TextExamples({ query }: { query: TextQuery }): ReactNode {
  return (
    <section className="section mt-6" aria-labelledby="text-examples">
      <h2 id="text-examples">Or try one of these</h2>
      <ul className="mt-1 mb-3">
        {EXAMPLES.map((text) => (
          <li key={text} className="py-1 font-serif">
            <Link href={textSearchPath({ ...query, text })} prefetch={false} className="whitespace-pre-wrap">
              {text}
            </Link>
          </li>
        ))}
      </ul>
      <RankingNote />
    </section>
  );
}
