import { expect, test } from "vitest";
import { acceptsLines, streamLines } from "./stream-lines.ts";

const problemOf = (error: unknown) => Response.json({ detail: String(error) }, { status: 503 });

test("lines go out as they come, before the last is there", async () => {
  let resolve: (value: string) => void = () => undefined;
  const last = new Promise<string>((settle) => {
    resolve = settle;
  });
  async function* lines() {
    yield { done: 1 };
    yield { answer: await last };
  }
  const response = await streamLines(lines(), problemOf);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe('{"done":1}\n');
  resolve("there");
  expect((await reader?.read())?.value).toBe('{"answer":"there"}\n');
  expect((await reader?.read())?.done).toBe(true);
});

test("what goes wrong before the first line is an error, what goes wrong later the last line", async () => {
  async function* refused() {
    yield await Promise.reject(new Error("refused"));
  }
  await expect(streamLines(refused(), problemOf)).rejects.toThrow("refused");
  async function* broken() {
    yield 1;
    throw new Error("broken");
  }
  expect(await (await streamLines(broken(), problemOf)).text()).toBe('1\n{"problem":{"detail":"Error: broken"}}\n');
});

test("a reader that goes away ends the work", async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield "more";
    } finally {
      ended = true;
    }
  }
  const response = await streamLines(endless(), problemOf);
  await response.body?.cancel();
  expect(ended).toBe(true);
});

test("lines are for who asks for them", () => {
  const accepting = (accept: string) => acceptsLines(new Request("http://test/", { headers: { accept } }));
  expect(["application/x-ndjson", "application/json, application/x-ndjson;q=0.5"].map(accepting)).toEqual([true, true]);
  expect(["*/*", "application/json", ""].map(accepting)).toEqual([false, false, false]);
});
