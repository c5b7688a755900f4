import { SEQUENCE_TOKENS_MAX } from "#lib/corpus/cut-sequences.ts";
import { openActivationSession, type SparseActivations } from "#lib/engine/activation-session.ts";
import { addSequence, createSourceAccumulator, flushBatch } from "#lib/stats/source-accumulator.ts";
import { batchSequences, type DemoSequence, openDemoModel, readDemoSequences } from "#scripts/bench/demo-model.ts";
import { type Figure, quantile } from "#scripts/bench/report.ts";

/** As in the worker (workers/jobs/collect-activations.ts). */
const BATCH_SEQUENCES = 16;
const TOKENS = 120_000;
const WARM_UP_BATCHES = 2;
/** On a slow or busy machine fewer batches must do. */
const SECONDS_MAX = 60;
/** Statistics are gathered and counted once in so many sequences; a share is taken over whole rounds. */
const ROUND_BATCHES = 8;

/**
 * What is left of onnxruntime's own speed once every activation is counted: each batch is run twice in the same session,
 * once alone and once with the statistics of every source, in alternating order, so that both see the same machine.
 */
export async function benchPipelineShare(): Promise<Figure[]> {
  const { model, sources } = await openDemoModel();
  const sequences = await readDemoSequences(TOKENS);
  const session = await openActivationSession(
    model,
    sources.map(({ weights }) => weights),
  );
  const accumulators = sources.map(({ weights }) =>
    createSourceAccumulator({ features: weights.features, seed: 1, sequenceLengthMax: SEQUENCE_TOKENS_MAX }),
  );
  const count = (batch: DemoSequence[], first: number, activations: readonly SparseActivations[]) => {
    accumulators.forEach((accumulator, i) => {
      const found = activations[i];
      if (!found) return;
      batch.forEach(({ document, tokens }, row) => {
        const place = { sequence: first + row, document, length: tokens.length };
        addSequence(accumulator, place, found.indices, found.values, row * SEQUENCE_TOKENS_MAX * found.k, found.k);
      });
    });
  };
  const rounds: { bare: number; counted: number }[] = [];
  let batchNumber = 0;
  let measured = 0;
  const deadline = performance.now() + SECONDS_MAX * 1_000;
  for (const batch of batchSequences(sequences, BATCH_SEQUENCES)) {
    const run = () => session.run(batch.ids, BATCH_SEQUENCES, SEQUENCE_TOKENS_MAX);
    const first = batchNumber * BATCH_SEQUENCES;
    const bare = () => secondsOf(run);
    const counted = () =>
      secondsOf(async () => {
        count(batch.sequences, first, await run());
        if ((batchNumber + 1) % ROUND_BATCHES === 0) accumulators.forEach(flushBatch);
      });
    const bareFirst = batchNumber % 2 === 0;
    const earlier = bareFirst ? await bare() : await counted();
    const later = bareFirst ? await counted() : await bare();
    batchNumber += 1;
    if (batchNumber <= WARM_UP_BATCHES) continue;
    measured += BATCH_SEQUENCES * SEQUENCE_TOKENS_MAX;
    const round = (rounds[Math.floor((batchNumber - 1) / ROUND_BATCHES)] ??= { bare: 0, counted: 0 });
    round.bare += bareFirst ? earlier : later;
    round.counted += bareFirst ? later : earlier;
    if (performance.now() > deadline && batchNumber % ROUND_BATCHES === 0) break;
  }
  await session.close();
  return present(rounds, measured);
}

function present(rounds: readonly { bare: number; counted: number }[], tokens: number): Figure[] {
  const bare = rounds.reduce((sum, round) => sum + round.bare, 0);
  const counted = rounds.reduce((sum, round) => sum + round.counted, 0);
  const shares = rounds.map((round) => round.bare / round.counted);
  const range = `rounds from ${quantile(shares, 0).toFixed(2)} to ${quantile(shares, 1).toFixed(2)}`;
  return [
    {
      what: "bare graph",
      value: tokens / bare,
      unit: "tokens/s",
      note: "every source of the demo catalog, nothing after it",
    },
    {
      what: "graph and statistics",
      value: tokens / counted,
      unit: "tokens/s",
      note: "in one process, interleaved with the above",
    },
    { what: "share of the bare graph", value: bare / counted, unit: "", note: range },
  ];
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}
