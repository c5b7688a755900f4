import { abortable } from "#lib/llm/abortable.ts";
import type { Cost } from "#lib/llm/cost.ts";

/** What went out. Where something had to be assumed, it is counted high and said in the last two fields. */
export type LlmSpending = {
  readonly usd: number;
  readonly tokens: number;
  /** Calls that were sent and may have been billed. */
  readonly calls: number;
  readonly cachedCalls: number;
  /** Of the calls, those counted at their worst case: no answer came, or none that counted its tokens. */
  readonly estimatedCalls: number;
  /** Of the calls, those without a price: in `tokens`, not in `usd`. */
  readonly unpricedCalls: number;
};

export class OverBudget extends Error {
  override name = "OverBudget";
}

type Reservation = {
  /** The call was billed so much; undefined if nobody knows, then it counts as its worst case. */
  settle(cost: Cost | undefined): void;
  /** The call was not made, or certainly not billed. */
  release(): void;
};

export type LlmBudget = ReturnType<typeof createBudget>;
type Limits = { maxUsd?: number; maxTokens?: number; spent?: Partial<LlmSpending> };

const NOTHING: LlmSpending = { usd: 0, tokens: 0, calls: 0, cachedCalls: 0, estimatedCalls: 0, unpricedCalls: 0 };

/** A ledger with hard limits, both optional; many calls and clients may share one. @param spent by an earlier run */
export function createBudget({ maxUsd, maxTokens, spent: before = {} }: Limits = {}) {
  let spent: LlmSpending = { ...NOTHING, ...before };
  const reserved = new Set<Cost>();
  let waiting: (() => void)[] = [];
  let refusal: string | undefined;

  function fits(worst: Cost): boolean {
    const open = [...reserved, worst];
    const tokens = open.reduce((sum, cost) => sum + cost.tokens, spent.tokens);
    const usd = open.reduce((sum, cost) => sum + (cost.usd ?? 0), spent.usd);
    return tokens <= (maxTokens ?? Infinity) && usd <= (maxUsd ?? Infinity);
  }

  function end(worst: Cost): void {
    reserved.delete(worst);
    for (const wake of waiting) wake();
    waiting = [];
  }

  return {
    spent: (): LlmSpending => spent,

    /** What the first call that did not fit was told; undefined while all of them did. */
    refusal: (): string | undefined => refusal,

    countCached(): void {
      spent = { ...spent, cachedCalls: spent.cachedCalls + 1 };
    },

    /**
     * Sets a call's worst case aside. While others still hold theirs, it waits: most give much of it back.
     * @throws OverBudget saying what was spent and what the limit is; the signal's reason
     */
    async reserve(cost: Cost, signal?: AbortSignal): Promise<Reservation> {
      if (maxUsd !== undefined && cost.usd === null) {
        refusal ??= `A limit of ${maxUsd} USD needs the model's prices, which are not set.`;
        throw new OverBudget(refusal);
      }
      const worst = { ...cost };
      while (!fits(worst)) {
        if (reserved.size === 0) {
          refusal ??= describe(spent, { maxUsd, maxTokens }, worst);
          throw new OverBudget(refusal);
        }
        await abortable(new Promise<void>((resolve) => waiting.push(resolve)), signal);
      }
      signal?.throwIfAborted();
      reserved.add(worst);
      return {
        settle(actual) {
          const charged = actual ?? worst;
          spent = {
            usd: spent.usd + (charged.usd ?? 0),
            tokens: spent.tokens + charged.tokens,
            calls: spent.calls + 1,
            cachedCalls: spent.cachedCalls,
            estimatedCalls: spent.estimatedCalls + (actual ? 0 : 1),
            unpricedCalls: spent.unpricedCalls + (charged.usd === null ? 1 : 0),
          };
          end(worst);
        },
        release: () => end(worst),
      };
    },
  };
}

type Bounds = { maxUsd: number | undefined; maxTokens: number | undefined };

function describe({ usd, tokens }: LlmSpending, { maxUsd, maxTokens }: Bounds, worst: Cost): string {
  const limits = [maxUsd === undefined ? [] : `${maxUsd} USD`, maxTokens === undefined ? [] : `${maxTokens} tokens`];
  const next = `${worst.tokens} tokens${worst.usd === null ? "" : ` and ${formatUsd(worst.usd)} USD`}`;
  return `Spent ${formatUsd(usd)} USD and ${tokens} tokens of at most ${limits.flat().join(" and ")}; the next call could take ${next}.`;
}

const formatUsd = (usd: number): string => usd.toFixed(4);
