import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { findLead } from "#lib/engine/tokenizer-lead.ts";
import { loadTokenizer } from "#lib/engine/tokenizer.ts";

const root = new URL("../../", import.meta.url).pathname;
const fixtures = `${root}test/fixtures/engine/tokenizers/`;
const Lead = z.array(z.int()).max(1);
/** scripts/parity/make_tokenizer_fixtures.py: what the ids that transformers gives a text begin with. */
const Leads = z.object({
  models: z.record(z.string(), Lead),
  leads: z.array(z.object({ name: z.string(), class: z.string(), post_processor: z.unknown(), lead: Lead })),
});
const { models, leads } = Leads.parse(JSON.parse(await readFile(`${fixtures}leads.json`, "utf8")));

test.each(Object.entries(models))("what %s puts before a text is what transformers does", async (path, [lead]) => {
  expect((await loadTokenizer(`${root}${path}`)).leadId).toBe(lead);
});

test.each(["llama-3", "qwen2", "gemma"])("so is what a tokenizer as %s has puts there", async (kind) => {
  const { lead } = z
    .object({ lead: Lead })
    .parse(JSON.parse(await readFile(`${fixtures}${kind}/expected.json`, "utf8")));
  expect((await loadTokenizer(`${fixtures}${kind}`)).leadId).toBe(lead[0]);
});

test("so is every kind of post_processor, in every class that has rules of its own, whatever add_bos_token says", () => {
  expect(leads.length).toBeGreaterThan(100);
  for (const { name, class: tokenizerClass, post_processor: postProcessor, lead } of leads)
    expect(findLead(postProcessor, { tokenizerClass }), `${name} in ${tokenizerClass}`).toBe(lead[0]);
});

const template = (...pieces: string[]) => ({
  type: "TemplateProcessing",
  single: pieces.map((id) => (id === "A" ? { Sequence: { id, type_id: 0 } } : { SpecialToken: { id, type_id: 0 } })),
  special_tokens: { "<bos>": { id: "<bos>", ids: [0] }, "<eos>": { id: "<eos>", ids: [1] } },
});

test("more than one token around a text, and what is not read, is refused in a sentence", () => {
  expect(() => findLead(template("<bos>", "A", "<eos>"))).toThrow(/puts 1 tokens before a text and 1 after it/);
  expect(() => findLead(template("<bos>", "<eos>", "A"))).toThrow(/puts 2 tokens before a text and 0 after it/);
  expect(() => findLead(template("<bos>"))).toThrow(/no place for the text/);
  expect(() => findLead({ type: "RobertaProcessing", cls: ["<s>", 0], sep: ["</s>", 1] })).toThrow(
    /not one this version reads/,
  );
  expect(() => findLead("text")).toThrow(/not one this version reads/);
});
