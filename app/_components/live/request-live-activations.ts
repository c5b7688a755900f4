import type { LiveActivations } from "#lib/catalog/schema.ts";

type Outcome = { kind: "failed"; reason: string } | { kind: "answered"; answer: LiveActivations };

const UNREACHABLE = "The site could not be reached. Check the connection and try again.";
const UNREADABLE = "The site gave an answer this page cannot read. Reload and try again.";

/** Asks the site for one feature's activations on a text; every outcome is one a person can be told. */
export async function requestLiveActivations(address: string, text: string, signal: AbortSignal): Promise<Outcome> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/features/${address}/activations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text }),
      signal,
    });
  } catch {
    // Offline or aborted: an aborted answer is dropped by the caller.
    return { kind: "failed", reason: UNREACHABLE };
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) return { kind: "failed", reason: problemSentence(body) };
  // Loaded on use: the parser is larger than the rest of the page's script.
  const schema = await import("#lib/catalog/schema.ts");
  const answer = schema.LiveActivations.safeParse(body);
  return answer.success ? { kind: "answered", answer: answer.data } : { kind: "failed", reason: UNREADABLE };
}

function problemSentence(body: unknown): string {
  if (typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string")
    return body.detail;
  return UNREADABLE;
}
