import { createHash, randomBytes } from "node:crypto";
import { isbot } from "isbot";
import { LRUCache } from "lru-cache";
import { type FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import { addFeatureViews, type DayViews } from "#lib/catalog/queries/feature-views.ts";
import { getDb } from "#lib/db.ts";
import { log } from "#lib/log.ts";

/** Views wait so long to be stored together; a site that stops loses no more than these. */
const DELAY_MS = 10_000;
/** Different features between two times of storing; more are not counted rather than kept in memory. */
const FEATURES_MAX = 20_000;
/** The same visitor coming back sooner is still looking. */
const REPEAT_MS = 30 * 60_000;
const VISITORS_KEPT = 50_000;

/** Who looks: told apart for half an hour, in memory, and stored nowhere. */
export type Visitor = { client: string; userAgent: string | null };

type Effects = {
  store: (counted: readonly DayViews[]) => Promise<void>;
  now?: () => Date;
  /** Calls back once, later. */
  later?: (callback: () => void) => void;
};

export type ViewCounter = {
  /** @returns whether it counts: not for programs, nor for the same visitor again within half an hour */
  count(address: FeatureAddress, visitor: Visitor): boolean;
  /** Stores what has come together; what cannot be stored is kept for the next time. */
  flush(): Promise<void>;
};

/** Counts looks at features by day and stores them many at a time. */
export function createViewCounter({ store, now = () => new Date(), later = afterDelay }: Effects): ViewCounter {
  const salt = randomBytes(16);
  const seen = new LRUCache<string, true>({
    max: VISITORS_KEPT,
    ttl: REPEAT_MS,
    ttlResolution: 0,
    perf: { now: () => now().getTime() },
  });
  let counted = new Map<string, DayViews>();
  let isPlanned = false;

  function add(views: DayViews): void {
    const key = `${formatFeatureAddress(views)} ${views.day}`;
    const before = counted.get(key);
    if (!before && counted.size >= FEATURES_MAX) return;
    counted.set(key, { ...views, views: views.views + (before?.views ?? 0) });
    if (isPlanned) return;
    isPlanned = true;
    later(() => void flush());
  }

  async function flush(): Promise<void> {
    isPlanned = false;
    const batch = [...counted.values()];
    counted = new Map();
    if (batch.length === 0) return;
    try {
      await store(batch);
    } catch (error) {
      log.warn({ err: error }, "Views of features were not stored; they are kept and tried again");
      for (const views of batch) add(views);
    }
  }

  return {
    count({ model, source, index }, { client, userAgent }) {
      if (!userAgent || isbot(userAgent)) return false;
      const address = formatFeatureAddress({ model, source, index });
      const visit = createHash("sha256").update(salt).update(`${client} ${address}`).digest("base64");
      if (seen.has(visit)) return false;
      seen.set(visit, true);
      add({ model, source, index, day: now().toISOString().slice(0, 10), views: 1 });
      return true;
    },
    flush,
  };
}

/** Does not keep a process alive that has nothing else to do. */
const afterDelay = (callback: () => void): void => void setTimeout(callback, DELAY_MS).unref();

/** Of this process. */
export const viewCounter: ViewCounter = createViewCounter({ store: (counted) => addFeatureViews(getDb(), counted) });
