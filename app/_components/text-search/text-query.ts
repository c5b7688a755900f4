import type { Route } from "next";

/** What the page's address says: a text, and where to search it. */
export type TextQuery = { text: string; model: string | undefined; sources: string[] };

export const TEXT_SEARCH_PATH = "/search/text" as const;
/** Servers and proxies cut longer addresses off, or refuse them. */
const ADDRESS_CHARACTERS_MAX = 4_000;

type Parameters = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the page's parameters; `source` may be given several times. A form sends line ends as CR LF: they are LF here. */
export function readTextQuery({ text, model, source }: Parameters): TextQuery {
  const [first] = listOf(model);
  return {
    text: (listOf(text)[0] ?? "").replaceAll("\r\n", "\n"),
    model: first,
    sources: [...new Set(listOf(source))],
  };
}

/** Inverse of `readTextQuery`: the address to share. */
export function textSearchPath({ text, model, sources }: TextQuery): Route {
  const query = new URLSearchParams();
  if (text !== "") query.set("text", text);
  if (model !== undefined) query.set("model", model);
  for (const source of sources) query.append("source", source);
  return query.size === 0 ? TEXT_SEARCH_PATH : `${TEXT_SEARCH_PATH}?${query}`;
}

/** Whether a query fits into an address that arrives everywhere. */
export const fitsAddress = (query: TextQuery): boolean => textSearchPath(query).length <= ADDRESS_CHARACTERS_MAX;

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;
