import { expect, test } from "vitest";
import { findBos, groupByLead } from "#lib/corpus/lead.ts";

const gpt2 = { slug: "gpt2", leadId: undefined, bosTokenId: 50_256 };
const llama = { slug: "llama", leadId: 1, bosTokenId: 1 };
const source = (slug: string, led: boolean | null) => ({ slug, led });

const leads = (model: Parameters<typeof groupByLead>[0], ...sources: ReturnType<typeof source>[]) =>
  groupByLead(model, sources).map(({ lead, sources: own }) => [lead.tokenId, lead.by, own.map(({ slug }) => slug)]);

test("sequences begin as a source was trained, and as the tokenizer does where it does not say", () => {
  expect(leads(gpt2, source("1", null))).toEqual([[null, "tokenizer", ["1"]]]);
  expect(leads(gpt2, source("8-res", true))).toEqual([[50_256, "sources", ["8-res"]]]);
  expect(leads(llama, source("1", null))).toEqual([[1, "tokenizer", ["1"]]]);
  expect(leads(llama, source("8-res", false))).toEqual([[null, "sources", ["8-res"]]]);
  expect(leads({ ...llama, bosTokenId: 7 }, source("8-res", true))).toEqual([[1, "sources", ["8-res"]]]);
});

test("sources that begin alike are together, others apart, and none changes another's beginning", () => {
  expect(leads(llama, source("1", null), source("8-res", true))).toEqual([[1, "sources", ["1", "8-res"]]]);
  expect(leads(gpt2, source("1", null), source("8-res", true), source("9-res", false))).toEqual([
    [null, "sources", ["1", "9-res"]],
    [50_256, "sources", ["8-res"]],
  ]);
});

test("a source that asks for the BOS of a model without one is refused", () => {
  expect(() => leads({ ...gpt2, bosTokenId: null }, source("8-res", true))).toThrow(/names none/);
});

test("a model's BOS is the tokenizer's, else that of its config, if it is a token", () => {
  expect(findBos({ bosId: 5 }, { bosId: 0, vocabularySize: 10 })).toBe(0);
  expect(findBos({ bosId: 5 }, { bosId: undefined, vocabularySize: 10 })).toBe(5);
  expect(findBos({ bosId: 50_256 }, { bosId: undefined, vocabularySize: 10 })).toBe(null);
  expect(findBos({ bosId: undefined }, { bosId: undefined, vocabularySize: 10 })).toBe(null);
});
