/** Steps of the activation ramp (`--a1` … `--a9` in app/_styles/tokens.css). */
export const LEVELS = 9;

/** Which step of the ramp shows `value`, linear in value: 1 for the faintest, 9 for the feature's largest. */
export function activationLevel(value: number, max: number): number {
  if (!(value > 0) || !(max > 0)) return 0;
  return Math.min(LEVELS, Math.max(1, Math.ceil((value / max) * LEVELS)));
}
