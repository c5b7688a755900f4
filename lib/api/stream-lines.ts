/** Whether who asks wants to hear how far a long answer is. */
export function acceptsLines(request: Request): boolean {
  return (request.headers.get("accept") ?? "")
    .split(",")
    .some((type) => type.trim().startsWith("application/x-ndjson"));
}

/**
 * An answer in lines of JSON, sent as they come. The first is awaited: what goes wrong before it is an error with its own
 * status. What goes wrong later is the last line, `{"problem": …}`, since the status has been sent.
 */
export async function streamLines(lines: AsyncGenerator, problemOf: (error: unknown) => Response): Promise<Response> {
  const encoder = new TextEncoder();
  const encode = (line: unknown) => encoder.encode(`${JSON.stringify(line)}\n`);
  const first = await lines.next();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (!first.done) controller.enqueue(encode(first.value));
    },
    async pull(controller) {
      try {
        const { done, value } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(encode(value));
      } catch (error) {
        controller.enqueue(encode({ problem: await problemOf(error).json() }));
        controller.close();
      }
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, { headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" } });
}
