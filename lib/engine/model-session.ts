import { type InferenceSession, Tensor } from "onnxruntime-node";
import { badRequest } from "#lib/errors.ts";
import { buildDecoder } from "#lib/engine/decoder/build-decoder.ts";
import { emptyPast, type Past, pastInputs, pastOf } from "#lib/engine/decoder/past.ts";
import { createGraph, type ElementType, type Value } from "#lib/engine/graph.ts";
import type { Hook, HookPoint } from "#lib/engine/hook-point.ts";
import { openInferenceSession, type SessionOptions, type WeightMode } from "#lib/engine/inference-session.ts";
import type { Change } from "#lib/engine/intervention/change.ts";
import { lowerChanges } from "#lib/engine/intervention/lower-changes.ts";
import { buildSlots, type Slots } from "#lib/engine/intervention/slots.ts";
import { buildLens, type LensEntry, readLens } from "#lib/engine/logit-lens.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { likeliestToken, sampleToken, type Sampling } from "#lib/engine/sample-token.ts";
import { float32Data } from "#lib/engine/tensor-data.ts";
import { checkTokenIds } from "#lib/engine/token-batch.ts";
import { checkSourceFits } from "#lib/sae/check-source.ts";

/** What a session's graph is built for; what is asked of it then may change from run to run. */
export interface ModelSessionPlan extends Partial<Slots> {
  /** Points whose values a run hands out, after the changes there. */
  readonly capture?: readonly HookPoint[];
  /** How many tokens the logit lens names at each point; without it there is no lens. */
  readonly lens?: number;
}

export interface RunResult {
  /** [length × vocabularySize] */
  readonly logits: Float32Array;
  /** [length × width] by point; of scores and patterns [heads × length × length]. */
  readonly captured: ReadonlyMap<HookPoint, Float32Array>;
  /** Where a lens was asked for: at each point of the residual stream, in order. */
  readonly lens: readonly LensEntry[];
}

export interface GenerateOptions {
  readonly tokens: number;
  readonly changes?: readonly Change[];
  /** Taken greedily without. */
  readonly sampling?: Sampling;
  /** Ends the text, and is not part of it. */
  readonly stopIds?: readonly number[];
  readonly signal?: AbortSignal;
}

/** A model that can be looked into, changed while it runs, and made to write. */
export interface ModelSession {
  /**
   * Runs one sequence. Blocks the event loop while it does, as every session.
   * @throws AppError bad_request for tokens or changes that do not fit the model
   */
  run(tokenIds: readonly number[], changes?: readonly Change[]): Promise<RunResult>;
  /** Yields the tokens that the model goes on with, one at a time; keys and values of those before are kept. */
  generate(prompt: readonly number[], options: GenerateOptions): AsyncGenerator<number>;
  close(): Promise<void>;
}

/**
 * @throws AppError bad_request when the plan names a point or a source that the model does not have, unavailable when the
 * provider is missing
 */
export async function openModelSession(
  model: ModelDirectory,
  plan: ModelSessionPlan = {},
  options: SessionOptions = {},
): Promise<ModelSession> {
  const { config } = model;
  const slots: Slots = { points: [...new Set(plan.points ?? [])], sources: plan.sources ?? [] };
  for (const source of slots.sources) checkSourceFits(config, source);
  const built = buildGraph(model, slots, plan, options.weights ?? "f32");
  const session = await openInferenceSession(built.graph, built.outputs, options);

  /** @returns logits and what else is asked for, and the past that the next run goes on from */
  async function step(
    tokenIds: readonly number[],
    past: Past,
    changes: readonly Change[],
    wanted: readonly Value<ElementType>[],
  ) {
    const length = tokenIds.length;
    checkTokenIds(config, Int32Array.from(tokenIds), 1, length);
    if (past.tokens + length > config.contextLength)
      throw badRequest(
        `The model reads at most ${config.contextLength} tokens, and ${past.tokens + length} are too many; shorten the text.`,
      );
    const results = await session.run(
      {
        tokenIds: new Tensor("int32", Int32Array.from(tokenIds), [1, length]),
        pastTokens: new Tensor("int64", BigInt64Array.of(BigInt(past.tokens)), [1]),
        ...past.feeds,
        ...lowerChanges(model, slots, changes, { start: past.tokens, length }),
      },
      [...wanted, ...built.presents.flatMap(({ key, value }) => [key, value])].map(({ name }) => name),
    );
    return { results, past: built.pastOf(results, past.tokens + length) };
  }

  return {
    async run(tokenIds, changes = []) {
      const wanted = [built.logits, ...built.captured.values(), ...built.lens.flatMap(({ outputs }) => outputs)];
      const { results } = await step(tokenIds, built.nothing, changes, wanted);
      return {
        logits: float32Data(results, built.logits),
        captured: new Map(Array.from(built.captured, ([point, value]) => [point, float32Data(results, value)])),
        lens: built.lens.map((values) => readLens(results, values)),
      };
    },
    async *generate(prompt, { tokens, changes = [], sampling, stopIds = [], signal }) {
      let [next, past]: [readonly number[], Past] = [prompt, built.nothing];
      for (let written = 0; written < tokens; written++) {
        signal?.throwIfAborted();
        const { results, past: after } = await step(next, past, changes, [built.logits]);
        const last = float32Data(results, built.logits).subarray(-config.vocabularySize);
        const id = sampling ? sampleToken(last, sampling) : likeliestToken(last);
        if (stopIds.includes(id)) return;
        yield id;
        [next, past] = [[id], after];
      }
    },
    close: () => session.release(),
  };
}

function buildGraph(model: ModelDirectory, slots: Slots, plan: ModelSessionPlan, weights: WeightMode) {
  const { config } = model;
  const graph = createGraph();
  const tokenIds = graph.input("tokenIds", "int32", ["batch", "length"]);
  const tokens = graph.input("pastTokens", "int64", [1]);
  const pastLayers = Array.from({ length: config.layers }, (_, layer) => pastInputs(graph, config, layer));
  const points = new Map<HookPoint, Value>();
  const change = buildSlots(graph, slots);
  const hook: Hook = (point, value) => {
    const next = change(point, value);
    points.set(point, next);
    return next;
  };
  const presents = buildDecoder({ graph, model, hook, weights }, tokenIds, { tokens, layers: pastLayers });
  const valueAt = (point: HookPoint): Value => {
    const value = points.get(point);
    if (!value) throw badRequest(`${config.architecture} has no hook point ${point}.`);
    return value;
  };
  for (const point of slots.points) valueAt(point);
  const captured = new Map((plan.capture ?? []).map((point) => [point, valueAt(point)]));
  const logits = valueAt("logits");
  const lens = plan.lens === undefined ? [] : buildLens({ graph, model, weights }, points, plan.lens);
  const outputs = [
    logits,
    ...captured.values(),
    ...lens.flatMap(({ outputs }) => outputs),
    ...presents.flatMap(({ key, value }) => [key, value]),
  ];
  const unique = [...new Map(outputs.map((value) => [value.name, value])).values()];
  return {
    logits,
    captured,
    lens,
    presents,
    nothing: emptyPast(config, pastLayers),
    graph,
    outputs: unique,
    pastOf: (results: InferenceSession.OnnxValueMapType, tokens: number) =>
      pastOf(results, tokens, pastLayers, presents),
  };
}
