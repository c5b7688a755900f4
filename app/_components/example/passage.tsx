import type { ReactNode } from "react";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { passageHtml } from "./passage-html.ts";

type Near = { before: number; after: number };

/** Examples come from a cache that hands out the same objects, so their markup is built once. */
const built = new WeakMap<ActivationExample, string>();

/** One example's text with its active tokens lit, relative to the feature's largest value `max`. */
export function Passage({ example, max, near }: { example: ActivationExample; max: number; near?: Near }): ReactNode {
  let html = near ? passageHtml(example, max, near) : built.get(example);
  if (html === undefined) {
    html = passageHtml(example, max);
    built.set(example, html);
  }
  return <p className="passage" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />;
}
