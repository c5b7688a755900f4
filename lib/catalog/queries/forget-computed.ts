/** Puts one statement, whose only value are ids, into the caller's transaction. */
type Execute = (statement: string, sourceIds: readonly number[]) => Promise<unknown>;

/** Removes features and figures of sources whose inputs are no more. No run computes them then. */
export async function forgetComputed(execute: Execute, sourceIds: readonly number[]): Promise<void> {
  for (const statement of STATEMENTS) await execute(statement, sourceIds);
}

/** The source first: what its run still stores for it waits for that row, and then finds that it has left. */
const STATEMENTS = [
  `UPDATE "Source" SET state = 'REGISTERED', "runId" = NULL, quality = NULL, summary = NULL, provenance = NULL,
     revision = revision + 1
   WHERE id = ANY($1::int[])`,
  `DELETE FROM "Feature" WHERE "sourceId" = ANY($1::int[])`,
  `DELETE FROM "ShardResult" WHERE "sourceId" = ANY($1::int[])`,
];
