import { availableParallelism } from "node:os";
import { SEQUENCE_TOKENS_MAX } from "#lib/corpus/cut-sequences.ts";
import { openLanes } from "#scripts/bench/lanes.ts";
import { type Figure, quantile } from "#scripts/bench/report.ts";
import { BATCH_SEQUENCES } from "#workers/count-batch.ts";
import { divideCores } from "#workers/engine-threads.ts";

const ROUNDS = 6;
/** Of a lane in a round. Statistics are gathered and counted once in so many sequences; a round ends with counting. */
const ROUND_BATCHES = 8;

type Round = { divided: number; whole: number; counted: number };

/**
 * What is left of onnxruntime's own speed once every activation is counted. The graph is run as a worker runs it, by jobs
 * side by side with a share of the cores each, alone and with the statistics of every source; and alone with all cores
 * for one batch after the other. All by turns, so that they see the same machine; the share is of the faster of the two
 * ways to run the graph alone.
 */
export async function benchPipelineShare(): Promise<Figure[]> {
  const cores = availableParallelism();
  const { jobs, threads } = divideCores("cpu", cores, undefined);
  const divided = await openLanes(jobs, threads);
  const whole = await openLanes(1, cores);
  const rounds: Round[] = [];
  try {
    const batches = ROUND_BATCHES;
    const parts: Record<keyof Round, () => Promise<number>> = {
      divided: () => divided.run({ batches, count: false }),
      whole: () => whole.run({ batches: batches * jobs, count: false }),
      counted: () => divided.run({ batches, count: true }),
    };
    const names: (keyof Round)[] = ["divided", "whole", "counted"];
    // The first round is left out: code is being compiled, memory taken for the first time.
    for (let number = 0; number <= ROUNDS; number++) {
      const round: Round = { divided: 0, whole: 0, counted: 0 };
      for (const i of names.keys()) {
        const name = names[(i + number) % names.length] ?? "counted";
        round[name] = await parts[name]();
      }
      if (number > 0) rounds.push(round);
    }
  } finally {
    await divided.close();
    await whole.close();
  }
  return present(rounds, { jobs, threads, cores });
}

function present(
  rounds: readonly Round[],
  { jobs, threads, cores }: { jobs: number; threads: number; cores: number },
): Figure[] {
  const seconds = (name: keyof Round) => rounds.reduce((sum, round) => sum + round[name], 0);
  const tokens = rounds.length * jobs * ROUND_BATCHES * BATCH_SEQUENCES * SEQUENCE_TOKENS_MAX;
  const bare = Math.min(seconds("divided"), seconds("whole"));
  const shares = rounds.map((round) => Math.min(round.divided, round.whole) / round.counted);
  const speed = (what: string, name: keyof Round, note: string): Figure => ({
    what,
    value: tokens / seconds(name),
    unit: "tokens/s",
    note,
  });
  return [
    speed("bare graph, all cores", "whole", `one batch at a time, ${cores} threads; every source of the demo catalog`),
    speed("bare graph, divided", "divided", `as a worker runs it: ${jobs} jobs of ${threads} thread(s)`),
    speed("graph and statistics", "counted", "what a worker does, in the same threads by turns"),
    {
      what: "share of the bare graph",
      value: bare / seconds("counted"),
      unit: "",
      note: `of the faster one; rounds from ${quantile(shares, 0).toFixed(2)} to ${quantile(shares, 1).toFixed(2)}`,
    },
  ];
}
