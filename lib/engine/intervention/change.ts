import type { HookPoint } from "#lib/engine/hook-point.ts";

/**
 * Something done to a model while it runs, at some positions of a sequence (all of them, those to come as well, where none are
 * named). Several changes at one point are made in their order.
 */
export type Change =
  /** Adds `vector` [width]. */
  | { readonly kind: "add"; readonly point: HookPoint; readonly vector: Float32Array; readonly positions?: Positions }
  /** Puts `values` [positions × width] in place of what was computed. */
  | {
      readonly kind: "replace";
      readonly point: HookPoint;
      readonly values: Float32Array;
      readonly positions: Positions;
    }
  /** Multiplies by `factor`, all numbers or those at `units`: 0 ablates. */
  | {
      readonly kind: "scale";
      readonly point: HookPoint;
      readonly factor: number;
      readonly units?: readonly number[];
      readonly positions?: Positions;
    }
  /** Multiplies what some heads of a layer read off, before it is written. */
  | {
      readonly kind: "scale-heads";
      readonly layer: number;
      readonly heads: readonly number[];
      readonly factor: number;
      readonly positions?: Positions;
    }
  /** Tokens at `queries` no longer see those at `keys`, in some heads or in all; what they see otherwise sums to one again. */
  | {
      readonly kind: "cut-edges";
      readonly layer: number;
      readonly heads?: readonly number[];
      readonly queries: Positions;
      readonly keys: Positions;
    }
  /** Multiplies what some features of a source write, as it computes them on the changed model: 0 ablates, 1 changes nothing. */
  | {
      readonly kind: "scale-features";
      /** Which of the session's sources. */
      readonly source: number;
      readonly features: readonly number[];
      readonly factor: number;
      readonly positions?: Positions;
    };

/** Positions in a sequence, counted from 0. */
export type Positions = readonly number[];
