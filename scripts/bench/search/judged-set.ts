import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Grade } from "#scripts/bench/search/metrics.ts";

const FILE = new URL("../../../test/fixtures/search/judged.json", import.meta.url);

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Indices = z.array(z.int().min(0));

/** How a query says what it wants. */
export const QueryKind = z.enum(["concept", "paraphrase", "typo", "sign", "sentence", "context", "output"]);
export type QueryKind = z.infer<typeof QueryKind>;

/** Something to look for, the queries that ask for it, and how well features answer them. */
const Concept = z.object({
  concept: z.string(),
  wants: z.string(),
  queries: z.array(z.object({ q: z.string(), kind: QueryKind })).min(1),
  /** By source (`model/source`) and grade: indices. Features that are not there were not judged. */
  grades: z.record(z.string(), z.partialRecord(z.enum(["0", "1", "2", "3"]), Indices)),
});

export const JudgedSet = z.object({
  /** The catalog whose features were judged. */
  catalog: z.object({ corpusHash: Hash, tokens: z.int(), seed: z.int(), sources: z.record(z.string(), Hash) }),
  concepts: z.array(Concept),
});
export type JudgedSet = z.infer<typeof JudgedSet>;

/** A query with what was judged for it: grades by address. */
export type JudgedQuery = {
  q: string;
  kind: QueryKind;
  concept: string;
  half: Half;
  grades: ReadonlyMap<string, Grade>;
};

/** Settings are chosen by one half and reported on the other. */
export type Half = "tune" | "test";

export function readJudgedSet(): JudgedSet {
  return JudgedSet.parse(JSON.parse(readFileSync(FILE, "utf8")));
}

export function listJudgedQueries({ concepts }: Pick<JudgedSet, "concepts">): JudgedQuery[] {
  return concepts.flatMap(({ concept, queries, grades }) => {
    const byAddress = new Map(
      Object.entries(grades).flatMap(([source, byGrade]) =>
        Object.entries(byGrade).flatMap(([grade, indices]) =>
          indices.map((index) => [`${source}/${index}`, Number(grade) as Grade] as const),
        ),
      ),
    );
    return queries.map((query) => ({ ...query, concept, half: halfOf(concept), grades: byAddress }));
  });
}

/**
 * By the concept's name alone: all queries for one concept are in one half, and a new concept moves no other.
 */
export function halfOf(concept: string): Half {
  const [first = 0] = createHash("sha256").update(concept).digest();
  return first % 2 === 0 ? "tune" : "test";
}
