import { contracts, getOpenApiContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { openApiDocument } from "#lib/api/openapi.ts";
import { version } from "#lib/version.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(getOpenApiContract, async () => openApiDocument(contracts, { version })),
});
