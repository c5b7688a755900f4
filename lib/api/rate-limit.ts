import { LRUCache } from "lru-cache";
import { RateLimited } from "#lib/api/problem.ts";

/** A token bucket: `burst` at once, then `perSecond`. */
export type Rate = { burst: number; perSecond: number };
type Bucket = { tokens: number; at: number };

const CLIENTS_KEPT = 10_000;

/**
 * A limit for each client and one for all together, in this process. The second holds where the first can be dodged:
 * a client not behind a proxy chooses its own forwarded address.
 */
export function createRateLimit(perClient: Rate, overall: Rate, now: () => number = () => performance.now() / 1000) {
  const clients = new LRUCache<string, Bucket>({ max: CLIENTS_KEPT });
  const all: Bucket = { tokens: overall.burst, at: now() };
  return {
    /** @throws RateLimited */
    take(client: string): void {
      const time = now();
      const bucket = clients.get(client) ?? { tokens: perClient.burst, at: time };
      clients.set(client, bucket);
      const wait = Math.max(refill(bucket, perClient, time), refill(all, overall, time));
      if (wait > 0) throw new RateLimited("Too many requests; wait a little.", wait);
      bucket.tokens -= 1;
      all.tokens -= 1;
    },
  };
}

/** Brings a bucket up to `time`; seconds until it holds a whole token. */
function refill(bucket: Bucket, { burst, perSecond }: Rate, time: number): number {
  bucket.tokens = Math.min(burst, bucket.tokens + (time - bucket.at) * perSecond);
  bucket.at = time;
  return bucket.tokens >= 1 ? 0 : (1 - bucket.tokens) / perSecond;
}

/** Who asks: the address that the nearest proxy saw, else the connection's own. */
export function clientOf({ headers }: { headers: Pick<Headers, "get"> }): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}

/** Live activations occupy a worker: one visitor gets a burst while typing, all visitors what a small machine computes. */
export const liveRateLimit = createRateLimit({ burst: 20, perSecond: 1 }, { burst: 60, perSecond: 20 });

/** Pages tell of a view each; somebody walking through a source by key is still a visitor. */
export const viewRateLimit = createRateLimit({ burst: 60, perSecond: 2 }, { burst: 1_000, perSecond: 200 });

/** What is asked of workers and may cost money; also how often a key can be guessed. */
export const requestRateLimit = createRateLimit({ burst: 30, perSecond: 0.5 }, { burst: 120, perSecond: 4 });

/** A text is run through several sources at once, and one at a time. */
export const textSearchRateLimit = createRateLimit({ burst: 10, perSecond: 0.5 }, { burst: 30, perSecond: 5 });
