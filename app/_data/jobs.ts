import "server-only";
import { cache } from "react";
import type { JobView } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";
import { listJobs } from "#lib/jobs/queries/jobs.ts";
import { countWorkers, type WorkerCount } from "#lib/jobs/queries/workers.ts";

export const listCatalogJobs = cache((): Promise<JobView[]> => listJobs(getDb()));

/** Of this moment. */
export const countCatalogWorkers = (): Promise<WorkerCount[]> => countWorkers(getDb());
