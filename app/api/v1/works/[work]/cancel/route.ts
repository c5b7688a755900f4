import { cancelWorkContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { requireOperator } from "#lib/api/permission.ts";
import { getDb } from "#lib/db.ts";
import { cancelWork } from "#lib/jobs/queries/jobs.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: endpoint(cancelWorkContract, ({ params, request }) => {
    requireOperator(request);
    return cancelWork(getDb(), params.work);
  }),
});
