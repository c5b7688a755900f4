import { getFeatureCoherenceContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getDb } from "#lib/db.ts";
import { getFeatureCoherence } from "#lib/explain/queries/feature-scores.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getFeatureCoherenceContract, ({ params }) => getFeatureCoherence(getDb(), params)),
});
