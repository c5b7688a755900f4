import { z } from "zod";

/** Rows or columns of a matrix in a publisher's config. */
export const ConfigSize = z
  .int()
  .positive()
  .max(1 << 24);

/** What is wrong with a config, to stand within a sentence. */
export const oneLine = (error: z.ZodError): string => z.prettifyError(error).replaceAll(/\s+/g, " ");
