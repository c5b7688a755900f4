import { getHealthContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getHealth } from "#lib/catalog/queries/health.ts";
import { getDb } from "#lib/db.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getHealthContract, () => getHealth(getDb()), {
    status: ({ status }) => (status === "ok" ? 200 : 503),
  }),
});
