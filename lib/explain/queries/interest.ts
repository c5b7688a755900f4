/** Days over which views count: long enough for a feature few know, short enough for what was of interest once. */
const VIEW_DAYS = 90;

/**
 * A CTE `interest ("sourceId", "index", points)`: how much people want to know about a feature. Views make it; whatever else
 * comes to tell it, such as votes, is added here and nowhere else.
 */
export const INTEREST = `
  interest AS (
    SELECT v."sourceId", v."index", sum(v.views) AS points FROM "FeatureView" v
    WHERE v.day > (now() AT TIME ZONE 'UTC')::date - ${VIEW_DAYS}
    GROUP BY v."sourceId", v."index")`;
