import type { LlmReply } from "#lib/llm/reply.ts";
import type { LlmIdentity } from "#lib/llm/request-hash.ts";

/** A request with its answer: plain JSON, without any key. */
export type LlmRecord = LlmIdentity & {
  readonly hash: string;
  readonly reply: LlmReply;
  readonly costUsd: number | null;
};

/** Keeps what was answered. `LlmReply` (zod) reads what a database gives back. */
export type LlmStore = {
  find(hash: string): Promise<Pick<LlmRecord, "reply" | "costUsd"> | undefined>;
  /** Saving one hash twice keeps either: two processes may have asked at once. */
  save(record: LlmRecord): Promise<void>;
};

/** Forgets everything with the process. */
export function createMemoryStore(): LlmStore & { readonly records: ReadonlyMap<string, LlmRecord> } {
  const records = new Map<string, LlmRecord>();
  return {
    records,
    find: async (hash) => records.get(hash),
    save: async (record) => void records.set(record.hash, record),
  };
}
