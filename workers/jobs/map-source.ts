import { listLiveTokens } from "#lib/map/queries/live-tokens.ts";
import { writeMap } from "#lib/map/queries/write-map.ts";
import { unitRows } from "#lib/engine/linear.ts";
import { nearestRows, type Rows } from "#lib/engine/projection.ts";
import { nameClusters } from "#lib/map/cluster-tokens.ts";
import { findClusters } from "#lib/map/find-clusters.ts";
import { layOut } from "#lib/map/layout.ts";
import { LAYOUT_SETTINGS } from "#lib/map/layout-settings.ts";
import { encodeMap, fitLayout } from "#lib/map/map-codec.ts";
import { NO_CLUSTER } from "#lib/map/no-cluster.ts";
import { principalPlane } from "#lib/map/principal-plane.ts";
import { MAP_METHOD, type MapCluster } from "#lib/map/schema.ts";
import { getRunSource } from "#workers/get-run-source.ts";
import type { JobHandler } from "#workers/job-handler.ts";
import { openSource } from "#workers/open-source.ts";
import { openRunModel } from "#workers/run-sessions.ts";

const SEED = 1;

/**
 * Lays a source's live features out in the plane by their decoder directions, in clusters with what sets them apart. Features
 * that never fire have no place: nothing was learned of what their directions mean.
 */
export const mapSourceJob: JobHandler<"map-source"> = async ({ runId, sourceId }, { db, engine, report, signal }) => {
  const { run, source } = await getRunSource(db, { runId, sourceId });
  const live = await listLiveTokens(db, sourceId);
  report(0, { total: live.length });
  const { decoder, dOut } = await openSource(await openRunModel(run), source);
  const rows = pickRows(
    { data: decoder, width: dOut },
    live.map(({ index }) => index),
  );
  const nearest = await nearestRows(rows, LAYOUT_SETTINGS.neighbours - 1, { ...engine, signal });
  const clusters = findClusters(live.length, nearest, SEED);
  signal.throwIfAborted();
  const layout = await layOut(live.length, nearest, principalPlane(rows), {
    seed: SEED,
    signal,
    onRound: (share) => report(Math.round(share * live.length)),
  });
  const count = clusters.reduce((most, cluster) => (cluster === NO_CLUSTER ? most : Math.max(most, cluster + 1)), 0);
  const names = nameClusters(
    live.map(({ topTokens }) => topTokens),
    clusters,
    count,
  );
  const points = placeAll(source.features, live, { ...fitLayout(layout), cluster: clusters });
  await writeMap(db, {
    source,
    points: encodeMap(points),
    clusters: names.map((tokens, number): MapCluster => ({
      features: clusters.reduce((sum, cluster) => sum + Number(cluster === number), 0),
      tokens,
    })),
    provenance: { ...MAP_METHOD, seed: SEED, codeVersion: run.parameters.codeVersion },
  });
  return [];
};

/** Rows of length 1. */
function pickRows({ data, width }: Rows, indices: readonly number[]): Rows {
  const picked = new Float32Array(indices.length * width);
  indices.forEach((index, row) => picked.set(data.subarray(index * width, (index + 1) * width), row * width));
  return { data: unitRows(picked, width), width };
}

type Places = { x: Float32Array; y: Float32Array; cluster: Uint16Array };

function placeAll(features: number, live: readonly { index: number }[], { x, y, cluster }: Places): Places {
  const all = {
    x: new Float32Array(features).fill(NaN),
    y: new Float32Array(features).fill(NaN),
    cluster: new Uint16Array(features).fill(NO_CLUSTER),
  };
  live.forEach(({ index }, point) => {
    all.x[index] = x[point] ?? NaN;
    all.y[index] = y[point] ?? NaN;
    all.cluster[index] = cluster[point] ?? NO_CLUSTER;
  });
  return all;
}
