import "server-only";
import type { Route } from "next";
import { featurePath, modelPath, sourcePath } from "#app/_components/link/paths.ts";
import { findModel, findSource } from "#app/_data/models.ts";
import type { FeatureAddress } from "#lib/catalog/feature-address.ts";
import { listSources } from "#lib/catalog/queries/sources.ts";
import { getDb, isDatabaseUnavailable } from "#lib/db.ts";
import { parseTarget } from "#lib/search/parse-target.ts";

const SOURCES_NAMED_MAX = 100;

export type FoundTarget =
  | { kind: "page"; path: Route }
  /** Features of that index in sources of that name; `total` counts the sources, of which these are the first. */
  | { kind: "features"; features: FeatureAddress[]; total: number };

/** Where a text leads when it is the address of something here; undefined when it is words. */
export async function findTarget(typed: string): Promise<FoundTarget | undefined> {
  try {
    return await readTarget(typed);
  } catch (error) {
    // The search that is tried instead says so.
    if (isDatabaseUnavailable(error)) return undefined;
    throw error;
  }
}

async function readTarget(typed: string): Promise<FoundTarget | undefined> {
  const target = parseTarget(typed);
  switch (target?.kind) {
    case "feature": {
      const { model, source } = target.address;
      return (await findSource(model, source)) && { kind: "page", path: featurePath(target.address) };
    }
    case "source": {
      const { model, source } = target.address;
      return (await findSource(model, source)) && { kind: "page", path: sourcePath(target.address) };
    }
    case "feature-in":
      return findInSources(target.source, target.index);
    case "words": {
      const { model } = target;
      return model !== undefined && (await findModel(model)) ? { kind: "page", path: modelPath(model) } : undefined;
    }
    case undefined:
      return undefined;
  }
}

async function findInSources(source: string, index: number): Promise<FoundTarget | undefined> {
  const { items, total } = await listSources(getDb(), { source }, { limit: SOURCES_NAMED_MAX });
  const features = items.map(({ model, id }) => ({ model, source: id, index }));
  const [only] = features;
  if (!only) return undefined;
  return features.length === 1 ? { kind: "page", path: featurePath(only) } : { kind: "features", features, total };
}
