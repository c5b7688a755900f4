import type { ReactNode } from "react";
import { hashRows, Ledger } from "#app/_components/ledger/ledger.tsx";
import { leadRow } from "#app/_components/ledger/lead-row.ts";
import { formatCount, formatTime } from "#app/_components/number/format.ts";
import type { Provenance } from "#lib/catalog/schema.ts";

const ROUNDING = {
  f32: "",
  f16: ", the model's weights rounded to 16 bits",
  int8: ", the model's weights rounded to 8 bits",
} as const satisfies Record<NonNullable<Provenance["weights"]>, string>;

/** Everything needed to compute the same figures again. */
export function ProvenanceLedger({ provenance }: { provenance: Provenance | null }): ReactNode {
  if (!provenance) return <p className="note">Not computed yet, so there is nothing to reproduce.</p>;
  const { corpus, documents, sequences, tokens, sequenceLength, seed } = provenance;
  return (
    <Ledger
      rows={[
        [
          "Corpus",
          `${corpus}, ${formatCount(documents)} documents, ${formatCount(sequences)} sequences of up to ${sequenceLength} tokens`,
        ],
        leadRow(provenance),
        ["Tokens", formatCount(tokens)],
        ["Seed", String(seed)],
        [
          "Code",
          `version ${provenance.codeVersion} on ${provenance.executionProvider}${ROUNDING[provenance.weights ?? "f32"]}`,
        ],
        ["Computed", formatTime(provenance.computedAt)],
        ...hashRows(provenance),
      ]}
    />
  );
}
