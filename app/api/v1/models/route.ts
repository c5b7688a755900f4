import { listModelsContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { listModels } from "#lib/catalog/queries/models.ts";
import { getDb } from "#lib/db.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(listModelsContract, ({ query }) => listModels(getDb(), query)),
});
