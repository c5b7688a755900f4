/** Named of each cluster. */
const NAMED = 5;
/** A token of a single feature says nothing of a cluster. */
const FEATURES_MIN = 2;
/** Of the log odds ratio, in standard errors: what chance rarely comes to. */
const Z_MIN = 1.96;
/** Added to every count, so that none is 0. */
const PRIOR = 0.5;

/**
 * The tokens that set clusters apart: those that more of a cluster's features peak on than of the others, by the log odds
 * ratio in its standard errors, half a feature added to every count. Case and surrounding spaces do not matter.
 * @param tokens of each point, what its feature peaks on
 * @param clusters [points] numbers of clusters; points beyond `count` are in none
 * @returns [count] tokens of each cluster, most telling first; none where no token does
 * @see Haldane 1956, "The estimation and significance of the logarithm of a ratio of frequencies"
 */
export function nameClusters(
  tokens: readonly (readonly string[])[],
  clusters: ArrayLike<number>,
  count: number,
): string[][] {
  const sizes = new Array<number>(count).fill(0);
  const inCluster = Array.from({ length: count }, () => new Map<string, number>());
  const inAll = new Map<string, number>();
  tokens.forEach((own, point) => {
    const cluster = clusters[point] ?? count;
    if (cluster < count) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
    for (const token of new Set(own.map((text) => text.trim().toLowerCase()).filter((text) => text !== ""))) {
      inAll.set(token, (inAll.get(token) ?? 0) + 1);
      const counts = inCluster[cluster];
      counts?.set(token, (counts.get(token) ?? 0) + 1);
    }
  });
  return inCluster.map((counts, cluster) => {
    const size = sizes[cluster] ?? 0;
    return [...counts]
      .filter(([, having]) => having >= FEATURES_MIN)
      .map(([token, having]) => ({
        token,
        z: standardOdds(having, size, (inAll.get(token) ?? 0) - having, tokens.length - size),
      }))
      .filter(({ z }) => z >= Z_MIN)
      .toSorted((a, b) => b.z - a.z || (a.token < b.token ? -1 : 1))
      .slice(0, NAMED)
      .map(({ token }) => token);
  });
}

function standardOdds(having: number, of: number, othersHaving: number, ofOthers: number): number {
  const cells = [having, of - having, othersHaving, ofOthers - othersHaving].map((count) => count + PRIOR);
  const [a = 1, b = 1, c = 1, d = 1] = cells;
  const error = Math.sqrt(cells.reduce((sum, count) => sum + 1 / count, 0));
  return Math.log((a * d) / (b * c)) / error;
}
