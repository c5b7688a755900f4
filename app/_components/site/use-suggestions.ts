import { useEffect, useState } from "react";
import type { Suggestion } from "#lib/search/search-views.ts";
import { requestSuggestions } from "./request-suggestions.ts";

/** A pause in typing. */
const PAUSE_MS = 120;
const NONE: readonly Suggestion[] = [];

/** Suggestions for what is typed, those of the letters before until they come. `current`: they are for just this. */
export function useSuggestions(typed: string): { items: readonly Suggestion[]; current: boolean } {
  const text = typed.trim();
  const [answer, setAnswer] = useState({ text: "", items: NONE });
  useEffect(() => {
    if (text === "") return undefined;
    const overtaken = new AbortController();
    const ask = async () => {
      const items = await requestSuggestions(text, overtaken.signal);
      if (!overtaken.signal.aborted) setAnswer({ text, items: items ?? NONE });
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      overtaken.abort();
    };
  }, [text]);
  return text === "" ? { items: NONE, current: false } : { items: answer.items, current: answer.text === text };
}
