import { expect, test } from "vitest";
import { abortable } from "#lib/llm/abortable.ts";
import { createSharedCalls } from "#lib/llm/shared-calls.ts";
import { createGate } from "#test/support/fake-llm.ts";

test("equal calls in flight are one, and only the first is told it began it", async () => {
  const calls = createSharedCalls<number>();
  let begun = 0;
  const start = async () => ++begun;
  expect(await Promise.all([calls.join("a", start), calls.join("a", start)])).toEqual([
    { value: 1, shared: false },
    { value: 1, shared: true },
  ]);
  expect(await calls.join("a", start)).toEqual({ value: 2, shared: false });
});

test("who leaves does so at once and harms nobody; when all have left, the call is aborted", async () => {
  const calls = createSharedCalls<string>();
  const leaving = [new AbortController(), new AbortController()];
  let flight: AbortSignal | undefined;
  const start = (signal: AbortSignal) => abortable(new Promise<string>(() => undefined), (flight = signal));
  const waiting = leaving.map(({ signal }) => calls.join("a", start, signal));
  leaving[0]!.abort(new Error("left"));
  await expect(waiting[0]).rejects.toThrow("left");
  expect(flight?.aborted).toBe(false);
  leaving[1]!.abort(new Error("left too"));
  await expect(waiting[1]).rejects.toThrow("left too");
  expect(flight?.aborted).toBe(true);
});

test("a call that all have left is waited for before it is made anew: it may be saving what it paid for", async () => {
  const calls = createSharedCalls<string>();
  const saved = createGate();
  const leaving = new AbortController();
  const first = calls.join("a", () => saved.opened.then(() => "first"), leaving.signal);
  leaving.abort(new Error("left"));
  await expect(first).rejects.toThrow("left");
  const order: string[] = [];
  void saved.opened.then(() => order.push("saved"));
  const second = calls.join("a", async () => (order.push("asked anew"), "second"));
  saved.open();
  expect(await second).toEqual({ value: "second", shared: false });
  expect(order).toEqual(["saved", "asked anew"]);
});
