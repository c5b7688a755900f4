import { type FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import { findFeatureRows } from "#lib/catalog/queries/feature-rows.ts";
import { COMPARED_MAX } from "#lib/compare/limits.ts";
import { type Comparison, Overlap } from "#lib/compare/schema.ts";
import type { Db } from "#lib/db.ts";
import { badRequest, notFound } from "#lib/errors.ts";
import { askWorker, type LiveEffects, readAnswer } from "#lib/jobs/live.ts";

/** A worker reads twenty sequences for each feature, and may be computing at the same time. */
const ANSWER_MS = 30_000;

/**
 * How much features of one model have in common.
 * @throws AppError bad_request for fewer than two, more than six, one twice, or features of several models; not_found;
 * unavailable when no worker answers
 */
export async function compareFeatures(
  db: Db,
  addresses: readonly FeatureAddress[],
  { signal }: { signal?: AbortSignal } = {},
  { fetch, answerMs = ANSWER_MS }: LiveEffects = {},
): Promise<Comparison> {
  const model = requireComparable(addresses);
  const features = await Promise.all(
    addresses.map(async (address) => {
      const row = (await findFeatureRows(db, address, [address.index])).get(address.index);
      if (!row) throw notFound(`Feature ${formatFeatureAddress(address)}`);
      return { source: address.source, index: address.index, density: row.density };
    }),
  );
  const request = { model, features: addresses.map(({ source, index }) => ({ source, index })) };
  const overlap = await readAnswer(await askWorker(db, "/overlap", request, { signal, answerMs, fetch }), Overlap);
  return { ...overlap, model, features };
}

function requireComparable(addresses: readonly FeatureAddress[]): string {
  const [first] = addresses;
  if (!first || addresses.length < 2) throw badRequest("Name at least two features to compare.");
  if (addresses.length > COMPARED_MAX) throw badRequest(`At most ${COMPARED_MAX} features can be compared at a time.`);
  if (new Set(addresses.map(formatFeatureAddress)).size < addresses.length)
    throw badRequest("Each feature is compared once; name others.");
  if (addresses.some(({ model }) => model !== first.model))
    throw badRequest("Only features of one model point into the same space and are active on the same tokens.");
  return first.model;
}
