import { listSimilarFeaturesContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { listSimilarFeatures } from "#lib/catalog/queries/similar-features.ts";
import { getDb } from "#lib/db.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(listSimilarFeaturesContract, ({ params }) => listSimilarFeatures(getDb(), params)),
});
