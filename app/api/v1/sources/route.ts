import { listSourcesContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { listSources } from "#lib/catalog/queries/sources.ts";
import { getDb } from "#lib/db.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(listSourcesContract, ({ query: { model, ...page } }) => listSources(getDb(), { model }, page)),
});
