import "server-only";
import { undefinedWhenForeign } from "#app/_data/absent.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureQuery } from "#lib/catalog/feature-query.ts";
import { listFeatures } from "#lib/catalog/queries/features.ts";
import type { FeaturePage } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";
import { listExplainedMethods } from "#lib/explain/queries/explained-methods.ts";

/** One page of a source's feature table; undefined when the cursor belongs to another listing. */
export async function findFeaturePage(
  source: SourceAddress,
  query: FeatureQuery,
  options: { cursor?: string | undefined; limit?: number },
): Promise<FeaturePage | undefined> {
  return listFeatures(getDb(), source, query, options).catch(undefinedWhenForeign);
}

/** Methods whose explanations a source's table can show. */
export async function findTableMethods(source: SourceAddress): Promise<string[]> {
  return listExplainedMethods(getDb(), source);
}
