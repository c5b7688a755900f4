import autocannon from "autocannon";
import { quantile } from "#scripts/bench/report.ts";

export type Load = { connections: number; seconds: number; headers?: Record<string, string> };
export type LoadResult = { requests: number; perSecond: number; p50Ms: number; p95Ms: number; bytes: number };

/**
 * Asks a server on this machine for one path after another, over so many connections at once.
 * @throws Error when an answer is not 200 or 304: a fast wrong answer is no figure
 */
export async function measureLoad(
  url: string,
  nextPath: () => string,
  { connections, seconds, headers = {} }: Load,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const bad = new Map<number, number>();
  const options: autocannon.Options = {
    url,
    connections,
    duration: seconds,
    headers,
    requests: [{ setupRequest: (request) => ({ ...request, path: nextPath() }) }],
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, done) => (error ? reject(error) : resolve(done)));
    run.on("response", (_client, status, _bytes, ms) => {
      latencies.push(ms);
      if (status !== 200 && status !== 304) bad.set(status, (bad.get(status) ?? 0) + 1);
    });
  });
  if (bad.size > 0 || result.errors > 0) {
    throw new Error(
      `${url} answered ${[...bad].map(([status, count]) => `${count} × ${status}`).join(", ") || "with errors"}.`,
    );
  }
  return {
    requests: latencies.length,
    perSecond: latencies.length / result.duration,
    p50Ms: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
    bytes: result.throughput.total / Math.max(1, latencies.length),
  };
}
