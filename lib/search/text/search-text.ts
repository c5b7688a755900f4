import { findFeatureRows } from "#lib/catalog/queries/feature-rows.ts";
import { getModel } from "#lib/catalog/queries/models.ts";
import { listSources } from "#lib/catalog/queries/sources.ts";
import { PAGE_LIMIT } from "#lib/catalog/page.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { LiveEffects } from "#lib/jobs/live.ts";
import { chooseSources } from "./choose-sources.ts";
import { requestTextActivity } from "./request-text-activity.ts";
import type { TextActivity, TextSearch, TextSearchInput, TextSearchLine } from "./schema.ts";

export type SearchTextOptions = { signal?: AbortSignal | undefined; effects?: LiveEffects };

/** Which features fire on a text. @throws AppError as `followTextSearch` does */
export async function searchText(db: Db, input: TextSearchInput, options: SearchTextOptions = {}): Promise<TextSearch> {
  for await (const line of followTextSearch(db, input, options)) if ("answer" in line) return line.answer;
  throw new Error("The search of a text ended without an answer.");
}

/**
 * The same, with reports of how far it is before the answer.
 * @throws AppError not_found for a model or source that is not listed or not computed, bad_request for a text that is too
 * long for the model, unavailable when no worker answers in time
 */
export async function* followTextSearch(
  db: Db,
  { model, sources, ...rest }: TextSearchInput,
  { signal, effects }: SearchTextOptions = {},
): AsyncGenerator<TextSearchLine> {
  const chosen = sources ?? (await listDefaultSources(db, model));
  for await (const event of requestTextActivity(db, { model, sources: chosen, ...rest }, { signal }, effects)) {
    yield "answer" in event ? { answer: await describeFeatures(db, model, event.answer) } : event;
  }
}

async function listDefaultSources(db: Db, model: string): Promise<string[]> {
  const { items } = await listSources(db, { model, ready: true }, { limit: PAGE_LIMIT.max });
  if (items.length > 0) return chooseSources(items);
  await getModel(db, { model });
  throw notFound(`A source of ${model} with computed features`);
}

/** Adds what the catalog says of each feature. One that is gone since the worker read it is left as it was found. */
async function describeFeatures(db: Db, model: string, activity: TextActivity): Promise<TextSearch> {
  const rows = new Map(
    await Promise.all(
      activity.sources.map(async ({ id }) => {
        const indices = activity.features.flatMap(({ source, index }) => (source === id ? [index] : []));
        return [id, await findFeatureRows(db, { model, source: id }, indices)] as const;
      }),
    ),
  );
  const features = activity.features.map((feature) => {
    const row = rows.get(feature.source)?.get(feature.index);
    const { density = 2 ** -feature.surprise, topTokens = [], explanation = null } = row ?? {};
    return { ...feature, density, topTokens, explanation };
  });
  return { ...activity, model, features };
}
