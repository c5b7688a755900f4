import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { AppError } from "#lib/errors.ts";
import type { ElementType, GraphBuilder, Value } from "#lib/engine/graph.ts";
import { withWeightFile } from "#lib/engine/weight-file.ts";

export type ExecutionProvider = "cpu" | "cuda" | "webgpu";

export interface SessionOptions {
  /** Where the graph runs; every provider computes the same graph. */
  readonly provider?: ExecutionProvider;
  /** Threads of one operator on the CPU; by default one a core. */
  readonly threads?: number;
  /** How a model's matrices are held; those of sources are f32 always. */
  readonly weights?: WeightMode;
}

/**
 * `f16`: half the memory, computed in f32: the same model where its file has 16-bit floats. `int8`: a quarter of it and faster, and
 * not quite the same model. docs/models.md has what each costs.
 */
export type WeightMode = "f32" | "f16" | "int8";

/** Larger weights are laid out in a file: in memory they would be there three times until the session is open. */
const INLINE_BYTES_MAX = 1 << 26;

/**
 * Loads what computes `outputs` into onnxruntime.
 * `run` of the returned session blocks the event loop until the graph is done (onnxruntime-node 1.30 defers it by one
 * `setImmediate` and then computes on the calling thread), so a process that must stay responsive calls it from a
 * worker, and keeps a batch well under a second.
 * @throws AppError unavailable when the provider is not on this machine.
 */
export async function openInferenceSession(
  graph: GraphBuilder,
  outputs: readonly Value<ElementType>[],
  options: SessionOptions = {},
): Promise<InferenceSession> {
  if (graph.weightBytes(outputs) <= INLINE_BYTES_MAX) return create(await graph.serialize(outputs), options);
  return withWeightFile(async (folder, store) => {
    const path = join(folder, "model.onnx");
    await writeFile(path, await graph.serialize(outputs, store));
    return create(path, options);
  });
}

async function create(
  model: Uint8Array | string,
  { provider = "cpu", threads }: SessionOptions,
): Promise<InferenceSession> {
  try {
    // The library takes a path or bytes, each by a signature of its own.
    return await InferenceSession.create(model as string, {
      executionProviders: provider === "cpu" ? ["cpu"] : [provider, "cpu"],
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
      extra: {
        session: {
          // Attention to far tokens ends in denormal numbers, which Intel processors multiply at a tenth of the speed.
          set_denormal_as_zero: "1",
          // Idle threads would spin on the core that the database or the site needs; measured 15% slower on a shared machine.
          intra_op: { allow_spinning: "0" },
        },
      },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    });
  } catch (cause) {
    if (provider === "cpu") throw cause;
    throw new AppError(
      "unavailable",
      `This machine has no working ${provider} provider; install it or set the provider to cpu.`,
      { cause },
    );
  }
}
