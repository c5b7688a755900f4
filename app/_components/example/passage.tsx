import type { ReactNode } from "react";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { passageHtml } from "./passage-html.ts";
import { packPassage, trimPassage, type Near } from "./passage-text.ts";

type Props = { example: ActivationExample; max: number; near: Near };

/** One example's text around its peak, active tokens lit relative to the feature's largest value `max`. */
export function Passage({ example, max, near }: Props): ReactNode {
  const html = passageHtml(trimPassage(packPassage(example, near)), max);
  return <p className="passage" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />;
}
