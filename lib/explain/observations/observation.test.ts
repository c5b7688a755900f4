import { expect, test } from "vitest";
import { ObservationBuilder, observedFeature } from "#lib/explain/observations/observation.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";
import { mix32 } from "#lib/stats/hash.ts";

test("turning activations from tokens to features loses, moves and invents nothing", () => {
  const [features, k, length, rows] = [17, 4, 9, 6];
  const dense = Array.from({ length: features }, () => new Map<number, number>());
  const indices = new Int32Array(rows * length * k);
  const values = new Float32Array(indices.length);
  const builder = new ObservationBuilder(features);
  let position = 0;
  for (let row = 0; row < rows; row++) {
    const counted = length - 1 - (row % 3);
    for (let token = 1; token <= counted; token++, position++) {
      for (let entry = 0; entry < k; entry++) {
        const at = (row * length + token) * k + entry;
        const feature = (mix32(at) + entry) % features;
        if (indices.subarray(at - entry, at).includes(feature)) continue;
        indices[at] = feature;
        values[at] = mix32(at + 1) % 3 === 0 ? 0 : (mix32(at + 2) % 1000) / 7;
        const rounded = roundToFloat16(values[at] ?? 0);
        if (rounded > 0) dense[feature]?.set(position, rounded);
      }
    }
    builder.add(indices, values, { k, firstRow: row * length + 1, tokens: counted });
  }
  const observation = builder.finish();
  expect(observation.tokens).toBe(position);
  dense.forEach((expected, feature) => {
    const { positions, values: found } = observedFeature(observation, feature);
    expect(Array.from(positions, (at, i) => [at, found[i]])).toEqual([...expected]);
  });
});
