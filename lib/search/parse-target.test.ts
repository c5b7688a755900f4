import { expect, test } from "vitest";
import { parseTarget } from "#lib/search/parse-target.ts";

test("addresses are understood in full, without their model, and pasted from the browser", () => {
  const address = { model: "tiny-llama-7m", source: "4-res-4k", index: 123 };
  expect(parseTarget(" tiny-llama-7m/4-res-4k/123 ")).toEqual({ kind: "feature", address });
  expect(parseTarget("https://example.org/tiny-llama-7m/4-res-4k/123/")).toEqual({ kind: "feature", address });
  expect(parseTarget("4-res-4k/123")).toEqual({ kind: "feature-in", source: "4-res-4k", index: 123 });
  expect(parseTarget("4/7")).toEqual({ kind: "feature-in", source: "4", index: 7 });
  expect(parseTarget("tiny-llama-7m/4-res-4k")).toEqual({
    kind: "source",
    address: { model: "tiny-llama-7m", source: "4-res-4k" },
  });
});

test("anything else is words, and one word may be a model", () => {
  expect(parseTarget("tiny-llama-7m")).toEqual({ kind: "words", model: "tiny-llama-7m" });
  for (const text of ["and/or", "</p>", "ocean mammals"])
    expect(parseTarget(text), text).toEqual({ kind: "words", model: undefined });
  expect(parseTarget("   ")).toBeUndefined();
});
