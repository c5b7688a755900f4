import * as z from "zod";
import { LIVE_TEXT_CHARACTERS_MAX } from "#lib/jobs/live-text-length.ts";

/** A visitor's text for a worker to run. */
export const LiveText = z
  .string()
  .min(1, "type some text")
  .max(LIVE_TEXT_CHARACTERS_MAX, `at most ${LIVE_TEXT_CHARACTERS_MAX} characters`);
