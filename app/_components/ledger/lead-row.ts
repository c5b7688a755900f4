import type { LedgerRow } from "#app/_components/ledger/ledger.tsx";
import type { LeadFields } from "#lib/corpus/lead-fields.ts";

const WHO = { tokenizer: "as the tokenizer does it", sources: "as sources of the run were trained" } as const;

/** What sequences began with, and who says so. */
export function leadRow({ lead, leadBy }: LeadFields): LedgerRow {
  const who = leadBy ? `, ${WHO[leadBy]}` : "";
  if (lead === undefined) return ["Sequences", "begin with the model’s document start (BOS)"];
  if (lead === null) return ["Sequences", `begin with their text, without a document start (BOS)${who}`];
  return ["Sequences", `begin with ${lead}, which is not counted${who}`];
}
