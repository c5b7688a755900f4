import { cutText } from "#lib/llm/cut-text.ts";
import { createRedact } from "#lib/llm/redact.ts";
import { findErrorInside, statusTrouble } from "#lib/llm/status-trouble.ts";
import { LlmTrouble } from "#lib/llm/trouble.ts";

/** Twenty log-probabilities for each of 30,000 tokens; nobody's answer is longer. */
const ANSWER_BYTES_MAX = 64 * 2 ** 20;
const NOT_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);

/**
 * A `fetch` that every provider goes through, so that all fail alike: it follows no redirect (the key would go along),
 * bounds what it reads, and takes the key out of everything that comes back, should a server repeat it.
 * @throws LlmTrouble for whatever is not a successful answer; the signal's reason
 */
export function createTransport(apiKey: string | undefined, send: typeof fetch = fetch): typeof fetch {
  const redact = createRedact(apiKey);
  return async (input, init) => {
    let response: Response;
    let body: string;
    try {
      response = await send(input, { ...init, redirect: "manual" });
      body = redact(await readBounded(response));
    } catch (error) {
      init?.signal?.throwIfAborted();
      if (error instanceof LlmTrouble) throw error;
      throw networkTrouble(error, redact);
    }
    const status = response.ok ? findErrorInside(body) : response.status;
    if (status !== undefined) throw statusTrouble(status, response.headers, body);
    return new Response(body, { status: 200, headers: { "content-type": "application/json" } });
  };
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX)
      throw new LlmTrouble("unparsable", `The provider's answer is longer than ${ANSWER_BYTES_MAX} bytes`, {
        billed: true,
      });
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function networkTrouble(error: unknown, redact: (text: string) => string): LlmTrouble {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  // The message of a connection refused on both IPv4 and IPv6 is empty; its code is not.
  const said = cutText(
    redact([code, cause instanceof Error ? cause.message : String(cause)].filter(Boolean).join(" ")),
  );
  return new LlmTrouble("unavailable", `The provider could not be reached: ${said}`, {
    retry: true,
    billed: !NOT_CONNECTED.has(code),
  });
}
