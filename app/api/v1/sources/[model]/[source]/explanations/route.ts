import { explainFeaturesContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { requireOperator } from "#lib/api/permission.ts";
import { clientOf, requestRateLimit } from "#lib/api/rate-limit.ts";
import { getDb } from "#lib/db.ts";
import { requestSourceExplanations } from "#lib/explain/request-explanations.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: endpoint(
    explainFeaturesContract,
    ({ params, body, request }) => {
      requestRateLimit.take(clientOf(request));
      requireOperator(request);
      return requestSourceExplanations(getDb(), params, body);
    },
    { status: () => 202 },
  ),
});
