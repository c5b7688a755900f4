import { expect, test } from "vitest";
import { measureRunners, openBareGraph } from "#lib/engine/bare-graph.ts";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { randomInts } from "#lib/engine/testing/random.ts";
import { buildSource } from "#lib/sae/testing/build-source.ts";

test("each yardstick runs as often as asked, in turn, and reports a speed", async () => {
  const model = await openModelDirectory(new URL("../../test/fixtures/engine/random-llama/", import.meta.url).pathname);
  const calls: string[] = [];
  const runners = await Promise.all(
    (["model", "encoders"] as const).map(async (part) => {
      const runner = await openBareGraph(model, [buildSource()], part, { threads: 1 });
      return { ...runner, run: (...batch: Parameters<typeof runner.run>) => (calls.push(part), runner.run(...batch)) };
    }),
  );
  try {
    const speeds = await measureRunners(runners, { tokenIds: randomInts(22, 320, 1), batch: 2, length: 11, rounds: 2 });
    expect(calls).toEqual(["model", "encoders", "model", "encoders", "model", "encoders"]);
    for (const { tokensPerSecond } of speeds) expect(tokensPerSecond).toBeGreaterThan(0);
  } finally {
    for (const runner of runners) await runner.close();
  }
});
