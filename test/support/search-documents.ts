import type { Db } from "#lib/db.ts";
import { buildDocument, type DocumentRow } from "#lib/search/document.ts";
import type { IndexedDocument } from "#lib/search/engines/engine.ts";
import { saveTextEmbeddings } from "#lib/search/queries/text-embeddings.ts";
import { hashText } from "#lib/search/stored-embedder.ts";
import { decodeVector, encodeVector } from "#lib/search/vector-codec.ts";
import { toUnit } from "#lib/search/unit-vector.ts";
import { mix32 } from "#lib/stats/hash.ts";

/** An embedder whose directions the tests choose: texts of a topic are near its axis. */
export const PLANTED = { name: "planted", version: 1, model: "planted", dimensions: 8 } as const;
export const TOPICS = ["sea", "law", "code", "food"] as const;
export type Topic = (typeof TOPICS)[number];

/** The axis of a topic, leaning a little in a direction of its own. */
export function topicVector(topic: Topic, lean = 0): Float32Array {
  const axis = new Float32Array(PLANTED.dimensions);
  axis[TOPICS.indexOf(topic)] = 1;
  axis[TOPICS.length + (mix32(lean) % TOPICS.length)] = lean === 0 ? 0 : 0.1 + (mix32(lean + 1) % 100) / 400;
  // As it comes back from where it is stored.
  return decodeVector(encodeVector(toUnit(axis)), PLANTED.dimensions);
}

const row = (parts: Partial<DocumentRow>): DocumentRow => ({
  sourceId: 1,
  index: 0,
  density: 0.01,
  topTokens: [],
  outputTokens: [],
  explanations: [],
  score: null,
  ...parts,
});

/** A document with one explanation by a person, and a direction when it has a topic. */
export function searchDocument(
  { label, topic, ...parts }: Partial<DocumentRow> & { label?: string; topic?: Topic },
  method = "person",
): IndexedDocument {
  const createdAt = new Date(Date.UTC(2026, 0, 1 + (parts.index ?? 0)));
  const explanations = label
    ? [{ text: label, method, side: "INPUT" as const, formal: method !== "person", createdAt }]
    : [];
  const document = buildDocument(row({ explanations, ...parts }));
  const lean = 1 + (parts.sourceId ?? 1) * 1_000 + (parts.index ?? 0);
  return { ...document, vector: topic && topicVector(topic, lean) };
}

/** Puts the directions where documents' texts find them. */
export async function saveDirections(
  db: Db,
  documents: readonly IndexedDocument[],
  embedder: Parameters<typeof saveTextEmbeddings>[1] = PLANTED,
): Promise<void> {
  const vectors = documents.flatMap(({ semanticText, vector }) =>
    semanticText !== undefined && vector ? [[hashText(semanticText), vector] as const] : [],
  );
  await saveTextEmbeddings(db, embedder, new Map(vectors));
}
