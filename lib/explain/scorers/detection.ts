import { BATCH_EXAMPLES } from "#lib/explain/judging/judge-examples.ts";
import { detectionPrompt } from "#lib/explain/prompts/detection.ts";
import { windowTokens } from "#lib/explain/sampling/window-text.ts";
import { scoreByJudge, TEST_PER_DECILE } from "#lib/explain/scorers/score-by-judge.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";

/**
 * A judge reads plain passages and says in which the feature fires, by the explanation alone. As Delphi's detection in
 * windows, batches, numbers and headline (balanced accuracy over half and half). Unlike it: only documents that no
 * explainer saw; silent passages of several kinds, the hard ones among them, none twice; failures are wrong; our wording.
 */
export const detection: Scorer = {
  name: "detection",
  version: 2,
  side: "input",
  needs: "text",
  asks: true,
  embeds: true,
  settings: { prompt: detectionPrompt.hash, temperature: 0, perDecile: TEST_PER_DECILE, batch: BATCH_EXAMPLES },
  score: (material, scored, asking) =>
    scoreByJudge(material, scored, asking, {
      prompt: detectionPrompt,
      show: (_material, _feature, { examples }) =>
        examples.map((example) => ({
          ...example,
          shown: windowTokens(material, material.splits.test.text, example).join(""),
        })),
    }),
};
