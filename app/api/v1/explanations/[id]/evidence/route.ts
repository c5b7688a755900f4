import { getExplanationEvidenceContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getDb } from "#lib/db.ts";
import { getExplanationEvidence } from "#lib/explain/queries/explanation-evidence.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getExplanationEvidenceContract, ({ params }) => getExplanationEvidence(getDb(), params.id)),
});
