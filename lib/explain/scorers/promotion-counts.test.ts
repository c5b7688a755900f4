import { expect, test } from "vitest";
import { countFollowers, countPromotion } from "#lib/explain/scorers/promotion-counts.ts";
import { buildMaterial } from "#lib/explain/testing/build-material.ts";

const { text } = buildMaterial({ scale: 0.2 }).splits.test;
const everywhere = {
  positions: Uint32Array.from(text.tokenIds.keys()),
  values: new Float32Array(text.tokenIds.length).fill(1),
};

test("what fires on every token hits as often as its tokens follow any token, in each document", () => {
  for (const promoted of [[1], [2, 3, 5], [...Array(20).keys()], []]) {
    const byDocument = new Float64Array(2 * text.documents);
    const counts = countPromotion(text, everywhere, promoted, (document, hit) => {
      byDocument[2 * document] = (byDocument[2 * document] ?? 0) + 1;
      byDocument[2 * document + 1] = (byDocument[2 * document + 1] ?? 0) + Number(hit);
    });
    expect(counts.active).toBe(counts.followed);
    expect(counts.hits).toBe(counts.anywhere);
    expect(countFollowers(text, promoted)).toEqual(byDocument);
  }
});
