import { getRandomFeatureContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getFeature } from "#lib/catalog/queries/features.ts";
import { getDb } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import { pickInterestingFeature } from "#lib/explain/queries/interesting-feature.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getRandomFeatureContract, async ({ query }) => {
    const feature = await pickInterestingFeature(getDb(), { within: query.source });
    if (!feature) throw notFound("A listed source with live features");
    return getFeature(getDb(), feature);
  }),
});
