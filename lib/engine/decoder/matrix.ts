import type { GraphBuilder, Value } from "#lib/engine/graph.ts";

/** A matrix as it is stored. */
export interface Matrix {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether it is [outputs × inputs]; else [inputs × outputs]. */
  readonly outputsFirst: boolean;
  readonly read: () => Promise<Float32Array>;
}

export const shapeOf = ({ inputs, outputs, outputsFirst }: Matrix): readonly [number, number] =>
  outputsFirst ? [outputs, inputs] : [inputs, outputs];

/** input · matrix, as it lies: measured no slower than a product with what was transposed before. */
export const multiply = (
  graph: GraphBuilder,
  input: Value,
  matrix: Value,
  { outputsFirst }: Pick<Matrix, "outputsFirst">,
): Value =>
  outputsFirst
    ? graph.node("com.microsoft/FusedMatMul", [input, matrix], { transB: 1 })
    : graph.node("MatMul", [input, matrix]);
