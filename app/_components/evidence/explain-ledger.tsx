import type { ReactNode } from "react";
import { leadRow } from "#app/_components/ledger/lead-row.ts";
import { hashRows, Ledger, type LedgerRow } from "#app/_components/ledger/ledger.tsx";
import { formatCount, formatTime, plural } from "#app/_components/number/format.ts";
import type { ExplainProvenance } from "#lib/explain/schema.ts";

const SPLITS = [
  ["explain", "Written from"],
  ["select", "Chosen on"],
  ["test", "Scored on"],
] as const;

/** Everything needed to write and score the same again. */
export function ExplainLedger({ provenance }: { provenance: ExplainProvenance }): ReactNode {
  const { tokens, documents, seed, codeVersion, computedAt, settings } = provenance;
  return (
    <Ledger
      rows={[
        ...SPLITS.map(([split, name]): LedgerRow => [
          name,
          `${formatCount(tokens[split])} tokens of ${plural(documents[split], "document")}`,
        ]),
        leadRow(provenance),
        ["Seed", String(seed)],
        ["Code", `version ${codeVersion}`],
        ["Computed", formatTime(computedAt)],
        ...Object.entries(settings).map(([name, value]): LedgerRow => [name, String(value)]),
        ...hashRows(provenance),
      ]}
    />
  );
}
