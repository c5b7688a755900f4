import { getSourceMapContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getDb } from "#lib/db.ts";
import { getMap } from "#lib/map/queries/read-map.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getSourceMapContract, ({ params }) => getMap(getDb(), params)),
});
