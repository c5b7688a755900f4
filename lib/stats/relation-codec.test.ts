import { expect, test } from "vitest";
import { decodeRelated, encodeRelations, RELATED_BYTES, RELATED_COUNT } from "#lib/stats/relation-codec.ts";

test("what is written of each feature is read again, in order, cosines as float16", () => {
  const k = RELATED_COUNT + 1;
  const indices = Int32Array.from({ length: 3 * k }, (_, i) => 70_000 + i);
  const similarities = Float32Array.from({ length: 3 * k }, (_, i) => 0.75 - i / 16);
  const bytes = encodeRelations({ k, indices, similarities });
  expect(bytes).toHaveLength(3 * RELATED_BYTES);
  for (let feature = 0; feature < 3; feature++)
    expect(decodeRelated(bytes.subarray(feature * RELATED_BYTES, (feature + 1) * RELATED_BYTES))).toEqual(
      Array.from({ length: RELATED_COUNT }, (_, place) => ({
        index: indices[feature * k + place],
        cosine: similarities[feature * k + place],
      })),
    );
});

test("a source with fewer features than are kept gives as many as it has, an empty one none", () => {
  const bytes = encodeRelations({ k: 1, indices: Int32Array.of(4), similarities: Float32Array.of(-0.5) });
  expect(decodeRelated(bytes)).toEqual([{ index: 4, cosine: -0.5 }]);
  expect(encodeRelations({ k: 0, indices: new Int32Array(), similarities: new Float32Array() })).toHaveLength(0);
});

test("bytes of another length are refused", () => {
  expect(() => decodeRelated(new Uint8Array(7))).toThrow("bytes, not 7");
});
