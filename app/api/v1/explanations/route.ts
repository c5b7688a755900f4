import { explainListContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { requireOperator } from "#lib/api/permission.ts";
import { clientOf, requestRateLimit } from "#lib/api/rate-limit.ts";
import { getDb } from "#lib/db.ts";
import { requestListedExplanations } from "#lib/explain/request-explanations.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: endpoint(
    explainListContract,
    ({ body, request }) => {
      requestRateLimit.take(clientOf(request));
      requireOperator(request);
      return requestListedExplanations(getDb(), body);
    },
    { status: () => 202 },
  ),
});
