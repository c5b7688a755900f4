import { getFeatureContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { featureTag } from "#lib/catalog/feature-tag.ts";
import { getFeatureTag, getFeature } from "#lib/catalog/queries/features.ts";
import { getDb } from "#lib/db.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getFeatureContract, ({ params }) => getFeature(getDb(), params), {
    tag: { of: featureTag, find: ({ params }) => getFeatureTag(getDb(), params) },
  }),
});
