"use client";
import type { ReactNode } from "react";
import { activationLevel } from "#app/_components/example/level.ts";
import { formatShare, formatValue } from "#app/_components/number/format.ts";
import { visibleTokenText } from "#app/_components/token/visible-token.ts";
import type { LiveActivations } from "#lib/catalog/schema.ts";

/** The visitor's text with active tokens lit on the same scale as the examples. */
export function LiveResult({ answer, max }: { answer: LiveActivations; max: number }): ReactNode {
  const { tokens, values, peak, truncated } = answer;
  const strongest = peak === null ? 0 : (values[peak] ?? 0);
  const scale = Math.max(max, strongest);
  return (
    <>
      <p className="passage whitespace-pre-wrap" dir="auto">
        {tokens.map((text, position) => (
          <LiveToken key={position} text={text} value={values[position] ?? 0} scale={scale} peak={position === peak} />
        ))}
      </p>
      <p className="note">
        {peak === null
          ? "Silent on every token."
          : `Strongest on “${visibleTokenText(tokens[peak] ?? "")}” at ${formatValue(strongest)}${max > 0 ? `, ${formatShare(strongest / max)} of its largest in the corpus` : ""}.`}
        {truncated ? " The text was longer than the model reads; the end was left out." : ""}
      </p>
    </>
  );
}

type TokenProps = { text: string; value: number; scale: number; peak: boolean };

function LiveToken({ text, value, scale, peak }: TokenProps): ReactNode {
  if (value === 0) return text;
  const blank = text.trim() === "";
  const space = !blank && text.startsWith(" ") ? " " : "";
  return (
    <>
      {space}
      <mark className={`a${activationLevel(value, scale)}${peak ? " p" : ""}`} data-v={formatValue(value)}>
        {blank ? visibleTokenText(text) : text.slice(space.length)}
      </mark>
      {blank && text.includes("\n") ? "\n" : ""}
    </>
  );
}
