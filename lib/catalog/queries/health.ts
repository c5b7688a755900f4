import type { Health } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import { isDatabaseUnavailable, type Db } from "#lib/db.ts";
import { version } from "#lib/version.ts";

/** Whoever asks for health decides on the answer within seconds; a database slower than this cannot serve. */
const HEALTH_TIMEOUT_MS = 2_000;

type Counts = Health["catalog"] & Health["jobs"];

/** Counts of what a reader can find and of work; `unavailable`, with every count 0, when the database does not answer. */
export async function getHealth(db: Db, { timeoutMs = HEALTH_TIMEOUT_MS } = {}): Promise<Health> {
  const counts = await Promise.race([countAll(db), elapse(timeoutMs)]);
  const { models = 0, sources = 0, features = 0, examples = 0, explanations = 0 } = counts ?? {};
  const { waiting = 0, running = 0, failed = 0 } = counts ?? {};
  return {
    status: counts ? "ok" : "unavailable",
    version,
    catalog: { models, sources, features, examples, explanations },
    jobs: { waiting, running, failed },
  };
}

/** Undefined when the database cannot be asked or is not migrated yet. */
async function countAll(db: Db): Promise<Counts | undefined> {
  try {
    const { rows } = await db.pool.query<Counts>({ name: "health", text: COUNTS, values: [visibilitiesFor("list")] });
    return rows[0];
  } catch (error) {
    if (isDatabaseUnavailable(error) || isUndefinedTable(error)) return undefined;
    throw error;
  }
}

/** A monitor asks often: beyond this it reads "at least so many". */
const EXPLANATIONS_COUNTED_MAX = 500_000;

/** Features and examples come from what workers recorded on finishing a source: counting rows would read the whole catalog. */
const COUNTS = `
  WITH model AS (SELECT id FROM "Model" WHERE visibility::text = ANY($1)),
       source AS (SELECT s.id, s.summary FROM "Source" s JOIN model m ON m.id = s."modelId" WHERE s.visibility::text = ANY($1)),
       job AS (SELECT state FROM "Job" WHERE state IN ('WAITING', 'RUNNING', 'FAILED'))
  SELECT (SELECT count(*) FROM model)::int AS models,
         (SELECT count(*) FROM source)::int AS sources,
         (SELECT coalesce(sum((summary->>'live')::int + (summary->>'dead')::int), 0) FROM source)::int AS features,
         (SELECT coalesce(sum((summary->>'examples')::int), 0) FROM source)::int AS examples,
         (SELECT count(*) FROM (SELECT FROM source JOIN "Explanation" e ON e."sourceId" = source.id
                                WHERE e."retiredAt" IS NULL LIMIT ${EXPLANATIONS_COUNTED_MAX}) e)::int AS explanations,
         (SELECT count(*) FROM job WHERE state = 'WAITING')::int AS waiting,
         (SELECT count(*) FROM job WHERE state = 'RUNNING')::int AS running,
         (SELECT count(*) FROM job WHERE state = 'FAILED')::int AS failed`;

const UNDEFINED_TABLE = "42P01";

function isUndefinedTable(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === UNDEFINED_TABLE;
}

function elapse(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}
