import { runActivationsContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { clientOf, liveRateLimit } from "#lib/api/rate-limit.ts";
import { getDb } from "#lib/db.ts";
import { requestActivations } from "#lib/jobs/live.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: endpoint(runActivationsContract, ({ params, body, request }) => {
    liveRateLimit.take(clientOf(request));
    return requestActivations(getDb(), { ...params, ...body }, { signal: request.signal });
  }),
});
