"use client";
import type { ReactNode } from "react";
import { Ledger } from "#app/_components/ledger/ledger.tsx";
import { formatCount, formatValue } from "#app/_components/number/format.ts";

/** Deeper or longer documents are somebody's data, not a card. */
const ROWS_MAX = 400;

/**
 * Figures from outside, shown as they are: every scalar of a JSON document with its path as its name. A client component
 * so that the document travels once.
 */
export function PublishedLedger({ value, missing }: { value: unknown; missing: string }): ReactNode {
  const rows = listScalars(value).slice(0, ROWS_MAX);
  if (rows.length === 0) return <p className="note">{missing}</p>;
  return <Ledger rows={rows} />;
}

function listScalars(value: unknown, path: readonly string[] = []): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value === "object")
    return Object.entries(value).flatMap(([key, inner]) => listScalars(inner, [...path, key]));
  const name = path.join(", ").replaceAll("_", " ");
  return name === "" ? [] : [[name, formatScalar(value)]];
}

function formatScalar(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? formatCount(value) : formatValue(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
