/** Numbers that share a scale. */
export const QUANTISED_BLOCK = 32;
/** Stored for zero: bytes have no sign. */
const ZERO = 128;
const LARGEST = 127;

/**
 * Rounds weights to 8 bits, each block of 32 along a row by its own scale, so that its largest keeps its size.
 * @param weights [rows × width], width a multiple of 32
 * @returns bytes [rows × width] and scales [rows × width / 32]: weight ≈ (byte − 128) · scale
 */
export function quantiseRows(weights: Float32Array): { bytes: Uint8Array; scales: Float32Array } {
  const bytes = new Uint8Array(weights.length);
  const scales = new Float32Array(weights.length / QUANTISED_BLOCK);
  for (let block = 0; block < scales.length; block++) {
    const start = block * QUANTISED_BLOCK;
    let largest = 0;
    for (let i = start; i < start + QUANTISED_BLOCK; i++) largest = Math.max(largest, Math.abs(weights[i] ?? 0));
    const scale = largest / LARGEST;
    scales[block] = scale;
    for (let i = start; i < start + QUANTISED_BLOCK; i++)
      bytes[i] = ZERO + (scale === 0 ? 0 : Math.round((weights[i] ?? 0) / scale));
  }
  return { bytes, scales };
}
