import { SEQUENCE_TOKENS_MAX } from "#lib/corpus/cut-sequences.ts";
import { openActivationSession } from "#lib/engine/activation-session.ts";
import { type MeasuredSpeed, measureRunners, openBareGraph, type TokenRunner } from "#lib/engine/bare-graph.ts";
import { batchSequences, openDemoModel, readDemoSequences } from "#scripts/bench/demo-model.ts";
import type { Figure } from "#scripts/bench/report.ts";

const BATCH_SEQUENCES = 16;

/** How fast onnxruntime runs the bundled model with every source, beside what no implementation can leave out. */
export async function benchEngine(): Promise<Figure[]> {
  const { model, sources } = await openDemoModel();
  const weights = sources.map((source) => source.weights);
  const [batch] = batchSequences(await readDemoSequences(BATCH_SEQUENCES * SEQUENCE_TOKENS_MAX), BATCH_SEQUENCES);
  if (!batch) throw new Error("The demo corpus is too small for one batch.");
  const graphs: { what: string; note: string; runner: TokenRunner }[] = [
    {
      what: "model alone",
      note: "up to the last hook point read",
      runner: await openBareGraph(model, weights, "model"),
    },
    {
      what: "and encoders",
      note: "every pre-activation computed, none chosen",
      runner: await openBareGraph(model, weights, "encoders"),
    },
    {
      what: "activations out",
      note: `what the pipeline runs: ${sources.length} sources`,
      runner: await openActivationSession(model, weights),
    },
  ];
  const runners = graphs.map(({ runner }) => runner);
  try {
    const shape = { tokenIds: batch.ids, batch: BATCH_SEQUENCES, length: SEQUENCE_TOKENS_MAX };
    const speeds = await measureRunners(runners, shape);
    return graphs.map(({ what, note }, i) => present(what, note, speeds[i], speeds[1]));
  } finally {
    for (const runner of runners) await runner.close();
  }
}

function present(what: string, note: string, speed?: MeasuredSpeed, encoders?: MeasuredSpeed): Figure {
  const value = speed?.tokensPerSecond ?? Number.NaN;
  const share = Math.round((100 * value) / (encoders?.tokensPerSecond ?? Number.NaN));
  return { what, value, unit: "tokens/s", note: `${share}% of model and encoders; ${note}` };
}
