import { Tensor } from "onnxruntime-node";
import { buildModel } from "#lib/engine/build-model.ts";
import { createGraph, type Value } from "#lib/engine/graph.ts";
import { openInferenceSession, type SessionOptions } from "#lib/engine/inference-session.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { buildPreActivations } from "#lib/sae/encode.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** Anything that computes on a batch of tokens, such as an `ActivationSession`. */
export interface TokenRunner {
  run(tokenIds: Int32Array, batch: number, length: number): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Opens the parts of an activation graph that no implementation can leave out, as a yardstick for `ActivationSession`:
 * the model up to the sources' hook points (`model`), or also the matrix products of their encoders (`encoders`), without
 * choosing what is active. Everything is reduced to one number a token, so that nothing is spent on copying results out.
 */
export async function openBareGraph(
  model: ModelDirectory,
  sources: readonly SourceWeights[],
  part: "model" | "encoders",
  options: SessionOptions = {},
): Promise<TokenRunner> {
  const graph = createGraph();
  const valueAt = buildModel(graph, model, graph.input("tokenIds", "int32", ["batch", "length"]));
  const maximumPerToken = (value: Value) => graph.node("ReduceMax", [value, graph.ints([-1])], { keepdims: 0 });
  const outputs = sources.map((source, i) => {
    const x = valueAt(source.hookIn);
    return maximumPerToken(part === "model" ? x : buildPreActivations(graph, `source${i}`, source, x));
  });
  const session = await openInferenceSession(graph, outputs, options);
  return {
    run: (tokenIds, batch, length) => session.run({ tokenIds: new Tensor("int32", tokenIds, [batch, length]) }),
    close: () => session.release(),
  };
}

/** Speed of one runner, and what it cost: on a busy machine only the second can be compared between runs. */
export interface MeasuredSpeed {
  /** Of the fastest round, by the clock. */
  readonly tokensPerSecond: number;
  /** Of the cheapest round, by processor time over all threads. */
  readonly tokensPerProcessorSecond: number;
}

/**
 * Times runners in turn, round by round, so that whatever else the machine does falls on all of them alike.
 * @param tokenIds [batch × length]
 * @returns one entry a runner, in order
 */
export async function measureRunners(
  runners: readonly TokenRunner[],
  { tokenIds, batch, length, rounds = 10 }: { tokenIds: Int32Array; batch: number; length: number; rounds?: number },
): Promise<readonly MeasuredSpeed[]> {
  const best = runners.map(() => ({ seconds: Infinity, processorSeconds: Infinity }));
  for (let round = 0; round <= rounds; round++) {
    for (const [i, runner] of runners.entries()) {
      const [started, processor] = [performance.now(), process.cpuUsage()];
      await runner.run(tokenIds, batch, length);
      const { user, system } = process.cpuUsage(processor);
      const slot = best[i];
      // The first round allocates.
      if (!slot || round === 0) continue;
      slot.seconds = Math.min(slot.seconds, (performance.now() - started) / 1e3);
      slot.processorSeconds = Math.min(slot.processorSeconds, (user + system) / 1e6);
    }
  }
  return best.map(({ seconds, processorSeconds }) => ({
    tokensPerSecond: tokenIds.length / seconds,
    tokensPerProcessorSecond: tokenIds.length / processorSeconds,
  }));
}
