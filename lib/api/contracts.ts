import * as z from "zod";
import type { Contract } from "#lib/api/contract.ts";
import { FeatureAddress, FeatureList, ModelAddress, ModelSlug, SourceAddress } from "#lib/catalog/feature-address.ts";
import { FeatureQuery } from "#lib/catalog/feature-query.ts";
import { PAGE_LIMIT } from "#lib/catalog/page.ts";
import {
  FeatureDetail,
  FeaturePage,
  Health,
  JobView,
  LiveActivations,
  ModelDetail,
  ModelPage,
  SimilarFeatures,
  SourceDensities,
  SourceInfo,
  SourcePage,
} from "#lib/catalog/schema.ts";
import { Comparison } from "#lib/compare/schema.ts";
import { FeatureCoherence } from "#lib/explain/coherence-view.ts";
import { ExplanationEvidence } from "#lib/explain/evidence-view.ts";
import { ExplanationQuality } from "#lib/explain/quality-view.ts";
import {
  ExplainRequest,
  ListExplainRequest,
  ScoreRequest,
  SourceExplainRequest,
} from "#lib/explain/explain-request.ts";
import { ScoreAnswer } from "#lib/explain/score-answer.ts";
import { LiveRequest } from "#lib/jobs/live.ts";
import { WorkSlug, WorkView } from "#lib/jobs/work-view.ts";
import { SourceMapView } from "#lib/map/schema.ts";
import { TextSearch, TextSearchInput, TextSearchLine, TextSearchQuery } from "#lib/search/text/schema.ts";
import { SEARCH_LIMIT } from "#lib/search/search-features.ts";
import { SearchQuery } from "#lib/search/search-query.ts";
import { SearchPage, Suggestions } from "#lib/search/search-views.ts";

/** Changes to the catalog reach a reader within this time. */
const CACHE_SECONDS = 60;

/** A thousand addresses of the longest kind. */
const LIST_BYTES_MAX = 262_144;

/** Ids fit an int4 column. */
const JobId = z.coerce.number().int().min(1).max(2_147_483_647);
const ExplanationId = JobId;

const nothing = z.strictObject({});
const noBody = z.undefined();

/** Which page of a listing. */
const paging = {
  cursor: z.string().optional().describe("nextCursor or previousCursor of another page of the same listing"),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT.max).default(PAGE_LIMIT.default),
};

