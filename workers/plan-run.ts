import type { RunDetail } from "#lib/catalog/queries/runs.ts";
import type { ExplainerName } from "#lib/explain/explainers/registry.ts";
import type { FeatureScorerName } from "#lib/explain/scorers/feature-registry.ts";
import type { ScorerName } from "#lib/explain/scorers/registry.ts";
import type { JobPlan } from "#lib/jobs/contracts.ts";

/**
 * Shards in order, then each source's features and quality, then how sources are related and explanations of the features.
 * Last what is nice to know and takes long: the passages' directions, whether those of a feature hang together, and the maps.
 * @param sourceIds those that can be computed; of the run's own, all others are left out
 * @param isAlone whether the model has no other source to compare with
 */
export function planRun(
  { id: runId, model: { slug }, sources, parameters }: RunDetail,
  { sourceIds, isAlone }: { sourceIds: readonly number[]; isAlone: boolean },
): JobPlan[] {
  const { shards, measured, tokens } = parameters;
  const computed = sources.filter(({ id }) => sourceIds.includes(id));
  const unfinished = computed.filter(({ state }) => state !== "READY");
  const collect = (unfinished.length === 0 ? [] : shards).map(({ tokens: total }, shard): JobPlan => ({
    name: "collect-activations",
    title: `Run ${slug}, part ${shard + 1} of ${shards.length}`,
    step: 3,
    payload: { runId, shard },
    total,
  }));
  const finish = unfinished.map(({ id: sourceId, slug: source, features }): JobPlan => ({
    name: "finish-source",
    title: `Finish the features of ${slug}/${source}`,
    step: 4,
    payload: { runId, sourceId },
    total: features,
  }));
  const measure = computed
    .filter(({ kind }) => kind !== "NEURONS" && kind !== "DIRECTIONS" && measured.length > 0 && tokens > 0)
    .map(({ id: sourceId, slug: source }): JobPlan => ({
      name: "measure-source",
      title: `Measure the quality of ${slug}/${source}`,
      step: 4,
      payload: { runId, sourceId },
    }));
  const embed: JobPlan = {
    name: "embed-windows",
    title: `Embed the held-out passages of ${slug}`,
    step: 6,
    payload: { runId },
  };
  const explain = computed.map(({ id: sourceId, slug: source, features }): JobPlan => ({
    name: "explain-source",
    title: `Explain the features of ${slug}/${source}`,
    step: 5,
    payload: { runId, sourceId, ...WITHOUT_LANGUAGE_MODEL },
    total: features,
  }));
  const cohere = computed.map(({ id: sourceId, slug: source, features }): JobPlan => ({
    name: "explain-source",
    title: `Compare the passages of the features of ${slug}/${source}`,
    step: 7,
    payload: { runId, sourceId, ...OF_FEATURES },
    total: features,
  }));
  const relate: JobPlan[] = isAlone
    ? []
    : [{ name: "relate-sources", title: `Compare the sources of ${slug}`, step: 5, payload: { runId } }];
  const map = computed.map(({ id: sourceId, slug: source, features }): JobPlan => ({
    name: "map-source",
    title: `Map the features of ${slug}/${source}`,
    step: 8,
    payload: { runId, sourceId },
    total: features,
  }));
  return [...collect, ...finish, ...measure, ...relate, ...explain, embed, ...cohere, ...map];
}

/** What explains every feature of the demo catalog, and scores the explanations. */
const WITHOUT_LANGUAGE_MODEL = {
  explainers: ["token-statistics", "output-statistics"] satisfies ExplainerName[],
  scorers: ["exact-simulation", "promotion"] satisfies ScorerName[],
};

/** What scores its features themselves. */
const OF_FEATURES = { explainers: [], scorers: ["intruder-coherence"] satisfies FeatureScorerName[] };
