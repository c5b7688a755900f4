import type { Db } from "#lib/db.ts";
import { LlmReply } from "#lib/llm/reply.ts";
import type { LlmStore } from "#lib/llm/store.ts";

/** Keeps the answers of language models in the database, for every worker: nothing is paid for twice. */
export function createLlmStore({ prisma }: Db): LlmStore {
  return {
    async find(hash) {
      const row = await prisma.llmCall.findUnique({ where: { hash }, select: { reply: true, costUsd: true } });
      return row ? { reply: LlmReply.parse(row.reply), costUsd: row.costUsd } : undefined;
    },
    async save({ hash, provider, host, model, kind, request, reply, costUsd }) {
      // Both are plain JSON: what was sent, and what zod read from the answer.
      const json = JSON.parse(JSON.stringify({ request, reply })) as { request: object; reply: object };
      await prisma.llmCall.createMany({
        data: [{ hash, provider, host, model, kind, costUsd, ...json }],
        skipDuplicates: true,
      });
    },
  };
}
