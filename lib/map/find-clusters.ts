// oxlint-disable-next-line import/no-named-as-default -- its types know the class as the default only
import Graph from "graphology";
import louvain from "graphology-communities-louvain";
import type { Neighbours } from "#lib/engine/projection.ts";
import { NO_CLUSTER } from "#lib/map/no-cluster.ts";
import { createUniform } from "#lib/stats/uniform.ts";

/** Smaller ones are no cluster. */
export const CLUSTER_MIN = 10;
/** Of modularity: above 1, so that thousands of features come to dozens of clusters and not to a handful. */
const RESOLUTION = 2;

/**
 * Communities of the graph in which points are joined to those nearest to them, weighted by cosine: what hangs together in
 * the directions themselves, not in their layout. Equal input and seed give equal output.
 * @param nearest of each of `count` points the others nearest to it
 * @returns [count] the number of each point's cluster, the largest cluster 0, or {@link NO_CLUSTER}
 * @see Blondel et al. 2008, "Fast unfolding of communities in large networks"
 */
export function findClusters(count: number, { k, indices, similarities }: Neighbours, seed: number): Uint16Array {
  const graph = new Graph({ type: "undirected" });
  for (let point = 0; point < count; point++) graph.addNode(point);
  for (let point = 0; point < count; point++)
    for (let place = 0; place < k; place++) {
      const other = indices[point * k + place] ?? 0;
      const weight = similarities[point * k + place] ?? 0;
      if (weight > 0 && !graph.hasEdge(point, other)) graph.addEdge(point, other, { weight });
    }
  const communities = louvain(graph, { getEdgeWeight: "weight", resolution: RESOLUTION, rng: createUniform(seed) });
  const members = new Map<number, number[]>();
  for (let point = 0; point < count; point++) {
    const community = communities[point] ?? -1;
    members.set(community, [...(members.get(community) ?? []), point]);
  }
  const clusters = new Uint16Array(count).fill(NO_CLUSTER);
  [...members.values()]
    .filter(({ length }) => length >= CLUSTER_MIN)
    .toSorted((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0))
    .slice(0, NO_CLUSTER)
    .forEach((points, cluster) => points.forEach((point) => (clusters[point] = cluster)));
  return clusters;
}
