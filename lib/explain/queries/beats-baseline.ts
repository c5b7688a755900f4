/**
 * Of scores `c`, whether they surely beat their best baseline: what `beatsBaseline` of rank-explanations.ts says. By the
 * difference counted document by document; where that was not counted, by the interval alone.
 */
export const BEATS_BASELINE = `coalesce(
  c.state = 'SCORED' AND CASE WHEN c.detail ? 'difference' THEN (c.detail#>>'{difference,low}')::float8 > 0
                              ELSE c.low > coalesce(c.baseline, 0) END, false)`;
