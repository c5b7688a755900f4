import type { Db } from "#lib/db.ts";
import { listSources } from "#lib/catalog/queries/sources.ts";
import { LIVE_TEXT_CHARACTERS_MAX } from "#lib/jobs/live-text-length.ts";
import { readCorpus } from "#lib/corpus/read-corpus.ts";
import { env } from "#lib/env.ts";
import { chooseSources } from "#lib/search/text/choose-sources.ts";
import { TEXT_LIMITS, type TextActivity } from "#lib/search/text/schema.ts";
import { type Figure, quantile } from "#scripts/bench/report.ts";
import { createTextSearch } from "#workers/live/answer-text-search.ts";
import { createLiveSessions } from "#workers/live/live-sessions.ts";

const MODEL = "tiny-llama-7m";
const COLD_ROUNDS = 3;
const WARM_TEXTS = 30;

/**
 * What a worker takes for texts of the full 2,000 characters, of every kind in the corpus by turns: with the graph to be
 * loaded, and with it there.
 */
export async function benchTextSearch(db: Db): Promise<Figure[]> {
  const { items } = await listSources(db, { model: MODEL, ready: true });
  const texts = await readTexts(WARM_TEXTS);
  const figures: Figure[] = [];
  for (const [name, sources] of [
    ["SAEs", chooseSources(items)],
    ["all sources", items.map(({ id }) => id)],
  ] as const) {
    figures.push(...(await measure(db, sources, texts, `${name} (${sources.join(", ")})`)));
  }
  return figures;
}

async function measure(db: Db, sources: string[], texts: readonly string[], note: string): Promise<Figure[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  let tokens = 0;
  for (let round = 0; round < COLD_ROUNDS; round++) {
    const sessions = createLiveSessions({ provider: env.EXECUTION_PROVIDER });
    const search = createTextSearch(db, sessions);
    const take = async (text: string): Promise<number> => {
      const began = performance.now();
      const request = { model: MODEL, sources, text, ...TEXT_LIMITS };
      let answer: TextActivity | undefined;
      for await (const event of search(request, new AbortController().signal))
        if ("answer" in event) answer = event.answer;
      tokens += answer?.tokens.length ?? 0;
      return performance.now() - began;
    };
    cold.push(await take(texts[0] ?? ""));
    for (const text of texts) warm.push(await take(text));
    await sessions.close();
  }
  const mean = tokens / (cold.length + warm.length);
  return [
    { what: "search by text, graph to load", value: quantile(cold, 0.5), unit: "ms", note },
    {
      what: "search by text, p50",
      value: quantile(warm, 0.5),
      unit: "ms",
      note: `${note}; ${Math.round(mean)} tokens`,
    },
    { what: "search by text, p95", value: quantile(warm, 0.95), unit: "ms", note },
  ];
}

/** The beginnings of documents, one of each kind by turns as the corpus has them. */
async function readTexts(count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of readCorpus()) {
    if (text.length >= LIVE_TEXT_CHARACTERS_MAX) texts.push(text.slice(0, LIVE_TEXT_CHARACTERS_MAX));
    if (texts.length === count) break;
  }
  return texts;
}
