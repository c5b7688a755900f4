import { getWorkContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getDb } from "#lib/db.ts";
import { getWork } from "#lib/jobs/queries/jobs.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getWorkContract, ({ params }) => getWork(getDb(), params.work)),
});
