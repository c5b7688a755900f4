import { requireSameLength } from "#lib/explain/metrics/same-length.ts";

/**
 * Sums over tokens of predicted activation x and true activation y, from which every squared score follows. Sums of
 * documents and shards add up, and tokens where both are 0 add to n alone. Float64: float32 loses Σxx over a million tokens.
 */
export type PairMoments = {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
};

export const emptyPairMoments: PairMoments = { n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };

/**
 * @param predicted [n]
 * @param truth [n]
 */
export function pairMoments(predicted: Float32Array | Float64Array, truth: Float32Array | Float64Array): PairMoments {
  requireSameLength({ predicted, truth });
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    const ours = predicted[i] ?? 0;
    const real = truth[i] ?? 0;
    x += ours;
    y += real;
    xx += ours * ours;
    yy += real * real;
    xy += ours * real;
  }
  if (!Number.isFinite(xx + yy)) throw new RangeError("an activation is not a finite number");
  return { n: truth.length, x, y, xx, yy, xy };
}

export function addPairMoments(a: PairMoments, b: PairMoments): PairMoments {
  return { n: a.n + b.n, x: a.x + b.x, y: a.y + b.y, xx: a.xx + b.xx, yy: a.yy + b.yy, xy: a.xy + b.xy };
}

/** Adds `count` tokens on which nothing is predicted and nothing fires. */
export function addZeroPairs(moments: PairMoments, count: number): PairMoments {
  return { ...moments, n: moments.n + count };
}
