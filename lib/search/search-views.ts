import * as z from "zod";
import { FeatureRow } from "#lib/catalog/schema.ts";

/** Where characters of a text match what was looked for: [from, to) in UTF-16 units, ascending, not overlapping. */
export const Highlights = z.array(z.tuple([z.int(), z.int()])).meta({ id: "Highlights" });
export type Highlights = z.infer<typeof Highlights>;

/** A feature that was found. */
export const SearchHit = FeatureRow.extend({
  address: z.string().describe("`model/source/index`"),
  model: z.string(),
  source: z.string(),
  layer: z.int(),
  kind: z.enum(["sae", "transcoder", "directions", "neurons"]),
  release: z.string().nullable(),
  /** Absent where nothing was looked for. */
  match: z
    .object({
      relevance: z.number().describe("what it is ranked by, 0…1"),
      words: z.number().nullable().describe("how well its words match, 0…1; null where words were not asked for"),
      meaning: z
        .number()
        .nullable()
        .describe("how near its meaning is, cosine; null where there is no vector of it, or meaning was not asked for"),
    })
    .nullable(),
  highlights: z.object({
    explanation: Highlights,
    topTokens: z.array(z.int()).describe("which of `topTokens` match"),
    outputTokens: z.array(z.int()).describe("which of `outputTokens` match"),
  }),
}).meta({ id: "SearchHit", description: "A feature that was found." });
export type SearchHit = z.infer<typeof SearchHit>;

const FacetValue = z.object({ value: z.string(), name: z.string(), count: z.int() });
export type FacetValue = z.infer<typeof FacetValue>;

export const SEARCH_FACETS = ["model", "release", "source", "layer", "kind", "method"] as const;
export type SearchFacet = (typeof SEARCH_FACETS)[number];

export const SearchFacets = z
  .record(z.enum(SEARCH_FACETS), z.array(FacetValue))
  .describe(
    "how many of the matches each value of a filter would leave, most first; those of a filter in use as if it were not",
  );
export type SearchFacets = z.infer<typeof SearchFacets>;

export const SearchPage = z
  .object({
    items: z.array(SearchHit),
    total: z.int().describe("matches; with a query at most the 1,000 best"),
    totalIsFloor: z.boolean().describe("there are more than `total`: only that many are ranked"),
    facets: SearchFacets,
    corrected: z
      .array(z.object({ from: z.string(), to: z.array(z.string()) }))
      .describe("words that nothing here has, and the ones that were looked for instead"),
    meaning: z
      .enum(["used", "not asked", "unavailable"])
      .describe("whether meanings were compared; unavailable: the embedder gave no answer, so only words were"),
    sources: z.int().describe("sources that can be searched, filters aside; 0 while a catalog is being computed"),
    behind: z.int().describe("features whose latest change is not in the index yet"),
    elapsedMs: z.number(),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
  })
  .meta({ id: "SearchPage", description: "One page of the features that were found." });
export type SearchPage = z.infer<typeof SearchPage>;

/** Something to go to at once. */
export const Suggestion = z
  .object({
    kind: z.enum(["model", "source", "feature", "search"]),
    label: z.string(),
    detail: z.string().describe("one line about it"),
    path: z.string().describe("where it is on the site"),
  })
  .meta({ id: "Suggestion" });
export type Suggestion = z.infer<typeof Suggestion>;

export const Suggestions = z.object({ items: z.array(Suggestion) }).meta({ id: "Suggestions" });
export type Suggestions = z.infer<typeof Suggestions>;
