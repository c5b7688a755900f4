"use client";
import type { ReactNode } from "react";
import { textHtml } from "#app/_components/example/passage-html.ts";
import { formatShare, formatValue } from "#app/_components/number/format.ts";
import type { LiveActivations } from "#lib/catalog/schema.ts";
import { nameLiveToken, packLive } from "./live-passage.ts";

/** The visitor's text with active tokens lit on the same scale as the examples, and drawn as they are. */
export function LiveResult({ answer, max }: { answer: LiveActivations; max: number }): ReactNode {
  const { values, peak, truncated } = answer;
  const strongest = peak === null ? 0 : (values[peak] ?? 0);
  const html = textHtml(packLive(answer), Math.max(max, strongest));
  return (
    <>
      <p className="passage whitespace-pre-wrap" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
      <p className="note">
        {peak === null
          ? "Silent on every token."
          : `Strongest on “${nameLiveToken(answer, peak)}” at ${formatValue(strongest)}${max > 0 ? `, ${formatShare(strongest / max)} of its largest in the corpus` : ""}.`}
        {truncated ? " The text was longer than the model reads; the end was left out." : ""}
      </p>
    </>
  );
}
