import "server-only";
import { LRUCache } from "lru-cache";
import { packMap, type PackedMap } from "#app/_components/map/pack-map.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { listScatterPoints, type ScatterPoints } from "#lib/catalog/queries/features.ts";
import { getDb } from "#lib/db.ts";
import { getLastExplainRun } from "#lib/explain/queries/last-run.ts";
import { getSourceId } from "#lib/catalog/queries/sources.ts";
import { listLiveTokens } from "#lib/map/queries/live-tokens.ts";
import { findMap, type SourceMap } from "#lib/map/queries/read-map.ts";
import type { MapProvenance } from "#lib/map/schema.ts";
import { quantileOfSorted } from "#lib/stats/quantile.ts";

export type ClusterSummary = {
  features: number;
  tokens: string[];
  /** Median share of tokens on which its features are active, and median score of those that have one. */
  density: number;
  score: number | null;
  /** Those of its features whose explanations score best. */
  best: number[];
};

export type MapView = {
  map: PackedMap;
  clusters: ClusterSummary[];
  /** [features] a token that each peaks on */
  labels: string[];
  provenance: MapProvenance;
};

const VIEWS_KEPT = 20;
const BEST_SHOWN = 3;
const views = new LRUCache<string, MapView>({ max: VIEWS_KEPT });

/** What a source's map shows; undefined until a worker made it. */
export async function findMapView(source: SourceAddress): Promise<MapView | undefined> {
  const db = getDb();
  const map = await findMap(db, source);
  if (!map) return undefined;
  // Scores change in runs.
  const key = [source.model, source.source, map.createdAt.getTime(), await getLastExplainRun(db, source)].join(" ");
  const known = views.get(key);
  if (known) return known;
  const [figures, labels] = await Promise.all([listScatterPoints(db, source), listLabels(source)]);
  const view = {
    map: packMap(map.points, figures),
    clusters: summarise(map, figures),
    labels,
    provenance: map.provenance,
  };
  views.set(key, view);
  return view;
}

/** [features] a token that each peaks on; empty for those that never fire. */
async function listLabels(source: SourceAddress): Promise<string[]> {
  const live = await listLiveTokens(getDb(), await getSourceId(getDb(), source));
  const labels = new Map(live.map(({ index, topTokens: [first = ""] }) => [index, first]));
  return Array.from({ length: (live.at(-1)?.index ?? -1) + 1 }, (_, index) => labels.get(index) ?? "");
}

function summarise({ clusters, points }: SourceMap, figures: ScatterPoints): ClusterSummary[] {
  const members = clusters.map((): number[] => []);
  figures.index.forEach((feature, at) => members[points.cluster[feature] ?? -1]?.push(at));
  return clusters.map(({ features, tokens }, cluster) => {
    const own = members[cluster] ?? [];
    const scored = own
      .filter((at) => !Number.isNaN(figures.score[at] ?? NaN))
      .toSorted((a, b) => (figures.score[b] ?? 0) - (figures.score[a] ?? 0));
    return {
      features,
      tokens,
      density: median(own.map((at) => figures.density[at] ?? 0)) ?? 0,
      score: median(scored.map((at) => figures.score[at] ?? 0)) ?? null,
      best: scored.slice(0, BEST_SHOWN).map((at) => figures.index[at] ?? 0),
    };
  });
}

const median = (values: number[]): number | undefined =>
  values.length === 0 ? undefined : quantileOfSorted(Float64Array.from(values).toSorted(), 0.5);
