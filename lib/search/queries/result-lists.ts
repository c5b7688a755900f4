import { createHash } from "node:crypto";
import * as z from "zod";
import type { Db } from "#lib/db.ts";
import type { FeatureKey } from "#lib/search/document.ts";
import { SearchPage } from "#lib/search/search-views.ts";

/** What the first page said that further ones say again. */
const ListSummary = SearchPage.pick({ total: true, totalIsFloor: true, facets: true, corrected: true, meaning: true });
export type ListSummary = z.infer<typeof ListSummary>;

/** A ranked feature with what it is ranked by. */
export type RankedKey = FeatureKey & { relevance: number; words: number | null; meaning: number | null };

const Stored = z.object({
  summary: ListSummary,
  /** relevance, words and meaning of each. */
  evidence: z.array(z.tuple([z.number(), z.number().nullable(), z.number().nullable()])),
});

const KEPT = "1 hour";
/** One in so many new lists clears out the old ones. */
const CLEAR_EVERY = 50;

/** A ranking made ready to be kept, and the name that its content gives it. */
export type PackedList = { name: string; hash: Uint8Array; sourceIds: number[]; indices: number[]; stored: string };

export function packList(ranked: readonly RankedKey[], summary: ListSummary): PackedList {
  const evidence = ranked.map(({ relevance, words, meaning }) => [round(relevance), round(words), round(meaning)]);
  const sourceIds = ranked.map(({ sourceId }) => sourceId);
  const indices = ranked.map(({ index }) => index);
  const stored = JSON.stringify({ summary, evidence });
  const hash = createHash("sha256")
    .update(JSON.stringify([sourceIds, indices, stored]))
    .digest()
    .subarray(0, 16);
  return { name: hash.toString("base64url"), hash, sourceIds, indices, stored };
}

/** Keeps a ranking so that its further pages neither repeat nor skip a feature, whatever changes. */
export async function saveList(
  { pool }: Pick<Db, "pool">,
  { hash, sourceIds, indices, stored }: PackedList,
): Promise<void> {
  await pool.query({
    name: "search-list-save",
    text: `INSERT INTO "SearchList" (hash, "sourceIds", indices, summary) VALUES ($1, $2, $3, $4)
           ON CONFLICT (hash) DO UPDATE SET "createdAt" = now()`,
    values: [hash, sourceIds, indices, stored],
  });
  if ((hash[0] ?? 0) % CLEAR_EVERY === 0) {
    await pool.query(`DELETE FROM "SearchList" WHERE "createdAt" < now() - interval '${KEPT}'`);
  }
}

/** A ranking that was kept; undefined once it is forgotten. */
export async function findList(
  { pool }: Pick<Db, "pool">,
  name: string,
): Promise<{ ranked: RankedKey[]; summary: ListSummary } | undefined> {
  const { rows } = await pool.query<{ sourceIds: number[]; indices: number[]; summary: unknown }>({
    name: "search-list",
    text: `SELECT "sourceIds", indices, summary FROM "SearchList" WHERE hash = $1 AND "createdAt" > now() - interval '${KEPT}'`,
    values: [Buffer.from(name, "base64url")],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { summary, evidence } = Stored.parse(row.summary);
  const ranked = row.sourceIds.map((sourceId, i): RankedKey => {
    const [relevance, words, meaning] = evidence[i] ?? [0, null, null];
    return { sourceId, index: row.indices[i] ?? 0, relevance, words, meaning };
  });
  return { ranked, summary };
}

const round = <T extends number | null>(value: T): T | number =>
  value === null ? value : Math.round(value * 1e4) / 1e4;
