import { type LlmBudget, OverBudget, createBudget } from "#lib/llm/budget.ts";
import { costOfReply, worstCost } from "#lib/llm/cost.ts";
import type { Connection } from "#lib/llm/providers/provider.ts";
import type { LlmReply } from "#lib/llm/reply.ts";
import { type LlmQuestion, identifyRequest, requestHash } from "#lib/llm/request-hash.ts";
import { type LlmResult, fail } from "#lib/llm/result.ts";
import { type SenderEffects, createSender } from "#lib/llm/sender.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";
import { createSharedCalls } from "#lib/llm/shared-calls.ts";
import type { LlmStore } from "#lib/llm/store.ts";
import { LlmTrouble } from "#lib/llm/trouble.ts";

export type CallOptions = { signal?: AbortSignal | undefined; budget?: LlmBudget | undefined };

type Effects = SenderEffects & { store: LlmStore };

/** Asks each thing at most once: stored answers come first, and equal questions in flight share a call. */
export function createAnswers(settings: LlmSettings, connection: Connection, { store, ...effects }: Effects) {
  const send = createSender(settings, effects);
  const calls = createSharedCalls<LlmResult>();

  /** What was paid for is stored before anyone sees it, so that no run, however it ends, pays for it again. */
  async function obtain(question: LlmQuestion, budget: LlmBudget, signal: AbortSignal): Promise<LlmResult> {
    const identity = identifyRequest(settings, question);
    const hash = requestHash(identity);
    const stored = await store.find(hash);
    signal.throwIfAborted();
    if (stored)
      return { ok: true, answer: { ...stored.reply, requestHash: hash, costUsd: stored.costUsd, cached: true } };
    try {
      const worst = worstCost(settings, question);
      const reply = await send((attempt) => ask(connection, question, attempt), { worst, budget, signal });
      const costUsd = costOfReply(settings, reply)?.usd ?? null;
      await store.save({ ...identity, hash, reply, costUsd });
      return { ok: true, answer: { ...reply, requestHash: hash, costUsd, cached: false } };
    } catch (error) {
      if (error instanceof OverBudget) return fail("over_budget", error.message);
      if (error instanceof LlmTrouble) return fail(error.kind, error.message);
      throw error;
    }
  }

  return {
    /** @throws the signal's reason; what the store throws */
    async answer(question: LlmQuestion, { signal, budget = createBudget() }: CallOptions): Promise<LlmResult> {
      const hash = requestHash(identifyRequest(settings, question));
      for (;;) {
        const { value, shared } = await calls.join(hash, (flight) => obtain(question, budget, flight), signal);
        if (value.ok) {
          const cached = value.answer.cached || shared;
          if (cached) budget.countCached();
          return { ok: true, answer: { ...value.answer, cached } };
        }
        // The budget that did not allow the shared call may be another's.
        if (!shared || value.failure.kind !== "over_budget") return value;
      }
    },

    close: (reason: Error): Promise<void> => calls.close(reason),
  };
}

async function ask(connection: Connection, question: LlmQuestion, signal: AbortSignal): Promise<LlmReply> {
  if (question.kind === "chat") return connection.chat(question.request, signal);
  const { complete, continueText } = connection;
  if (question.kind === "completion" && complete) return complete(question.request, signal);
  if (question.kind === "continuation" && continueText) return continueText(question.request, signal);
  throw new LlmTrouble("rejected", "This provider gives no log-probabilities of texts.", {});
}
