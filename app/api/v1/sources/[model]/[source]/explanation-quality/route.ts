import { getExplanationQualityContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getDb } from "#lib/db.ts";
import { getExplanationQuality } from "#lib/explain/queries/explanation-quality.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getExplanationQualityContract, ({ params }) => getExplanationQuality(getDb(), params)),
});
