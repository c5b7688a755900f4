import { searchTextByAddressContract, searchTextContract } from "#lib/api/contracts.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { clientOf, textSearchRateLimit } from "#lib/api/rate-limit.ts";
import { getDb } from "#lib/db.ts";
import type { TextSearchInput } from "#lib/search/text/schema.ts";
import { followTextSearch, searchText } from "#lib/search/text/search-text.ts";

const search = (input: TextSearchInput, request: Request) => {
  textSearchRateLimit.take(clientOf(request));
  return searchText(getDb(), input, { signal: request.signal });
};
const follow = (input: TextSearchInput, request: Request) => {
  textSearchRateLimit.take(clientOf(request));
  return followTextSearch(getDb(), input, { signal: request.signal });
};

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: endpoint(searchTextByAddressContract, ({ query, request }) => search(query, request), {
    lines: ({ query, request }) => follow(query, request),
  }),
  POST: endpoint(searchTextContract, ({ body, request }) => search(body, request), {
    lines: ({ body, request }) => follow(body, request),
  }),
});
