import "server-only";
import { chooseNotable } from "#app/_components/home/choose-notable.ts";
import { findShownExample, putProseFirst } from "#app/_components/home/find-shown-example.ts";
import { findFeatureView } from "#app/_data/features.ts";
import { findFeaturePage } from "#app/_data/feature-table.ts";
import type { FeatureQuery } from "#lib/catalog/feature-query.ts";
import { listSourcesComputedLast } from "#lib/catalog/queries/sources.ts";
import type { FeatureDetail, SourceInfo } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";

/** Rare enough to mean something, common enough to have examples; another part of the range each turn. */
const DENSITY_MIN = 2e-4;
const DENSITY_CEILINGS = [4e-3, 1.5e-3, 2.5e-3, 8e-4] as const;
const CANDIDATES = 200;
const TURN_MS = 5 * 60_000;
const SPECIMENS = 7;

/** A few live features to begin with, from the trained sources computed last. */
export async function listSpecimens(): Promise<FeatureDetail[]> {
  const ready = await listSourcesComputedLast(getDb(), { limit: SPECIMENS });
  const trained = ready.filter(({ kind }) => kind !== "neurons" && kind !== "directions");
  const from = trained.length > 0 ? trained : ready;
  if (from.length === 0) return [];
  const turn = Math.floor(Date.now() / TURN_MS);
  const each = Math.ceil(SPECIMENS / from.length);
  const chosen = await Promise.all(from.map((source) => chooseFrom(source, each, turn)));
  // One of each source in turn, so that the first screen shows several.
  const mixed = Array.from({ length: each }, (_, at) => chosen.flatMap((features) => features[at] ?? [])).flat();
  return putProseFirst(mixed.slice(0, SPECIMENS));
}

async function chooseFrom({ model, id }: SourceInfo, count: number, turn: number): Promise<FeatureDetail[]> {
  const densityMax = DENSITY_CEILINGS[turn % DENSITY_CEILINGS.length];
  const query: FeatureQuery = { sort: "density", densityMin: DENSITY_MIN, densityMax, state: "live" };
  const page = await findFeaturePage({ model, source: id }, query, { limit: CANDIDATES });
  const views = await Promise.all(
    chooseNotable(page?.items ?? [], count, turn).map(({ index }) => findFeatureView(model, id, index)),
  );
  return views.flatMap((view) => (view && findShownExample(view.feature) ? [view.feature] : []));
}
