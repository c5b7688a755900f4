/** SQL conditions over `"Source" s`. Text made from other weights than the source's present ones says nothing of it. */

/** What a run `r` made, or scored, from the weights the source has now. */
export const ofPresentWeights = (run: string): string => `${run}.provenance->>'sourceHash' = s."contentHash"`;

/** Explanations `e`, written in run `r` (left joined), that count today; what people wrote always does until it is retired. */
export const IS_CURRENT = `e."retiredAt" IS NULL AND (e."runId" IS NULL OR ${ofPresentWeights("r")})`;

/** A column of a time, as the API gives times; `timestamp` columns hold UTC. */
export const isoTime = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A string that changes whenever the explanations of feature `f`, their scores or its failures do. Index look-ups. */
export const EXPLANATIONS_REVISION = `concat_ws('.',
  (SELECT concat_ws('-', count(*), count(e."retiredAt"), max(e.id)) FROM "Explanation" e
   WHERE e."sourceId" = f."sourceId" AND e."index" = f."index"),
  (SELECT concat_ws('-', count(*), max(c.id)) FROM "Score" c
   WHERE c."sourceId" = f."sourceId" AND c."index" = f."index"),
  (SELECT concat_ws('-', count(*), max(x.id)) FROM "ExplainFailure" x
   WHERE x."sourceId" = f."sourceId" AND x."index" = f."index"),
  left(s."contentHash", 16))`;
