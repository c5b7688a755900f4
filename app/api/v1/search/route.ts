import { searchContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { getSearch } from "#lib/search/get-search.ts";
import { searchFeatures } from "#lib/search/search-features.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(searchContract, ({ query: { cursor, limit, ...query } }) =>
    searchFeatures(getSearch(), query, { cursor, limit }),
  ),
});
