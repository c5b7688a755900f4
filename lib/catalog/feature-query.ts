import * as z from "zod";

export const FeatureSort = z.enum(["index", "density", "max", "score"]);
export type FeatureSort = z.infer<typeof FeatureSort>;

/** Which features of a source, in which order; the same names in page URLs and in the API. */
export const FeatureQuery = z.object({
  sort: FeatureSort.default("index"),
  order: z
    .enum(["asc", "desc"])
    .optional()
    .describe("default: asc by index, desc otherwise; ties follow the index, and those without a score come last"),
  densityMin: z.coerce.number().min(0).max(1).optional(),
  densityMax: z.coerce.number().min(0).max(1).optional(),
  maxMin: z.coerce.number().optional().describe("smallest largest-activation"),
  maxMax: z.coerce.number().optional(),
  state: z.enum(["live", "dead"]).optional().describe("dead: never active on the counted tokens"),
  scoreMin: z.coerce.number().min(-1).max(1).optional().describe("smallest score of the explanation shown"),
  scoreMax: z.coerce.number().min(-1).max(1).optional(),
  method: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, "a method is named as in its page's address")
    .optional()
    .describe("show and rank by the best explanation of this method; `person` for what people wrote"),
  explained: z
    .enum(["yes", "no"])
    .optional()
    .describe(
      "whether it has an explanation, of the method when one is given; default: yes with a method, else either",
    ),
  token: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe("a token among its top or output tokens; case and surrounding spaces do not matter"),
  cluster: z.coerce.number().int().min(0).max(65_533).optional().describe("number of a cluster of the source's map"),
});
export type FeatureQuery = z.infer<typeof FeatureQuery>;

/** The direction a query walks in: its own, else what a reader of that column expects first. */
export function featureOrder({ sort, order }: Pick<FeatureQuery, "sort" | "order">): "asc" | "desc" {
  return order ?? (sort === "index" ? "asc" : "desc");
}

/** Search parameters of a query without what is default; inverse of `FeatureQuery.parse` over an URL's parameters. */
export function formatFeatureQuery(query: FeatureQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || (name === "sort" && value === "index")) continue;
    if (name === "order" && value === featureOrder({ sort: query.sort })) continue;
    parameters.set(name, String(value));
  }
  return parameters;
}

/** A query from a page's search parameters; fields left empty in a form count as unset. Undefined when one is bad. */
export function parseFeatureQuery(parameters: Record<string, string | string[] | undefined>): FeatureQuery | undefined {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  return FeatureQuery.safeParse(Object.fromEntries(given)).data;
}
