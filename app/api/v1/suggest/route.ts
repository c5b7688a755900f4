import { suggestContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getSearch } from "#lib/search/get-search.ts";
import { suggest } from "#lib/search/suggest.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(suggestContract, ({ query }) => suggest(getSearch(), query.q)),
});
