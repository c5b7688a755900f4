import { expect, test } from "vitest";
import { unitRows } from "#lib/engine/linear.ts";
import { nearestRows } from "#lib/engine/projection.ts";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { CLUSTER_MIN, findClusters } from "#lib/map/find-clusters.ts";
import { NO_CLUSTER } from "#lib/map/no-cluster.ts";

const width = 16;
/** Three tight groups of 60, 40 and 20 rows, and one too small to be a cluster, far from one another. */
const SIZES = [60, 40, 20, CLUSTER_MIN - 4];

async function groups() {
  const centres = randomNormals(SIZES.length * width, 3);
  const members = SIZES.flatMap((size, group) => new Array<number>(size).fill(group));
  const noise = randomNormals(members.length * width, 4, 0.1);
  const data = Float32Array.from(noise, (value, i) => {
    const group = members[Math.floor(i / width)] ?? 0;
    return value + (centres[group * width + (i % width)] ?? 0);
  });
  // Fewer neighbours than the smallest group has others, so that none is joined to another group for want of its own.
  const nearest = await nearestRows({ data: unitRows(data, width), width }, CLUSTER_MIN - 5);
  return { members, nearest };
}

test("points that hang together and apart from the others are clusters, the largest first", async () => {
  const { members, nearest } = await groups();
  const clusters = findClusters(members.length, nearest, 1);
  members.forEach((group, point) => {
    if (group === SIZES.length - 1) expect(clusters[point]).toBe(NO_CLUSTER);
  });
  // A group may fall apart, but no cluster holds points of two.
  const groupsOf = new Map<number, Set<number>>();
  members.forEach((group, point) => {
    const cluster = clusters[point] ?? NO_CLUSTER;
    if (cluster !== NO_CLUSTER) groupsOf.set(cluster, (groupsOf.get(cluster) ?? new Set<number>()).add(group));
  });
  expect(groupsOf.size).toBeGreaterThanOrEqual(3);
  for (const found of groupsOf.values()) expect(found.size).toBe(1);
  const sizes = Array.from(groupsOf.keys(), (cluster) => clusters.filter((own) => own === cluster).length);
  expect(sizes.length).toBe(Math.max(...groupsOf.keys()) + 1);
});

test("the same graph and seed give the same clusters", async () => {
  const { members, nearest } = await groups();
  expect(findClusters(members.length, nearest, 5)).toEqual(findClusters(members.length, nearest, 5));
});

test("points without neighbours are in no cluster", () => {
  const none = { k: 0, indices: new Int32Array(), similarities: new Float32Array() };
  expect([...findClusters(3, none, 1)]).toEqual([NO_CLUSTER, NO_CLUSTER, NO_CLUSTER]);
  expect(findClusters(0, none, 1)).toHaveLength(0);
});
