import type { Norm } from "#lib/engine/decoder/decoder.ts";

/** @param gainOffset 1 where gains are stored as their distance from one */
export const rmsNorm =
  (epsilon: number, gainOffset: 0 | 1 = 0) =>
  (name: string): Norm => ({ kind: "rms", gain: `${name}.weight`, gainOffset, bias: undefined, epsilon });

export const layerNorm =
  (epsilon: number) =>
  (name: string): Norm => ({
    kind: "layer",
    gain: `${name}.weight`,
    gainOffset: 0,
    bias: `${name}.bias`,
    epsilon,
  });
