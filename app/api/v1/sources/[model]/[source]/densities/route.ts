import { getSourceDensitiesContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getSourceDensities } from "#lib/catalog/queries/source-densities.ts";
import { getDb } from "#lib/db.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getSourceDensitiesContract, ({ params }) => getSourceDensities(getDb(), params)),
});
