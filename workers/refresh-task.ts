import { type ParsedCronItem, parseCronItems, type Task } from "graphile-worker";
import * as z from "zod";
import type { Db } from "#lib/db.ts";
import { env, type Environment } from "#lib/env.ts";
import { planRefresh } from "#lib/explain/plan-refresh.ts";
import { readRefreshSettings } from "#lib/explain/refresh-settings.ts";
import { log } from "#lib/log.ts";

/** The queue's own name for the planning of a night's work; it is no job that people see, as the jobs it plans are. */
export const PLAN_REFRESH = "plan-refresh";

/** A worker that starts within this time after it should have planned does so then. */
const BACKFILL_MS = 12 * 60 * 60 * 1000;

/** What the queue tells a task of its crontab. */
const CronPayload = z.object({ _cron: z.object({ ts: z.iso.datetime({ offset: true }) }) });

/** When the queue is to plan a refresh; the same for every worker, and done by one of them. */
export function refreshCronItems({ REFRESH_AT: at }: Environment = env): ParsedCronItem[] {
  if (at === undefined) return [];
  const [hour = "0", minute = "0"] = at.split(":").map((part) => String(Number(part)));
  return parseCronItems([
    {
      task: PLAN_REFRESH,
      identifier: "nightly-refresh",
      match: `${minute} ${hour} * * *`,
      options: { backfillPeriod: BACKFILL_MS },
    },
  ]);
}

/** Plans the work of the night that the queue names. Nothing happens when the refresh has been turned off meanwhile. */
export function createRefreshTask(db: Db, from: Environment = env): Task {
  return async (payload) => {
    if (from.REFRESH_AT === undefined) return;
    const { _cron } = CronPayload.parse(payload);
    const night = new Date(_cron.ts).toISOString().slice(0, 10);
    const work = await planRefresh(db, night, readRefreshSettings(from));
    log.info(work ? `Planned the nightly refresh ${work}` : `Nothing to refresh on ${night}, or planned already`);
  };
}
