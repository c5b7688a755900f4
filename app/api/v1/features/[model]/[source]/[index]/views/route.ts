import { countViewContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { clientOf, viewRateLimit } from "#lib/api/rate-limit.ts";
import { viewCounter } from "#lib/catalog/view-counter.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: endpoint(
    countViewContract,
    async ({ params, request }) => {
      const client = clientOf(request);
      viewRateLimit.take(client);
      // A browser says so when another site's page sends it here.
      const isOurs = (request.headers.get("sec-fetch-site") ?? "same-origin") === "same-origin";
      return { counted: isOurs && viewCounter.count(params, { client, userAgent: request.headers.get("user-agent") }) };
    },
    { status: () => 202 },
  ),
});
