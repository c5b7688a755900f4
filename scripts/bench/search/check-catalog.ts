import type { Db } from "#lib/db.ts";
import { readLag } from "#lib/search/queries/changes.ts";
import type { JudgedSet } from "#scripts/bench/search/judged-set.ts";

type Row = {
  source: string;
  contentHash: string;
  corpusHash: string | null;
  tokens: number | null;
  seed: number | null;
};

/**
 * Judgements hold for the very features that were judged: same weights, same texts, same seed.
 * @throws Error in one sentence when the database has others, or when its index is behind
 */
export async function checkCatalog(db: Db, { catalog }: Pick<JudgedSet, "catalog">): Promise<void> {
  const { rows } = await db.pool.query<Row>(
    `SELECT m.slug || '/' || s.slug AS source, s."contentHash", s.provenance->>'corpusHash' AS "corpusHash",
            (s.provenance->>'tokens')::int AS tokens, (s.provenance->>'seed')::int AS seed
     FROM "Source" s JOIN "Model" m ON m.id = s."modelId" WHERE s.state = 'READY'`,
  );
  const present = rows.toSorted(bySource);
  const judged = Object.entries(catalog.sources)
    .map(([source, contentHash]) => ({
      source,
      contentHash,
      corpusHash: catalog.corpusHash,
      tokens: catalog.tokens,
      seed: catalog.seed,
    }))
    .toSorted(bySource);
  const differing = present.find((row, i) => JSON.stringify(row) !== JSON.stringify(judged[i]))?.source;
  if (present.length !== judged.length || differing !== undefined)
    throw new Error(
      `The judged queries are for the demo catalog of ${catalog.tokens.toLocaleString("en")} tokens as \`npm start\` computes it, and this database has another${differing === undefined ? "" : ` (${differing} differs)`}.`,
    );
  const { words, meaning } = await readLag(db);
  if (words + meaning > 0)
    throw new Error(`The search index lacks the latest of ${words + meaning} features; let the worker finish first.`);
}

const bySource = (a: Row, b: Row): number => (a.source < b.source ? -1 : 1);
