import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** How a normalised activation is brought back: value · scale + shift. */
export interface Restoration {
  /** [batch, length, 1] */
  readonly scale: Value;
  /** [batch, length, 1] */
  readonly shift: Value | undefined;
}

/**
 * Normalises activations as the source was trained to read them.
 * @param x [batch, length, dIn]
 * @returns the same shape, and what undoes it where the source reconstructs x itself
 * @see SAELens, `sae_lens/saes/sae.py`; Gao et al. 2024, Scaling and evaluating sparse autoencoders, §A
 */
export function buildNormalisation(
  graph: GraphBuilder,
  { kind, normalisation, dIn }: SourceWeights,
  x: Value,
): { readonly value: Value; readonly restoration: Restoration | undefined } {
  if (!normalisation) return { value: x, restoration: undefined };
  const { centre, value, scale } =
    normalisation === "constant-norm" ? buildConstantNorm(graph, dIn, x) : buildLayerNorm(graph, dIn, x);
  return { value, restoration: kind === "sae" ? { scale, shift: centre } : undefined };
}

// Only so that a token of zeros stays zeros; no other has a norm near it.
const normMin = 1e-30;
const deviationOffset = 1e-5;

function buildConstantNorm(graph: GraphBuilder, dIn: number, x: Value) {
  const norm = graph.node("ReduceL2", [x, graph.ints([-1])], { keepdims: 1 });
  const scale = graph.node("Mul", [graph.node("Max", [norm, graph.scalar(normMin)]), graph.scalar(1 / Math.sqrt(dIn))]);
  return { value: graph.node("Div", [x, scale]), scale, centre: undefined };
}

function buildLayerNorm(graph: GraphBuilder, dIn: number, x: Value) {
  const centre = graph.node("ReduceMean", [x, graph.ints([-1])], { keepdims: 1 });
  const centred = graph.node("Sub", [x, centre]);
  const length = graph.node("ReduceL2", [centred, graph.ints([-1])], { keepdims: 1 });
  const scale = graph.node("Mul", [length, graph.scalar(1 / Math.sqrt(dIn - 1))]);
  const divisor = graph.node("Add", [scale, graph.scalar(deviationOffset)]);
  return { value: graph.node("Div", [centred, divisor]), scale, centre };
}
