/** Steps of the activation ramp (`--a1` … `--a9` in app/_styles/tokens.css). */
export const LEVELS = 9;

/** Which step of the ramp shows `value`, linear in its size: 1 for the faintest, 9 for the feature's largest, 0 for silence. */
export function activationLevel(value: number, max: number): number {
  const size = Math.abs(value);
  if (!(size > 0) || !(max > 0)) return 0;
  return Math.min(LEVELS, Math.max(1, Math.ceil((size / max) * LEVELS)));
}

/** Its class: `a…` for activation, `s…` in three steps for values below zero, which only raw neurons have. */
export function levelName(value: number, max: number): string {
  const level = activationLevel(value, max);
  return value < 0 ? `s${Math.ceil(level / 3) * 3}` : `a${level}`;
}
