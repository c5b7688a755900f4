import { createHash } from "node:crypto";
import type { Db } from "#lib/db.ts";
import {
  type Embedder,
  type EmbedderEffects,
  type EmbedderIdentity,
  TEXT_CHARACTERS_MAX,
} from "#lib/search/embedders/embedder.ts";
import { identifyEmbedder, openEmbedder } from "#lib/search/embedders/open-embedder.ts";
import type { EmbedderSettings } from "#lib/search/embedders/settings.ts";
import { findTextEmbeddings, saveTextEmbeddings } from "#lib/search/queries/text-embeddings.ts";

/** Texts embedded before what was found is stored: a second or two of work that a killed worker loses. */
const STORED_TOGETHER = 128;

/** An embedder that is given no text twice, whoever asks. */
export type StoredEmbedder = {
  /** Whose vectors these are. @throws AppError bad_request where it is set up wrongly */
  identify(): EmbedderIdentity;
  /**
   * @param onText told how many of the texts are known by now
   * @returns [texts] directions of length 1, as stored: the same to whoever asks and whenever
   * @throws AppError unavailable where the embedder gives no answer; the signal's reason
   */
  embed(texts: readonly string[], signal?: AbortSignal, onText?: (done: number) => void): Promise<Float32Array[]>;
  close(): Promise<void>;
};

/** Keeps what an embedder gives in the database. Its settings are read when it is first asked, and it is loaded when a text is met that is not there. */
export function openStoredEmbedder(
  db: Db,
  readSettings: () => EmbedderSettings,
  effects: Partial<EmbedderEffects> = {},
): StoredEmbedder {
  let opening: Promise<Embedder> | undefined;
  const open = (): Promise<Embedder> => {
    opening ??= openEmbedder(readSettings(), effects).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    identify: () => identifyEmbedder(readSettings()),
    async embed(texts, signal, onText = () => undefined) {
      const identity = identifyEmbedder(readSettings());
      const hashes = texts.map(hashText);
      const byHash = new Map(texts.map((text, i) => [hashes[i] ?? "", text]));
      const known = await findTextEmbeddings(db, identity, [...byHash.keys()]);
      const missing = [...byHash].filter(([hash]) => !known.has(hash));
      onText(texts.length - missing.length);
      for (let from = 0; from < missing.length; from += STORED_TOGETHER) {
        const part = missing.slice(from, from + STORED_TOGETHER);
        for (const [hash, vector] of await embedPart(db, await open(), part, signal)) known.set(hash, vector);
        onText(texts.length - missing.length + from + part.length);
      }
      return hashes.map((hash, i) => {
        const vector = known.get(hash);
        if (!vector) throw new Error(`Text ${i} got no embedding.`);
        return vector;
      });
    },
    async close() {
      const opened = await opening?.catch(() => undefined);
      opening = undefined;
      await opened?.close();
    },
  };
}

/** Embeds texts and stores them. What another worker stored meanwhile wins, so that all go by the same directions. */
async function embedPart(
  db: Db,
  embedder: Embedder,
  part: readonly [hash: string, text: string][],
  signal: AbortSignal | undefined,
): Promise<Map<string, Float32Array>> {
  const vectors = await embedder.embed(
    part.map(([, text]) => text),
    signal,
  );
  const made = new Map(part.map(([hash], i) => [hash, vectors[i] ?? new Float32Array()]));
  await saveTextEmbeddings(db, embedder, made);
  return findTextEmbeddings(db, embedder, [...made.keys()]);
}

/** What a text's vector is stored under, in hex: the hash of the part that is read. */
export const hashText = (text: string): string =>
  createHash("sha256").update(text.slice(0, TEXT_CHARACTERS_MAX)).digest("hex");
