import type { FeatureRow } from "#lib/catalog/schema.ts";

/** Letters a token must have for its meaning to show on its own. */
const WORD = /\p{L}{3,}/u;
/** Of its top tokens, how many must be words. */
const WORDS_SHARE_MIN = 0.6;

/**
 * Features worth a first look, as their tokens tell: most of them words. Which ones of those follows `turn`, so that the
 * page changes over the day but not between two visitors of the same minute.
 */
export function chooseNotable(rows: readonly FeatureRow[], count: number, turn: number): FeatureRow[] {
  const readable = rows.filter(({ topTokens }) => {
    const words = topTokens.filter((token) => WORD.test(token)).length;
    return topTokens.length > 0 && words / topTokens.length >= WORDS_SHARE_MIN;
  });
  const pool = readable.length >= count ? readable : rows;
  const taken = Math.min(count, pool.length);
  // Evenly spread, starting elsewhere each turn: neighbours in the listing are alike.
  const stride = Math.max(1, Math.floor(pool.length / Math.max(1, taken)));
  return Array.from({ length: taken }, (_, at) => pool[(turn + at * stride) % pool.length]).flatMap((row) =>
    row ? [row] : [],
  );
}
