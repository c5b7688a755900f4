import type { Suggestion } from "#lib/search/search-views.ts";

/** Where whoever has typed this may want to go. Undefined where the site gives no answer: the form works without. */
export async function requestSuggestions(
  typed: string,
  signal: AbortSignal,
): Promise<readonly Suggestion[] | undefined> {
  try {
    const response = await fetch(`/api/v1/suggest?${new URLSearchParams({ q: typed })}`, { signal });
    if (!response.ok) return undefined;
    const body: unknown = await response.json();
    return readItems(body);
  } catch {
    // Offline, or overtaken by the next letter.
    return undefined;
  }
}

/** By hand: a parser would be larger than the rest of the type-ahead. */
function readItems(body: unknown): readonly Suggestion[] | undefined {
  const items = typeof body === "object" && body !== null && "items" in body ? body.items : undefined;
  return Array.isArray(items) && items.every(isSuggestion) ? items : undefined;
}

const isSuggestion = (item: unknown): item is Suggestion =>
  typeof item === "object" &&
  item !== null &&
  ["kind", "label", "detail", "path"].every((name) => typeof Reflect.get(item, name) === "string");
