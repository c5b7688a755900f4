import { bench, describe } from "vitest";
import { addSequence, createSourceAccumulator } from "#lib/stats/source-accumulator.ts";
import { syntheticDocuments } from "#lib/stats/synthetic-activations.ts";

/** One iteration adds 64 sequences; ns per entry = mean ms · 1e6 / entries (in the name). The first of them fill the pools and are slower. */
for (const { features, k } of [
  { features: 4096, k: 32 },
  { features: 640, k: 64 },
]) {
  describe(`${features} features, k = ${k}`, () => {
    const sequences = syntheticDocuments({ features, k, documents: 200 }).flat().slice(0, 256);
    const entries =
      sequences.reduce((total, { values }) => total + values.reduce((n, value) => n + (value > 0 ? 1 : 0), 0), 0) / 4;
    for (const coactivationEveryNthSequence of [0, 1, 4]) {
      const coactivation = coactivationEveryNthSequence === 0 ? "none" : "pairs";
      const accumulator = createSourceAccumulator({
        features,
        seed: 1,
        coactivation,
        coactivationEveryNthSequence: Math.max(1, coactivationEveryNthSequence),
      });
      let next = 0;
      bench(
        `${coactivation} on one sequence in ${coactivationEveryNthSequence}, ${Math.round(entries)} entries`,
        () => {
          for (let i = 0; i < 64; i++, next++) {
            const { place, indices, values } = sequences[next % sequences.length] ?? { place: { length: 0, lead: 0 } };
            if (!indices || !values) return;
            addSequence(
              accumulator,
              { sequence: next, document: next >> 2, length: place.length, lead: place.lead },
              indices,
              values,
              0,
              k,
            );
          }
        },
        { iterations: 100, warmupIterations: 100, time: 0, warmupTime: 0 },
      );
    }
  });
}
