import { compareFeaturesContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { clientOf, textSearchRateLimit } from "#lib/api/rate-limit.ts";
import { compareFeatures } from "#lib/compare/compare-features.ts";
import { getDb } from "#lib/db.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(compareFeaturesContract, ({ query, request }) => {
    textSearchRateLimit.take(clientOf(request));
    return compareFeatures(getDb(), query.features, { signal: request.signal });
  }),
});
