import type { Db } from "#lib/db.ts";
import { createActivationAnswers } from "#workers/live/answer-activations.ts";
import { createOverlapAnswers } from "#workers/live/answer-overlap.ts";
import { createTextSearch } from "#workers/live/answer-text-search.ts";
import type { LiveAnswers } from "#workers/live/http-server.ts";
import type { LiveSessions } from "#workers/live/live-sessions.ts";

/** Everything that a worker answers while somebody waits, with the graphs that it was asked about lately. */
export const createLiveAnswers = (db: Db, sessions: LiveSessions): LiveAnswers => ({
  activations: createActivationAnswers(db, sessions),
  overlap: createOverlapAnswers(db, sessions),
  textSearch: createTextSearch(db, sessions),
});
