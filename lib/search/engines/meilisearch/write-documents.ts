import type { EnqueuedTaskPromise, Meilisearch, MeilisearchErrorResponse } from "meilisearch";
import { AppError } from "#lib/errors.ts";
import { type FeatureKey, formatKey } from "#lib/search/document.ts";
import type { EmbedderIdentity } from "#lib/search/embedders/embedder.ts";
import type { IndexedDocument } from "#lib/search/engines/engine.ts";
import { type MeiliDocument, toMeili } from "#lib/search/engines/meilisearch/index-document.ts";
import { embedderName } from "#lib/search/engines/meilisearch/index-settings.ts";

/** A thousand documents with directions take seconds on a small machine; an embedder that is new to a million documents, minutes. */
const TASK_MS = 30 * 60_000;
const PAGE = 1_000;

/** Waits until a change is made. @throws AppError unavailable when it is refused */
export async function finishTask(task: EnqueuedTaskPromise): Promise<void> {
  const refused = await waitForTask(task);
  if (refused) throw new AppError("unavailable", `Meilisearch refused a change: ${refused.message}.`);
}

async function waitForTask(
  task: EnqueuedTaskPromise,
): Promise<Pick<MeilisearchErrorResponse, "message" | "code"> | undefined> {
  const { status, error } = await task.waitTask({ timeout: TASK_MS });
  return status === "succeeded" ? undefined : (error ?? { message: status, code: status });
}

/** What an index calls the embedders it knows. */
async function listEmbedders(client: Meilisearch, uid: string): Promise<string[]> {
  return Object.keys((await client.index(uid).getEmbedders()) ?? {});
}

/** Puts and removes documents of an index, which hears of an embedder with its first direction. */
export async function writeDocuments(
  client: Meilisearch,
  uid: string,
  put: readonly IndexedDocument[],
  removed: readonly FeatureKey[],
  identity: EmbedderIdentity,
): Promise<void> {
  const index = client.index<MeiliDocument>(uid);
  const name = embedderName(identity);
  const dimensions = put.find(({ vector }) => vector)?.vector?.length;
  const embedders = await listEmbedders(client, uid);
  if (dimensions !== undefined && !embedders.includes(name)) await addEmbedder(client, uid, name, dimensions);
  if (put.length > 0) {
    const others = embedders.filter((embedder) => embedder !== name);
    const known = others.length > 0 ? await findIds(client, uid, put.map(formatKey)) : new Set<string>();
    // What is known keeps its direction by another embedder, which is asked until this one has given as many.
    const documents = put.map((document) => toMeili(document, name, known.has(formatKey(document)) ? [] : others));
    await finishTask(index.updateDocuments(documents));
  }
  if (removed.length > 0) await finishTask(index.deleteDocuments(removed.map(formatKey)));
}

/** An embedder is refused while a document says neither its direction nor that it has none. */
async function addEmbedder(client: Meilisearch, uid: string, name: string, dimensions: number): Promise<void> {
  const index = client.index<MeiliDocument>(uid);
  const add = () => index.updateEmbedders({ [name]: { source: "userProvided", dimensions } });
  const refused = await waitForTask(add());
  if (!refused) return;
  if (refused.code === "vector_embedding_error") {
    for (let offset = 0; ; offset += PAGE) {
      const { results } = await index.getDocuments({ fields: ["id"], limit: PAGE, offset });
      // Changes are made in their order: who waits for the last has waited for all.
      if (results.length > 0)
        await index.updateDocuments(results.map(({ id }) => ({ id, _vectors: { [name]: null } })));
      if (results.length < PAGE) break;
    }
  }
  await finishTask(add());
}

async function findIds(client: Meilisearch, uid: string, ids: string[]): Promise<Set<string>> {
  const { results } = await client.index<MeiliDocument>(uid).getDocuments({ ids, fields: ["id"], limit: ids.length });
  return new Set(results.map(({ id }) => id));
}
