import * as z from "zod";

const LEVELS: Record<number, string> = { 40: "warning", 50: "error", 60: "fatal" };

const Entry = z.looseObject({
  level: z.number(),
  msg: z.string().default(""),
  err: z.object({ message: z.string(), stack: z.string().optional() }).partial().optional(),
});

/** A line of a child's output for the terminal: JSON from #lib/log.ts becomes words, anything else stays. */
export function formatLogLine(line: string): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  const { level, msg, err, time: _time, pid: _pid, hostname: _hostname, ...details } = entry;
  const label = LEVELS[level];
  const cause = err && (level >= 50 ? (err.stack ?? err.message) : err.message);
  const extras = Object.entries(details).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const words = [label && `${label}:`, msg, ...extras].filter(Boolean).join(" ");
  return cause && cause !== msg ? `${words}\n${cause}` : words;
}

function parseEntry(line: string): z.infer<typeof Entry> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return Entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // Some other text that starts with a brace.
  }
}
