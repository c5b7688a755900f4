import { randomNormals } from "#lib/engine/testing/random.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** A source with random weights, for tests. */
export function buildSource(overrides: Partial<SourceWeights> = {}): SourceWeights {
  const shape = { dIn: 16, dOut: 16, features: 60, ...overrides };
  const { dIn, dOut, features } = shape;
  return {
    kind: "sae",
    architecture: "topk",
    hookIn: "blocks.0.hook_resid_post",
    hookOut: "blocks.0.hook_resid_post",
    k: 6,
    encoder: randomNormals(dIn * features, 1),
    encoderBias: randomNormals(features, 2, 0.1),
    decoder: randomNormals(features * dOut, 3),
    decoderBias: randomNormals(dOut, 4, 0.3),
    threshold: undefined,
    applyDecoderBiasToInput: true,
    contentHash: "0".repeat(64),
    metadata: {},
    ...shape,
  };
}
