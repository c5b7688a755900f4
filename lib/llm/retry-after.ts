const MS_PER_SECOND = 1000;

/**
 * How long a provider asks us to wait, in milliseconds: `retry-after-ms`, `retry-after` in seconds or as a date (read
 * against the answer's own, so that our clock does not matter), or Google's `retryDelay` in the body.
 */
export function readRetryAfterMs(headers: Headers, body: string): number | undefined {
  const after = headers.get("retry-after") ?? "";
  const delay = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body)?.[1];
  const candidates = [
    parseNumber(headers.get("retry-after-ms")),
    parseNumber(after) * MS_PER_SECOND,
    Date.parse(after) - Date.parse(headers.get("date") ?? ""),
    parseNumber(delay) * MS_PER_SECOND,
  ];
  const ms = candidates.find((candidate) => Number.isFinite(candidate));
  return ms === undefined ? undefined : Math.max(0, ms);
}

function parseNumber(text: string | null | undefined): number {
  return text != null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}
