import type { ExecutionProvider } from "#lib/engine/inference-session.ts";

/**
 * Jobs computed side by side. Two, each with half of the cores, are faster than one with all: what is not matrix
 * products runs on one core. More would take their memory (about 0.4 GB each) for little.
 */
const CONCURRENT_JOBS = 2;

/**
 * How a worker divides the cores: so many jobs at a time, each with so many threads for its graph.
 * @param asked jobs at a time; undefined: as many as are fast
 */
export function divideCores(
  provider: ExecutionProvider,
  cores: number,
  asked: number | undefined,
): { jobs: number; threads: number } {
  // An accelerator is kept busy by one.
  const jobs = Math.min(asked ?? (provider === "cpu" ? CONCURRENT_JOBS : 1), cores);
  return { jobs, threads: Math.max(1, Math.floor(cores / jobs)) };
}
