import * as z from "zod";
import { LEAD_BY } from "#lib/corpus/lead.ts";

/** How every provenance says what its sequences began with. Absent where it was not noted: then it was the model's BOS. */
export const LEAD_FIELDS = {
  lead: z
    .string()
    .nullable()
    .optional()
    .describe("the token that every sequence begins with, not of its text and not counted; null where there is none"),
  leadBy: z
    .enum(LEAD_BY)
    .optional()
    .describe("who says so: the tokenizer's own files, or the configuration of sources computed in the same run"),
};

export type LeadFields = { lead?: string | null | undefined; leadBy?: (typeof LEAD_BY)[number] | undefined };

/** Those fields alone; none of a run that was planned before leads were noted. */
export const pickLead = ({ lead, leadBy }: LeadFields): LeadFields =>
  lead === undefined || leadBy === undefined ? {} : { lead, leadBy };
