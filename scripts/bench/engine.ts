import { SEQUENCE_TOKENS_MAX } from "#lib/corpus/cut-sequences.ts";
import { openActivationSession } from "#lib/engine/activation-session.ts";
import { batchSequences, type DemoSequence, openDemoModel, readDemoSequences } from "#scripts/bench/demo-model.ts";
import { type Figure, quantile } from "#scripts/bench/report.ts";
import type { BundledModel } from "#workers/read-bundled-model.ts";

const BATCH_SEQUENCES = 16;
const TOKENS = 40_000;
const WARM_UP_BATCHES = 2;

/** How fast onnxruntime runs the bundled model's graph, for each source alone and for all together. */
export async function benchEngine(): Promise<Figure[]> {
  const demo = await openDemoModel();
  const sequences = await readDemoSequences(TOKENS);
  const figures: Figure[] = [];
  for (const source of demo.sources) {
    const { architecture, features, k, hookIn } = source.weights;
    const note = `${architecture}, ${features} features, k ${k}, at ${hookIn}`;
    figures.push({
      what: `graph with ${source.slug}`,
      value: await tokensPerSecond(demo, [source], sequences),
      unit: "tokens/s",
      note,
    });
  }
  const value = await tokensPerSecond(demo, demo.sources, sequences);
  return [
    ...figures,
    { what: `graph with all ${demo.sources.length}`, value, unit: "tokens/s", note: "median over batches of 16 × 128" },
  ];
}

async function tokensPerSecond(
  { model }: BundledModel,
  sources: BundledModel["sources"],
  sequences: readonly DemoSequence[],
): Promise<number> {
  const session = await openActivationSession(
    model,
    sources.map(({ weights }) => weights),
  );
  try {
    const seconds: number[] = [];
    for (const { ids } of batchSequences(sequences, BATCH_SEQUENCES)) {
      const start = performance.now();
      await session.run(ids, BATCH_SEQUENCES, SEQUENCE_TOKENS_MAX);
      seconds.push((performance.now() - start) / 1_000);
    }
    return (BATCH_SEQUENCES * SEQUENCE_TOKENS_MAX) / quantile(seconds.slice(WARM_UP_BATCHES), 0.5);
  } finally {
    await session.close();
  }
}
