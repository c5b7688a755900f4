import { pino } from "pino";
import { env } from "#lib/env.ts";

/** What happened, one JSON object a line, for whoever runs the product. */
export const log = pino({ level: env.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime });
