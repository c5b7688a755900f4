import type { ReactNode } from "react";
import { plural } from "#app/_components/number/format.ts";
import type { WorkerCount } from "#lib/jobs/queries/workers.ts";

const PLACES: Record<string, string> = {
  cpu: "the processor (cpu)",
  cuda: "a graphics card (cuda)",
  webgpu: "a graphics card (webgpu)",
};

/** Who computes, and on what. */
export function WorkersLine({ workers }: { workers: readonly WorkerCount[] }): ReactNode {
  if (workers.length === 0) return <p className="alarm">No worker is running: nothing is computed until one starts.</p>;
  const parts = workers.map(
    ({ provider, count }) => `${plural(count, "worker")} on ${PLACES[provider] ?? `the provider ${provider}`}`,
  );
  return <p className="note mb-2">{parts.join(", ")}.</p>;
}
