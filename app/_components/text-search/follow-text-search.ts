import { readLines } from "#lib/search/text/read-lines.ts";
import type { TextProgress, TextSearch } from "#lib/search/text/schema.ts";
import type { TextOutcome } from "./text-outcome.ts";

type Asked = { text: string; model: string; sources: string[] };
type Outcome = Exclude<TextOutcome, { kind: "pending" }>;

const UNREACHABLE = "The site could not be reached. Check the connection and try again.";
const UNREADABLE = "The site gave an answer this page cannot read. Reload and try again.";

/** Asks the site which features fire on a text, hearing how far it is; every outcome is one a person can be told. */
export async function followTextSearch(
  asked: Asked,
  onProgress: (progress: TextProgress) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const { text, model, sources } = asked;
  let response: Response;
  try {
    response = await fetch("/api/v1/search/text", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/x-ndjson" },
      body: JSON.stringify({ text, model, ...(sources.length > 0 && { sources }) }),
      signal,
    });
  } catch {
    // Offline or aborted: an aborted answer is dropped by the caller.
    return failed(UNREACHABLE);
  }
  if (!response.ok || !response.body) return failed(problemSentence(await response.json().catch(() => null)));
  try {
    // Loaded on use: the parser is larger than the rest of the page's script.
    const { TextSearchLine } = await import("#lib/search/text/schema.ts");
    for await (const line of readLines(response.body)) {
      const parsed = TextSearchLine.safeParse(line);
      if (!parsed.success) return failed(problemSentence(fieldOf(line, "problem")));
      if ("answer" in parsed.data) return answered(parsed.data.answer);
      onProgress(parsed.data.progress);
    }
  } catch {
    // The connection broke, or what came is not JSON.
    return failed(UNREACHABLE);
  }
  return failed(UNREADABLE);
}

const failed = (reason: string): Outcome => ({ kind: "failed", reason });
const answered = (answer: TextSearch): Outcome => ({ kind: "answered", answer });

function problemSentence(problem: unknown): string {
  const detail = fieldOf(problem, "detail");
  return typeof detail === "string" ? detail : UNREADABLE;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
