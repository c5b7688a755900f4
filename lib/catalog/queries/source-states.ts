import type { Db } from "#lib/db.ts";
import type { Prisma, SourceState } from "#prisma/generated/client.ts";

/** Sources of a run that are not finished, all or one. A source that has left the run is not meant. */
type Unfinished = { runId: number; sourceId?: number | undefined };

/** Says that sources of a run are being computed, after a failure or a cancellation said otherwise. */
export async function resumeSources(db: Db, unfinished: Unfinished): Promise<void> {
  await setState(db.prisma, unfinished, ["REGISTERED", "FAILED"], "COMPUTING");
}

/** Says that sources of a run will not be finished, in the caller's transaction. */
export async function settleSources(
  transaction: Prisma.TransactionClient,
  unfinished: Unfinished,
  state: "FAILED" | "REGISTERED",
): Promise<void> {
  await setState(transaction, unfinished, ["COMPUTING"], state);
}

async function setState(
  client: Prisma.TransactionClient,
  { runId, sourceId = 0 }: Unfinished,
  from: readonly SourceState[],
  to: SourceState,
): Promise<void> {
  await client.$executeRaw`
    UPDATE "Source" SET state = ${to}::"SourceState", revision = revision + 1
    WHERE "runId" = ${runId}::int AND state::text = ANY(${from}) AND (${sourceId}::int = 0 OR id = ${sourceId}::int)`;
}
