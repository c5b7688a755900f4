import { expect, test } from "vitest";
import { listAddressStarts, listIndicesFrom } from "#lib/search/address-starts.ts";

test("a word may be the beginning of a model or of a source", () => {
  expect(listAddressStarts("Tiny")).toEqual([{ kind: "name", text: "tiny" }]);
  expect(listAddressStarts(" 4-res ")).toEqual([{ kind: "name", text: "4-res" }]);
});

test("after a model come its sources, after a source its features", () => {
  expect(listAddressStarts("tiny-llama-7m/")).toEqual([{ kind: "source", model: "tiny-llama-7m", text: "" }]);
  expect(listAddressStarts("tiny-llama-7m/4-r")).toEqual([{ kind: "source", model: "tiny-llama-7m", text: "4-r" }]);
  expect(listAddressStarts("https://example.org/m/4-res-4k/1")).toEqual([
    { kind: "feature", model: "m", source: "4-res-4k", digits: "1" },
  ]);
  expect(listAddressStarts("m/4-res-4k/")).toEqual([{ kind: "feature", model: "m", source: "4-res-4k", digits: "" }]);
});

test("two parts are read both ways", () => {
  expect(listAddressStarts("4/7")).toEqual([
    { kind: "feature", model: undefined, source: "4", digits: "7" },
    { kind: "source", model: "4", text: "7" },
  ]);
});

test("words are no address", () => {
  for (const text of ["", "ocean mammals", "</p>", "m/4-res-4k/x", "m/4-res-4k/01", "a/b/c/d"])
    expect(listAddressStarts(text), text).toEqual([]);
});

test("digits go on by one more, within what an index can be", () => {
  expect(listIndicesFrom("12")).toEqual([12, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129]);
  expect(listIndicesFrom("0")).toEqual([0]);
  expect(listIndicesFrom("2147483647")).toEqual([2147483647]);
});
