import { expect, test } from "vitest";
import { parseSearch } from "./parse-search.ts";

test("addresses are understood in full, without their model, and pasted from the browser", () => {
  const address = { model: "tiny-llama-7m", source: "4-res-4k", index: 123 };
  expect(parseSearch(" tiny-llama-7m/4-res-4k/123 ")).toEqual({ kind: "feature", address });
  expect(parseSearch("https://example.org/tiny-llama-7m/4-res-4k/123/")).toEqual({ kind: "feature", address });
  expect(parseSearch("4-res-4k/123")).toEqual({ kind: "feature-in", source: "4-res-4k", index: 123 });
  expect(parseSearch("4/7")).toEqual({ kind: "feature-in", source: "4", index: 7 });
  expect(parseSearch("tiny-llama-7m/4-res-4k")).toEqual({
    kind: "source",
    address: { model: "tiny-llama-7m", source: "4-res-4k" },
  });
});

test("anything else is a token, and one word may be a model", () => {
  expect(parseSearch("tiny-llama-7m")).toEqual({ kind: "token", text: "tiny-llama-7m", model: "tiny-llama-7m" });
  expect(parseSearch("and/or")).toEqual({ kind: "token", text: "and/or", model: undefined });
  expect(parseSearch("</p>")).toEqual({ kind: "token", text: "</p>", model: undefined });
  expect(parseSearch("   ")).toBeUndefined();
});
