import * as z from "zod";
import { JobView } from "#lib/catalog/schema.ts";

/** As works are named: what they do, and what they were asked for. */
export const WorkSlug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a work is named by lower-case letters, digits and '-'");

export const WorkView = z
  .object({ work: WorkSlug, jobs: z.array(JobView).describe("in the order they run") })
  .meta({ id: "Work", description: "Jobs that were asked for together: they are cancelled together, too." });
export type WorkView = z.infer<typeof WorkView>;
