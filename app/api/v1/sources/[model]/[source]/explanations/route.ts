import { explainFeaturesContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { requireOperator } from "#lib/api/permission.ts";
import { getDb } from "#lib/db.ts";
import { requestExplanations } from "#lib/explain/request-explanations.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: endpoint(
    explainFeaturesContract,
    ({ params, body, request }) => {
      requireOperator(request);
      return requestExplanations(getDb(), params, body);
    },
    { status: () => 202 },
  ),
});
