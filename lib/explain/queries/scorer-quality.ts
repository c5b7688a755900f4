import type { Histogram } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import type { ExplainedFeature, ScorerQuality } from "#lib/explain/quality-view.ts";
import { BEATS_BASELINE } from "#lib/explain/queries/beats-baseline.ts";
import { IS_CURRENT, ofPresentWeights } from "#lib/explain/queries/current.ts";

const BINS = 24;
const EXTREMES_SHOWN = 8;

/** Whose explanations, by which scorer. */
type Group = { method: string; llmModel: string | null; scorer: string; judge: string | null };
type Figures = Pick<
  ScorerQuality,
  "metric" | "scored" | "notEnoughData" | "failed" | "beatBaseline" | "baselineMedian" | "differenceMedian"
> & {
  quartiles: [number, number, number] | null;
  low: number | null;
  high: number | null;
};
type Counts = { bin: number; values: number; baselines: number };

/** The scores of current explanations of a source, by method and scorer. */
export async function listScorerQualities(
  db: Db,
  sourceId: number,
): Promise<(Omit<Group, "scorer" | "judge"> & { quality: ScorerQuality })[]> {
  const ask = <Row extends object>(name: string, text: string) =>
    db.pool.query<Group & Row>({ name, text, values: [sourceId] });
  const [figures, counts, extremes] = await Promise.all([
    ask<Figures>("scorer-figures", FIGURES),
    ask<Counts>("scorer-histograms", HISTOGRAMS),
    ask<ExplainedFeature & { fromBest: number; fromWorst: number }>("scorer-extremes", EXTREMES),
  ]);
  return figures.rows.map(({ method, llmModel, scorer, judge, quartiles, low, high, ...rest }) => {
    const mine = (row: Group) =>
      row.method === method && row.llmModel === llmModel && row.scorer === scorer && row.judge === judge;
    const bins = counts.rows.filter(mine);
    const listed = extremes.rows.filter(mine);
    const quality: ScorerQuality = {
      scorer,
      judge,
      ...rest,
      quartiles: quartiles && { low: quartiles[0], median: quartiles[1], high: quartiles[2] },
      values: fillBins(bins, "values", low, high),
      baselines: fillBins(bins, "baselines", low, high),
      best: listed.filter(({ fromBest }) => fromBest <= EXTREMES_SHOWN).map(showFeature),
      worst: listed
        .filter(({ fromBest, fromWorst }) => fromWorst <= EXTREMES_SHOWN && fromBest > EXTREMES_SHOWN)
        .toSorted((a, b) => a.fromWorst - b.fromWorst)
        .map(showFeature),
    };
    return { method, llmModel, quality };
  });
}

function fillBins(
  bins: readonly Counts[],
  which: "values" | "baselines",
  low: number | null,
  high: number | null,
): Histogram | null {
  if (low === null || high === null) return null;
  const counts = Array.from({ length: BINS }, () => 0);
  // The largest value itself falls behind the last border.
  for (const { bin, [which]: count } of bins) {
    const at = Math.min(BINS, Math.max(1, bin)) - 1;
    counts[at] = (counts[at] ?? 0) + count;
  }
  return { low, high, counts };
}

function showFeature(row: ExplainedFeature): ExplainedFeature {
  const { index, explanation, text, value, low, high, baseline, difference } = row;
  return { index, explanation, text, value, low, high, baseline, difference };
}

/** Every score of a current explanation, made from present weights. */
const SCORES = `
  scored AS (
    SELECT coalesce(r.method, 'person') AS method, nullif(r."llmModel", '') AS "llmModel", t.method AS scorer,
           nullif(t."llmModel", '') AS judge, e."index", e.id AS explanation, e.text,
           c.state, c.value, c.low, c.high, coalesce(c.baseline, 0) AS baseline, c.detail->>'metric' AS metric,
           c.detail->'difference' AS difference, ${BEATS_BASELINE} AS beats
    FROM "Explanation" e
    JOIN "Source" s ON s.id = e."sourceId"
    LEFT JOIN "ExplainRun" r ON r.id = e."runId"
    JOIN "Score" c ON c."explanationId" = e.id
    JOIN "ExplainRun" t ON t.id = c."runId" AND ${ofPresentWeights("t")}
    WHERE e."sourceId" = $1 AND ${IS_CURRENT})`;
