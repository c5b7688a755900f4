import type { Db } from "#lib/db.ts";
import { decodeVector } from "#lib/search/vector-codec.ts";
import { COMPARED_FACTOR, createSketchedVectors } from "#lib/search/vectors/sketched-vectors.ts";
import { createSketches } from "#lib/search/vectors/sketches.ts";
import { type Figure } from "#scripts/bench/report.ts";

const QUERIES = 200;
/** How many are wanted; the more of all there are, the farther they reach from a query. */
const WANTED = [3, 30, 100] as const;

type Row = { vector: Buffer; dimensions: number };

/** How many of the nearest directions are among those that a large catalog compares, for a sample of its own. */
export async function measureSketches({ pool }: Pick<Db, "pool">): Promise<Figure[]> {
  const { rows } = await pool.query<Row>(
    `SELECT t.vector, e.dimensions FROM "TextEmbedding" t JOIN "Embedder" e ON e.id = t."embedderId"
     WHERE t."embedderId" = (SELECT min("embedderId") FROM "TextEmbedding") ORDER BY t.hash`,
  );
  const { dimensions } = rows[0] ?? { dimensions: 0 };
  const sketches = createSketches(dimensions);
  const partition = createSketchedVectors(dimensions, sketches);
  const vectors = rows.map(({ vector }) => decodeVector(vector, dimensions));
  for (const [index, vector] of vectors.entries()) partition.put([index], vector);
  const queries = vectors.slice(0, QUERIES);
  const shares = queries.map((query, own) => {
    sketches.aim(query);
    partition.measureSketches();
    return WANTED.map((wanted) => {
      // Itself is the nearest of all, for certain.
      const compared = new Set(partition.pickRows(sketches.boundOf(COMPARED_FACTOR * wanted + 1)));
      const nearest = partition.search(query, wanted + 1).filter(({ index }) => index !== own);
      return nearest.filter(({ index }) => compared.has(index)).length / nearest.length;
    });
  });
  return WANTED.map((wanted, i) => ({
    what: `of the nearest ${wanted} among the ${COMPARED_FACTOR * wanted} nearest sketches`,
    value: shares.reduce((sum, own) => sum + (own[i] ?? 0), 0) / shares.length,
    unit: "",
    note: `of ${vectors.length.toLocaleString("en")} texts, ${queries.length} of them asked for`,
  }));
}
