import * as z from "zod";
import { SEARCH_CHARACTERS_MAX } from "#lib/search/limits.ts";
import { listOf } from "#lib/search/list-of.ts";

const NAMES_MAX = 64;

export const SearchSort = z.enum(["relevance", "score", "density", "newest"]);
export type SearchSort = z.infer<typeof SearchSort>;

/** A name in a filter: a model, a release, a source's address, a method. */
const Name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.:/@+-]+$/, "a name as in a page’s address");

/** What is looked for, and among which features; the same names in page URLs and in the API. */
export const SearchQuery = z.object({
  q: z
    .string()
    .trim()
    .max(SEARCH_CHARACTERS_MAX)
    .default("")
    .describe("a concept in one’s own words, or words of an explanation or token; empty lists what the filters leave"),
  model: listOf(Name, NAMES_MAX).describe("models, separated by commas"),
  release: listOf(Name, NAMES_MAX).describe("releases, separated by commas"),
  source: listOf(Name, NAMES_MAX).describe("sources as `model/source`, separated by commas"),
  layer: listOf(z.coerce.number().int().min(0).max(10_000), NAMES_MAX).describe("layers, separated by commas"),
  kind: listOf(z.enum(["sae", "transcoder", "directions", "neurons"]), 4).describe(
    "kinds of source, separated by commas",
  ),
  method: listOf(Name, NAMES_MAX).describe("with an explanation by one of these methods; `person` for people"),
  scoreMin: z.coerce.number().min(-1).max(1).optional().describe("smallest score of its best explanation"),
  scoreMax: z.coerce.number().min(-1).max(1).optional(),
  densityMin: z.coerce.number().min(0).max(1).optional(),
  densityMax: z.coerce.number().min(0).max(1).optional(),
  sort: SearchSort.optional().describe(
    "default: relevance where something is looked for, else score. With a query the others reorder its best matches",
  ),
  by: z
    .enum(["both", "words", "meaning"])
    .default("both")
    .describe("match words, meaning, or both fused into one ranking"),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

/** The order a query is shown in. */
export const searchOrder = ({ q, sort }: Pick<SearchQuery, "q" | "sort">): SearchSort => {
  if (q === "") return sort === undefined || sort === "relevance" ? "score" : sort;
  return sort ?? "relevance";
};

/** Search parameters of a query without what is default; inverse of `SearchQuery.parse` over an URL's parameters. */
export function formatSearchQuery(query: SearchQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(",") : String(value ?? "");
    if (text === "" || (name === "by" && text === "both")) continue;
    parameters.set(name, text);
  }
  return parameters;
}

/** A query from a page's search parameters; fields left empty in a form count as unset. Undefined when one is bad. */
export function parseSearchQuery(parameters: Record<string, string | string[] | undefined>): SearchQuery | undefined {
  // A form with several boxes of one name sends it several times.
  const given = Object.entries(parameters).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value.join(",") : value;
    return text === undefined || text === "" ? [] : [[name, text] as const];
  });
  return SearchQuery.safeParse(Object.fromEntries(given)).data;
}
