import { expect, test } from "vitest";
import { readLines } from "./read-lines.ts";

const streamOf = (...chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

async function collect(lines: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

test("lines are read whole wherever the stream is cut, within a character too", async () => {
  const bytes = new TextEncoder().encode('{"a":"北🐋"}\n{"b":1}\n\n{"c":2}');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const lines = await collect(readLines(streamOf(bytes.slice(0, cut), bytes.slice(cut))));
    expect(lines).toEqual([{ a: "北🐋" }, { b: 1 }, { c: 2 }]);
  }
});

test("a line that is not JSON is an error", async () => {
  await expect(collect(readLines(streamOf(new TextEncoder().encode("<html>\n"))))).rejects.toThrow(SyntaxError);
});
