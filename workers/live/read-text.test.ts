import { expect, test } from "vitest";
import { leadOf, longestLead, readText } from "#workers/live/read-text.ts";

const BOS = 7;
const source = {
  slug: "1-res",
  layer: 1,
  directory: null,
  contentHash: "",
  features: 1,
  led: null,
  corpus: undefined,
  model: { slug: "m", directory: "", contentHash: "", bosTokenId: BOS },
};

test("a text is led as the corpus of its source was, and before that as the source and the tokenizer say", () => {
  const none = { leadId: undefined };
  expect(leadOf({ ...source, led: true, corpus: { id: 1, leadTokenId: null } }, none)).toBe(null);
  expect(leadOf({ ...source, led: false, corpus: { id: 1, leadTokenId: BOS } }, none)).toBe(BOS);
  expect(leadOf({ ...source, led: true }, none)).toBe(BOS);
  expect(leadOf(source, none)).toBe(null);
  expect(leadOf(source, { leadId: 3 })).toBe(3);
  expect(leadOf({ ...source, led: false }, { leadId: 3 })).toBe(null);
});

test("a text is read once for all sources that are led alike, and each gets what it does behind its own lead", async () => {
  const inputs: number[][] = [];
  const session = {
    async run(tokenIds: Int32Array) {
      inputs.push([...tokenIds]);
      const values = Float32Array.from(tokenIds);
      return [0, 1, 2].map(() => ({ k: 1, indices: new Int32Array(tokenIds.length), values, dropped: undefined }));
    },
    close: () => Promise.resolve(),
  };
  const leads = [null, BOS, null];
  const read = await readText(session, Uint32Array.of(1, 2), leads);
  expect(inputs).toEqual([
    [1, 2],
    [BOS, 1, 2],
  ]);
  expect(read.map(({ activations, first }) => [...activations.values.subarray(first)])).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
  expect(read.map(({ first }) => first)).toEqual([0, 1, 0]);
  expect([longestLead(leads), longestLead([null]), longestLead([])]).toEqual([1, 0, 0]);
});
