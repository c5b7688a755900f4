import type { ExampleSequence } from "#lib/catalog/present-feature.ts";
import { readTokens } from "#lib/catalog/token-window.ts";
import type { Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { EvidencePassage } from "#lib/explain/evidence-view.ts";
import type { Evidence } from "#lib/explain/scorers/evidence-codec.ts";
import type { SparseValues } from "#lib/explain/scorers/sparse-values-codec.ts";

const SIGNIFICANT_DIGITS = 5;

/** Evidence as a reader sees it; passages whose text is no longer stored are left out. */
export function presentPassages(
  evidence: readonly Evidence[],
  sequences: ReadonlyMap<number, ExampleSequence>,
  vocabulary: Vocabulary,
): EvidencePassage[] {
  return evidence.flatMap(({ kind, sequence, predicted, actual }) => {
    const found = sequences.get(sequence);
    if (!found) return [];
    // Positions of evidence count from the token after the lead.
    const { tokens, fragments } = readTokens(vocabulary, found.tokens.subarray(found.lead));
    const within = (values: SparseValues) => presentValues(values, tokens.length);
    return {
      kind,
      sequence,
      document: found.document,
      start: found.start,
      tokens,
      fragments,
      predicted: within(predicted),
      actual: within(actual),
    };
  });
}

/** Values to five digits, those on tokens that are there. */
export function presentValues({ positions, values }: SparseValues, tokens: number): EvidencePassage["actual"] {
  const kept = positions.flatMap((position, i) => (position < tokens ? [{ position, value: values[i] ?? 0 }] : []));
  return {
    positions: kept.map(({ position }) => position),
    values: kept.map(({ value }) => Number(value.toPrecision(SIGNIFICANT_DIGITS))),
  };
}
