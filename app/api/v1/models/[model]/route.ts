import { getModelContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getModel } from "#lib/catalog/queries/models.ts";
import { getDb } from "#lib/db.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getModelContract, ({ params }) => getModel(getDb(), params)),
});
