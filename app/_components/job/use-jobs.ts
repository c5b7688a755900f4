"use client";
import { useEffect, useState } from "react";
import type { JobView } from "#lib/catalog/schema.ts";

const POLL_BUSY_MS = 2_000;
/** Nothing runs: someone may still start work while the page is open. */
const POLL_IDLE_MS = 15_000;

/** The jobs as the site sees them now: asked for again and again while the page is visible. */
export function useJobs(initial: JobView[]): { jobs: JobView[]; reachable: boolean } {
  const [jobs, setJobs] = useState(initial);
  const [reachable, setReachable] = useState(true);
  const busy = jobs.some(({ state }) => state === "running" || state === "waiting");
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      if (!document.hidden) {
        const now = await fetchJobs(stop.signal);
        if (stop.signal.aborted) return;
        setReachable(now !== undefined);
        if (now) setJobs(now);
      }
      timer = setTimeout(() => void ask(), busy ? POLL_BUSY_MS : POLL_IDLE_MS);
    };
    timer = setTimeout(() => void ask(), busy ? POLL_BUSY_MS : POLL_IDLE_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [busy]);
  return { jobs, reachable };
}

async function fetchJobs(signal: AbortSignal): Promise<JobView[] | undefined> {
  try {
    const response = await fetch("/api/v1/jobs", { signal });
    if (!response.ok) return undefined;
    // Our own endpoint, checked against its contract on the other side.
    return ((await response.json()) as { items: JobView[] }).items;
  } catch {
    // Offline, restarting, or the page was left; the next poll asks again.
    return undefined;
  }
}
