import * as z from "zod";
import { JobView } from "#lib/catalog/schema.ts";

/** What becomes of a request for scores. */
export const ScoreAnswer = z
  .object({
    job: JobView.nullable().describe("null when every scorer has scored the explanation as it is now"),
    alreadyScored: z.array(z.string()).describe("scorers whose present version has scored it: nothing is done again"),
  })
  .meta({ id: "ScoreAnswer" });
export type ScoreAnswer = z.infer<typeof ScoreAnswer>;
