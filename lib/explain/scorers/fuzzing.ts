import { BATCH_EXAMPLES } from "#lib/explain/judging/judge-examples.ts";
import { fuzzingPrompt } from "#lib/explain/prompts/fuzzing.ts";
import { markExamples } from "#lib/explain/scorers/mark-examples.ts";
import { scoreByJudge, TEST_PER_DECILE } from "#lib/explain/scorers/score-by-judge.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";

/**
 * A judge reads passages with marks and says where they are right, by the explanation alone. As Delphi's fuzzing in
 * windows, batches, right marks (0.3 of the window's maximum), marks of silent passages and headline. Unlike it: in a
 * fifth of the negatives the feature does fire and only the marks are wrong, so that place counts and not only subject;
 * documents, kinds of silent passages, failures and wording are those of our detection.
 */
export const fuzzing: Scorer = {
  name: "fuzzing",
  version: 2,
  side: "input",
  needs: "text",
  asks: true,
  embeds: true,
  settings: { prompt: fuzzingPrompt.hash, temperature: 0, perDecile: TEST_PER_DECILE, batch: BATCH_EXAMPLES },
  score: (material, scored, asking) =>
    scoreByJudge(material, scored, asking, { prompt: fuzzingPrompt, show: markExamples }),
};
