import { copyRows, inTransaction } from "#lib/catalog/queries/bulk.ts";
import { registerModel } from "#lib/catalog/queries/register.ts";
import { FEATURE_COLUMNS } from "#lib/catalog/queries/write-features.ts";
import type { Db } from "#lib/db.ts";
import { buildDocument, type DocumentRow } from "#lib/search/document.ts";
import { identifyEmbedder } from "#lib/search/embedders/open-embedder.ts";
import type { IndexedDocument, SearchEngine } from "#lib/search/engines/engine.ts";
import { forgetAllChanges, findLastChange } from "#lib/search/queries/changes.ts";
import { activateEmbedder } from "#lib/search/queries/search-state.ts";
import { saveTextEmbeddings } from "#lib/search/queries/text-embeddings.ts";
import { hashText } from "#lib/search/stored-embedder.ts";
import { createVectors, type SyntheticVectors } from "#scripts/bench/search/synthetic-vectors.ts";
import { createDraw, createZipf, nameWord } from "#scripts/bench/search/synthetic-words.ts";

/** Of the bundled embedder, under whose name the directions are stored: a query then costs what it costs. */
const DIMENSIONS = 512;
const VOCABULARY = 30_000;
const SOURCE_FEATURES_MAX = 16_384;
const SOURCES_MIN = 5;
const LABEL_WORDS = 12;
const TOKENS = 5;
/** Documents made and written at a time. */
const BATCH = 1_000;

export type SyntheticCatalog = {
  vectors: SyntheticVectors;
  /** A word by Zipf's law. */
  word(draw: (bound: number) => number): string;
};

/**
 * Fills an empty database and an engine with so many features, each with a label, tokens and a direction.
 * @param onDocuments told how many are written
 */
export async function writeSyntheticCatalog(
  db: Db,
  engine: SearchEngine,
  { documents, seed }: { documents: number; seed: number },
  onDocuments: (done: number) => void = () => undefined,
): Promise<SyntheticCatalog> {
  const zipf = createZipf(VOCABULARY);
  const catalog = {
    vectors: createVectors(documents, DIMENSIONS, seed),
    word: (draw: (bound: number) => number) => nameWord(zipf(draw)),
  };
  const embedder = { ...identifyEmbedder({ embedder: "use-en" }), dimensions: DIMENSIONS };
  const sources = await registerSources(db, documents);
  await engine.prepare();
  let done = 0;
  for (const { id: sourceId, features } of sources) {
    for (let from = 0; from < features; from += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, features - from) }, (_, i) =>
        makeDocument(catalog, { sourceId, index: from + i, seed }),
      );
      await writeFeatures(
        db,
        batch.map(({ row }) => row),
      );
      const directions = batch.flatMap(({ document: { semanticText, vector } }) =>
        semanticText !== undefined && vector ? [[hashText(semanticText), vector] as const] : [],
      );
      await saveTextEmbeddings(db, embedder, new Map(directions));
      await engine.write(
        batch.map(({ document }) => document),
        [],
        embedder,
      );
      onDocuments((done += batch.length));
    }
  }
  await engine.settle();
  await activateEmbedder(db, embedder);
  await forgetAllChanges(db, await findLastChange(db));
  await db.pool.query("ANALYZE");
  return catalog;
}

async function registerSources(db: Db, documents: number): Promise<{ id: number; features: number }[]> {
  const count = Math.max(SOURCES_MIN, Math.ceil(documents / SOURCE_FEATURES_MAX));
  const sizes = Array.from(
    { length: count },
    (_, i) => Math.floor(((i + 1) * documents) / count) - Math.floor((i * documents) / count),
  );
  await registerModel(db, {
    model: {
      slug: "synthetic",
      name: "Synthetic",
      description: "Made by the benchmark.",
      architecture: "none",
      layers: count,
      dModel: DIMENSIONS,
      vocabularySize: VOCABULARY,
      contextSize: 1,
      parameters: 0n,
      licence: "Apache-2.0",
      directory: "none",
      contentHash: "0".repeat(64),
      vocabulary: new Uint8Array(),
    },
    release: { slug: "synthetic", name: "Synthetic", description: "Made by the benchmark." },
    sources: sizes.map((features, layer) => ({
      slug: `${layer}-res`,
      set: { slug: "res", name: "Synthetic", description: "Made by the benchmark." },
      kind: "SAE",
      architecture: "topk",
      layer,
      hookIn: `blocks.${layer}.hook_resid_post`,
      hookOut: null,
      dIn: DIMENSIONS,
      features,
      k: null,
      directory: null,
      contentHash: "0".repeat(64),
      published: {},
      led: null,
    })),
  });
  await db.prisma.source.updateMany({ data: { state: "READY" } });
  return db.prisma.source.findMany({ select: { id: true, features: true }, orderBy: { id: "asc" } });
}

function makeDocument(
  { vectors, word }: SyntheticCatalog,
  { sourceId, index, seed }: { sourceId: number; index: number; seed: number },
): { row: DocumentRow; document: IndexedDocument } {
  const draw = createDraw(seed ^ (sourceId * 1_000_003 + index));
  const list = (length: number, before = "") => Array.from({ length }, () => before + word(draw));
  const text = list(LABEL_WORDS)
    .map((token) => `“${token}”`)
    .join(", ");
  const row: DocumentRow = {
    sourceId,
    index,
    density: 10 ** -(1 + draw(4_000) / 1_000),
    topTokens: list(TOKENS, " "),
    outputTokens: list(TOKENS, " "),
    explanations: [
      { text, method: "token-statistics", side: "INPUT", formal: true, createdAt: new Date(1_750_000_000_000 + index) },
    ],
    score: draw(1_000) / 1_000,
  };
  return { row, document: { ...buildDocument(row), vector: vectors.near(draw(vectors.clusters), draw) } };
}

async function writeFeatures(db: Db, rows: readonly DocumentRow[]): Promise<void> {
  await inTransaction(db, async (client) => {
    await copyRows(
      client,
      "Feature",
      FEATURE_COLUMNS,
      rows.map(({ sourceId, index, density, topTokens, outputTokens }) => ({
        sourceId,
        index,
        density,
        maxActivation: 1,
        activeTokens: 1,
        topTokens,
        outputTokens,
        detail: new Uint8Array(),
        revision: 1,
      })),
    );
    // A page of results reads each feature's best explanation.
    await client.query(
      `WITH written AS (
         INSERT INTO "Explanation" ("sourceId", "index", text) SELECT * FROM unnest($1::int[], $2::int[], $3::text[])
         RETURNING id, "sourceId", "index")
       INSERT INTO "BestExplanation" ("sourceId", method, "index", "explanationId", score)
       SELECT w."sourceId", '', w."index", w.id, g.score
       FROM written w JOIN unnest($1::int[], $2::int[], $4::float4[]) AS g("sourceId", "index", score) USING ("sourceId", "index")`,
      [
        rows.map(({ sourceId }) => sourceId),
        rows.map(({ index }) => index),
        rows.map(({ explanations: [first] }) => first?.text ?? ""),
        rows.map(({ score }) => score),
      ],
    );
  });
}
