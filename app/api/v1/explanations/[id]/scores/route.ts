import { scoreExplanationContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { requireOperator } from "#lib/api/permission.ts";
import { clientOf, requestRateLimit } from "#lib/api/rate-limit.ts";
import { getDb } from "#lib/db.ts";
import { requestScores } from "#lib/explain/request-scores.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: endpoint(
    scoreExplanationContract,
    ({ params, body, request }) => {
      requestRateLimit.take(clientOf(request));
      requireOperator(request);
      return requestScores(getDb(), params.id, body);
    },
    { status: ({ job }) => (job ? 202 : 200) },
  ),
});