export const listModelsContract = {
  id: "listModels",
  method: "GET",
  path: "/api/v1/models",
  summary: "Every listed model, page by page",
  params: nothing,
  query: z.strictObject(paging),
  body: noBody,
  response: ModelPage,
  problems: ["unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getModelContract = {
  id: "getModel",
  method: "GET",
  path: "/api/v1/models/{model}",
  summary: "One model with its card",
  params: ModelAddress,
  query: nothing,
  body: noBody,
  response: ModelDetail,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const listSourcesContract = {
  id: "listSources",
  method: "GET",
  path: "/api/v1/sources",
  summary: "Every listed source, of one model or of all, page by page",
  params: nothing,
  query: z.strictObject({ model: ModelSlug.optional(), ...paging }),
  body: noBody,
  response: SourcePage,
  problems: ["unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getSourceContract = {
  id: "getSource",
  method: "GET",
  path: "/api/v1/sources/{model}/{source}",
  summary: "One source: its quality beside what it must beat, and how it was made",
  params: SourceAddress,
  query: nothing,
  body: noBody,
  response: SourceInfo,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getSourceDensitiesContract = {
  id: "getSourceDensities",
  method: "GET",
  path: "/api/v1/sources/{model}/{source}/densities",
  summary:
    "How often a source's features are active: a histogram of log10 density, and how many are dead on how many tokens",
  params: SourceAddress,
  query: nothing,
  body: noBody,
  response: SourceDensities,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getSourceMapContract = {
  id: "getSourceMap",
  method: "GET",
  path: "/api/v1/sources/{model}/{source}/map",
  summary: "A source's features laid out in the plane by their decoder directions, in clusters",
  params: SourceAddress,
  query: nothing,
  body: noBody,
  response: SourceMapView,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const listFeaturesContract = {
  id: "listFeatures",
  method: "GET",
  path: "/api/v1/sources/{model}/{source}/features",
  summary: "A source's features, sorted and filtered, page by page",
  params: SourceAddress,
  query: z.strictObject({ ...FeatureQuery.shape, ...paging }),
  body: noBody,
  response: FeaturePage,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const searchContract = {
  id: "search",
  method: "GET",
  path: "/api/v1/search",
  summary: "Features by concept, in one's own words, or by filters alone, page by page",
  params: nothing,
  query: z.strictObject({
    ...SearchQuery.shape,
    cursor: paging.cursor,
    limit: z.coerce.number().int().min(1).max(SEARCH_LIMIT.max).default(SEARCH_LIMIT.default),
  }),
  body: noBody,
  response: SearchPage,
  problems: ["unavailable"],
} satisfies Contract;

export const suggestContract = {
  id: "suggest",
  method: "GET",
  path: "/api/v1/suggest",
  summary: "Where whoever has typed this far may want to go: addresses that begin so, and the best few features",
  params: nothing,
  query: z.strictObject({ q: SearchQuery.shape.q }),
  body: noBody,
  response: Suggestions,
  problems: ["unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getFeatureContract = {
  id: "getFeature",
  method: "GET",
  path: "/api/v1/features/{model}/{source}/{index}",
  summary: "One feature with everything its page shows",
  params: FeatureAddress,
  query: nothing,
  body: noBody,
  response: FeatureDetail,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getExplanationQualityContract = {
  id: "getExplanationQuality",
  method: "GET",
  path: "/api/v1/sources/{model}/{source}/explanation-quality",
  summary: "How well each method explains a source's features: coverage, scores and their baselines",
  params: SourceAddress,
  query: nothing,
  body: noBody,
  response: ExplanationQuality,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getExplanationEvidenceContract = {
  id: "getExplanationEvidence",
  method: "GET",
  path: "/api/v1/explanations/{id}/evidence",
  summary: "One explanation with its scores and the held-out texts that speak for and against it",
  params: z.object({ id: ExplanationId }),
  query: nothing,
  body: noBody,
  response: ExplanationEvidence,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getFeatureCoherenceContract = {
  id: "getFeatureCoherence",
  method: "GET",
  path: "/api/v1/features/{model}/{source}/{index}/coherence",
  summary: "Whether the passages in which a feature fires hang together, with sets that show it",
  params: FeatureAddress,
  query: nothing,
  body: noBody,
  response: FeatureCoherence,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const listSimilarFeaturesContract = {
  id: "listSimilarFeatures",
  method: "GET",
  path: "/api/v1/features/{model}/{source}/{index}/similar",
  summary: "The features most like one in the model's other layers and sources, with what chance comes to",
  params: FeatureAddress,
  query: nothing,
  body: noBody,
  response: SimilarFeatures,
  problems: ["not_found", "unavailable"],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getRandomFeatureContract = {
  id: "getRandomFeature",
  method: "GET",
  path: "/api/v1/random",
  summary: "A feature worth a look, another each time: its explanation scores half and surely beats its baselines",
  params: nothing,
  query: z.strictObject({
    source: z
      .string()
      .max(200)
      .transform((text) => text.split("/"))
      .refine((parts) => parts.length === 2, "a source is named as model/source is")
      .transform(([model, source]) => ({ model, source }))
      .pipe(SourceAddress)
      .optional()
      .describe("of this source alone, as model/source; else of any that is listed"),
  }),
  body: noBody,
  response: FeatureDetail,
  problems: ["not_found", "unavailable"],
} satisfies Contract;

export const compareFeaturesContract = {
  id: "compareFeatures",
  method: "GET",
  path: "/api/v1/compare",
  summary: "What two to six features of one model have in common, answered by a worker",
  params: nothing,
  query: z.strictObject({ features: FeatureList.describe("addresses, joined by commas") }),
  body: noBody,
  response: Comparison,
  problems: ["not_found", "rate_limited", "unavailable"],
} satisfies Contract;

export const explainFeatureContract = {
  id: "explainFeature",
  method: "POST",
  path: "/api/v1/features/{model}/{source}/{index}/explanations",
  summary: "Asks a language model to explain a feature, within a budget; for the operator",
  params: FeatureAddress,
  query: nothing,
  body: ExplainRequest,
  response: JobView,
  problems: ["forbidden", "not_found", "conflict", "rate_limited", "unavailable"],
  operator: true,
} satisfies Contract;

export const explainFeaturesContract = {
  id: "explainFeatures",
  method: "POST",
  path: "/api/v1/sources/{model}/{source}/explanations",
  summary:
    "Asks a language model to explain features of a source, named or most looked at, within a budget; for the operator",
  params: SourceAddress,
  query: nothing,
  body: SourceExplainRequest,
  response: WorkView,
  problems: ["forbidden", "not_found", "conflict", "rate_limited", "unavailable"],
  operator: true,
} satisfies Contract;

export const explainListContract = {
  id: "explainList",
  method: "POST",
  path: "/api/v1/explanations",
  summary:
    "Asks for explanations of a list of features of any sources, or for scores of those they have; for the operator",
  params: nothing,
  query: nothing,
  body: ListExplainRequest,
  bodyBytesMax: LIST_BYTES_MAX,
  response: WorkView,
  problems: ["forbidden", "not_found", "conflict", "too_large", "rate_limited", "unavailable"],
  operator: true,
} satisfies Contract;

export const scoreExplanationContract = {
  id: "scoreExplanation",
  method: "POST",
  path: "/api/v1/explanations/{id}/scores",
  summary: "Asks for scores of an explanation by scorers that have not scored it yet; for the operator",
  params: z.object({ id: ExplanationId }),
  query: nothing,
  body: ScoreRequest,
  response: ScoreAnswer,
  problems: ["forbidden", "not_found", "conflict", "rate_limited", "unavailable"],
  operator: true,
} satisfies Contract;

export const countViewContract = {
  id: "countView",
  method: "POST",
  path: "/api/v1/features/{model}/{source}/{index}/views",
  summary: "Says that somebody looks at a feature's page, so that what is looked at is explained first",
  params: FeatureAddress,
  query: nothing,
  body: noBody,
  response: z.object({
    counted: z.boolean().describe("not for programs, nor for the same visitor within half an hour"),
  }),
  problems: ["rate_limited"],
} satisfies Contract;

export const runActivationsContract = {
  id: "runActivations",
  method: "POST",
  path: "/api/v1/features/{model}/{source}/{index}/activations",
  summary: "A feature's activations on a text of yours, computed now by a worker",
  params: FeatureAddress,
  query: nothing,
  body: z.strictObject({ text: LiveRequest.shape.text }),
  response: LiveActivations,
  problems: ["not_found", "conflict", "too_large", "rate_limited", "unavailable"],
} satisfies Contract;

const textSearch = {
  path: "/api/v1/search/text",
  params: nothing,
  response: TextSearch,
  line: TextSearchLine,
  problems: ["not_found", "conflict", "too_large", "rate_limited", "unavailable"],
} satisfies Partial<Contract>;

export const searchTextContract = {
  ...textSearch,
  id: "searchText",
  method: "POST",
  summary: "Which features fire on a text of yours, ranked as a whole and token by token, computed now by a worker",
  query: nothing,
  body: TextSearchInput,
} satisfies Contract;

export const searchTextByAddressContract = {
  ...textSearch,
  id: "searchTextByAddress",
  method: "GET",
  summary: "The same for a text short enough for an address",
  query: TextSearchQuery,
  body: noBody,
} satisfies Contract;

export const listJobsContract = {
  id: "listJobs",
  method: "GET",
  path: "/api/v1/jobs",
  summary: "Background work: waiting, running and done",
  params: nothing,
  query: nothing,
  body: noBody,
  response: z.object({ items: z.array(JobView) }),
  problems: ["unavailable"],
} satisfies Contract;

export const cancelJobContract = {
  id: "cancelJob",
  method: "POST",
  path: "/api/v1/jobs/{id}/cancel",
  summary: "Cancels a job, and what would have come after it; for the operator",
  params: z.object({ id: JobId }),
  query: nothing,
  body: noBody,
  response: JobView,
  problems: ["forbidden", "not_found", "unavailable"],
  operator: true,
} satisfies Contract;

export const getWorkContract = {
  id: "getWork",
  method: "GET",
  path: "/api/v1/works/{work}",
  summary: "Jobs that were asked for together",
  params: z.object({ work: WorkSlug }),
  query: nothing,
  body: noBody,
  response: WorkView,
  problems: ["not_found", "unavailable"],
} satisfies Contract;

export const cancelWorkContract = {
  id: "cancelWork",
  method: "POST",
  path: "/api/v1/works/{work}/cancel",
  summary: "Cancels all jobs that were asked for together; for the operator",
  params: z.object({ work: WorkSlug }),
  query: nothing,
  body: noBody,
  response: WorkView,
  problems: ["forbidden", "not_found", "unavailable"],
  operator: true,
} satisfies Contract;

export const getOpenApiContract = {
  id: "getOpenApi",
  method: "GET",
  path: "/api/v1/openapi.json",
  summary: "This description",
  params: nothing,
  query: nothing,
  body: noBody,
  response: z.looseObject({ openapi: z.string() }),
  problems: [],
  cacheSeconds: CACHE_SECONDS,
} satisfies Contract;

export const getHealthContract = {
  id: "getHealth",
  method: "GET",
  path: "/api/health",
  summary: "Whether the catalog can be served, and how much is in it; 503 when it cannot",
  params: nothing,
  query: nothing,
  body: noBody,
  response: Health,
  problems: [],
  unavailableAnswers: true,
} satisfies Contract;

/** What the OpenAPI document describes. */
export const contracts: Contract[] = [
  listModelsContract,
  getModelContract,
  listSourcesContract,
  getSourceContract,
  getSourceDensitiesContract,
  getSourceMapContract,
  listFeaturesContract,
  searchContract,
  suggestContract,
  getFeatureContract,
  getExplanationQualityContract,
  getExplanationEvidenceContract,
  getFeatureCoherenceContract,
  listSimilarFeaturesContract,
  getRandomFeatureContract,
  compareFeaturesContract,
  explainFeatureContract,
  explainFeaturesContract,
  explainListContract,
  scoreExplanationContract,
  countViewContract,
  runActivationsContract,
  searchTextContract,
  searchTextByAddressContract,
  listJobsContract,
  cancelJobContract,
  getWorkContract,
  cancelWorkContract,
  getOpenApiContract,
  getHealthContract,
];