const GROUP = `method, "llmModel", scorer, judge`;
const HAS_VALUE = `state = 'SCORED' AND value IS NOT NULL`;

/**
 * One axis for values and baselines of a group: tenths around all of them, or hundredths where all are small. What reads as 0
 * to two decimals is in the bin that begins there.
 */
const RANGES = `
  extremes AS (
    SELECT ${GROUP}, CASE WHEN min(least(value, baseline)) > -0.005 THEN 0 ELSE min(least(value, baseline)) END AS least, max(greatest(value, baseline)) AS most,
           CASE WHEN max(greatest(value, baseline)) > 0.3 THEN 10.0 ELSE 100.0 END AS steps
    FROM scored WHERE ${HAS_VALUE} GROUP BY ${GROUP}),
  ranges AS (
    SELECT ${GROUP}, floor(least * steps) / steps AS low,
           greatest(ceil(most * steps), floor(least * steps) + 1) / steps AS high
    FROM extremes)`;
const SAME_GROUP = ["method", `"llmModel"`, "scorer", "judge"]
  .map((column) => `a.${column} IS NOT DISTINCT FROM b.${column}`)
  .join(" AND ");

const FIGURES = `
  WITH ${SCORES}, ${RANGES}
  SELECT a.method, a."llmModel", a.scorer, a.judge, min(a.metric) AS metric,
         count(*) FILTER (WHERE ${HAS_VALUE})::int AS scored,
         count(*) FILTER (WHERE state = 'NOT_ENOUGH_DATA')::int AS "notEnoughData",
         count(*) FILTER (WHERE state = 'FAILED')::int AS failed,
         count(*) FILTER (WHERE ${HAS_VALUE} AND a.beats)::int AS "beatBaseline",
         percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY value) FILTER (WHERE ${HAS_VALUE}) AS quartiles,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY baseline) FILTER (WHERE ${HAS_VALUE}) AS "baselineMedian",
         percentile_cont(0.5) WITHIN GROUP (ORDER BY value - baseline) FILTER (WHERE ${HAS_VALUE}) AS "differenceMedian",
         min(b.low)::float8 AS low, min(b.high)::float8 AS high
  FROM scored a LEFT JOIN ranges b ON ${SAME_GROUP}
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;

const HISTOGRAMS = `
  WITH ${SCORES}, ${RANGES},
  points AS (
    SELECT a.*, width_bucket(point, b.low::float8, b.high::float8, ${BINS}) AS bin, kind
    FROM scored a JOIN ranges b ON ${SAME_GROUP},
         LATERAL (VALUES (a.value::float8, 'value'), (a.baseline::float8, 'baseline')) AS p(point, kind)
    WHERE ${HAS_VALUE})
  SELECT ${GROUP}, bin, count(*) FILTER (WHERE kind = 'value')::int AS values,
         count(*) FILTER (WHERE kind = 'baseline')::int AS baselines
  FROM points GROUP BY ${GROUP}, bin`;

const EXTREMES = `
  WITH ${SCORES},
  ordered AS (
    SELECT *, row_number() OVER (
             PARTITION BY ${GROUP} ORDER BY beats DESC, value - baseline DESC, "index")::int AS "fromBest",
           row_number() OVER (PARTITION BY ${GROUP} ORDER BY value - baseline, "index" DESC)::int AS "fromWorst"
    FROM scored WHERE ${HAS_VALUE})
  SELECT ${GROUP}, "index", explanation, text, value, low, high, baseline, difference, "fromBest", "fromWorst"
  FROM ordered WHERE "fromBest" <= ${EXTREMES_SHOWN} OR "fromWorst" <= ${EXTREMES_SHOWN}
  ORDER BY "fromBest"`;
