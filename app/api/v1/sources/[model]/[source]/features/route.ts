import { listFeaturesContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { listFeatures } from "#lib/catalog/queries/features.ts";
import { getDb } from "#lib/db.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(listFeaturesContract, ({ params, query: { cursor, limit, ...query } }) =>
    listFeatures(getDb(), params, query, { cursor, limit }),
  ),
});
