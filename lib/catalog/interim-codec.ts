// Stands in for lib/stats/feature-codec.ts and sequences.ts until they land.
import type { FeatureContent } from "#lib/catalog/present-feature.ts";

export function encodeFeatureDetail(content: FeatureContent): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(content, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value)));
}
export function decodeFeatureDetail(bytes: Uint8Array): FeatureContent {
  return JSON.parse(new TextDecoder().decode(bytes));
}
export function packTokens(ids: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint32Array.from(ids).buffer);
}
export function unpackTokens(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.slice().buffer);
}
