/** Prompts show activations as the integers 0…10. */
const LEVEL_MAX = 10;
/** Delphi divides by no less than this. */
const DELPHI_MAX_FLOOR = 1e-6;

/**
 * min(10, ⌊10·relu(a) / max⌋): OpenAI's `normalize_activations`; all 0 if max ≤ 0. The weakest tenth of activations
 * becomes 0.
 * @param activations [n]
 * @param max the largest activation of the records shown together
 */
export function normalizeActivationsDown(activations: Float32Array | Float64Array, max: number): Uint8Array {
  if (Number.isNaN(max)) throw new RangeError("the largest activation is not a number");
  const levels = new Uint8Array(activations.length);
  if (max <= 0) return levels;
  for (let i = 0; i < activations.length; i++) {
    levels[i] = Math.min(LEVEL_MAX, Math.floor((LEVEL_MAX * Math.max(0, activations[i] ?? 0)) / max));
  }
  return levels;
}

/**
 * clamp(⌈10·a / max⌉, 0, 10): Delphi's `normalize_activations`; every positive activation becomes at least 1. In float32
 * step by step, as torch does on a CPU: in float64 a value at the edge of a level would land on its other side.
 * @param activations [n]
 * @param max the feature's largest activation
 */
export function normalizeActivationsUp(activations: Float32Array, max: number): Uint8Array {
  if (Number.isNaN(max)) throw new RangeError("the largest activation is not a number");
  const levels = new Uint8Array(activations.length);
  const divisor = Math.fround(Math.max(max, DELPHI_MAX_FLOOR));
  for (let i = 0; i < activations.length; i++) {
    const scaled = Math.fround(Math.fround((activations[i] ?? 0) * LEVEL_MAX) / divisor);
    levels[i] = Math.min(LEVEL_MAX, Math.max(0, Math.ceil(scaled)));
  }
  return levels;
}
