/** An answer about a text may have thousands of traces; anything longer than this is none. */
const LINE_CHARACTERS_MAX = 16 * 1024 * 1024;

/** The lines of a stream of JSON lines, parsed. @throws SyntaxError when one is not JSON, RangeError when one is too long */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
      rest = done ? "" : (lines.pop() ?? "");
      if (rest.length > LINE_CHARACTERS_MAX) throw new RangeError("A line of the answer is too long.");
      for (const line of lines) if (line !== "") yield JSON.parse(line);
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}
