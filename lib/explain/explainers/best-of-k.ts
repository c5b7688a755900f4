import { askExplanation, tooSilent } from "#lib/explain/explainers/ask-explanation.ts";
import type { Asking, Draft, Explainer, ExplainOutcome } from "#lib/explain/explainers/explainer.ts";
import { writeQuestion } from "#lib/explain/explainers/marked-windows.ts";
import { judgeExamples } from "#lib/explain/judging/judge-examples.ts";
import { judgedExample } from "#lib/explain/judging/judged.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { scoreJudgedExamples } from "#lib/explain/metrics/judged-examples.ts";
import { detectionPrompt } from "#lib/explain/prompts/detection.ts";
import { markedWindowsPrompt } from "#lib/explain/prompts/marked-windows.ts";
import { pickExamples } from "#lib/explain/sampling/pick-examples.ts";
import type { LlmFailure } from "#lib/llm/result.ts";
import { windowTokens } from "#lib/explain/sampling/window-text.ts";

const CANDIDATES = 4;
/** Of the select split: 20 passages in which it fires and as many in which it does not. */
const PER_DECILE = 2;

/**
 * Asks as `marked-windows` does, several times at temperature 1, and keeps the explanation that does best by detection on
 * the select split. The recipe is Transluce's, with detection in the place of a simulator; the split it chooses on is
 * neither what it explains from nor what is scored on, so the score it reaches there is not reported.
 */
export const bestOfK: Explainer = {
  name: "best-of-k",
  version: 2,
  side: "input",
  asks: true,
  embeds: true,
  settings: {
    prompt: markedWindowsPrompt.hash,
    detectionPrompt: detectionPrompt.hash,
    temperature: 1,
    candidates: CANDIDATES,
    perDecile: PER_DECILE,
  },
  async explain(material, feature, asking) {
    const question = writeQuestion(material, feature);
    if ("ok" in question) return question;
    const outcomes = await Promise.all(
      Array.from({ length: CANDIDATES }, (_, sample) =>
        askExplanation(asking, { ...question, temperature: 1, seed: material.seed + sample, sample }),
      ),
    );
    const drafts = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.draft] : []));
    const [first] = outcomes;
    if (drafts.length === 0 && first) return first;
    return chooseOnSelect(material, feature, drafts, asking);
  },
};

async function chooseOnSelect(
  material: SourceMaterial,
  feature: number,
  drafts: readonly Draft[],
  asking: Asking,
): Promise<ExplainOutcome> {
  const { embeddings, signal } = asking;
  const { examples } = await pickExamples(material, {
    split: "select",
    feature,
    perDecile: PER_DECILE,
    embeddings,
    signal,
  });
  const silent = tooSilent(examples.filter(({ activating }) => activating).length);
  if (silent) return silent;
  const { text } = material.splits.select;
  const shown = examples.map((example) => ({ ...example, shown: windowTokens(material, text, example).join("") }));
  let best: { draft: Draft; value: number } | undefined;
  let failure: LlmFailure | undefined;
  for (const draft of new Map(drafts.map((draft) => [draft.text, draft])).values()) {
    const judged = await judgeExamples(asking, { prompt: detectionPrompt, explanation: draft.text, examples: shown });
    const failures = judged.flatMap((example) => example.failure ?? []);
    const unpaid = failures.find(({ kind }) => kind === "over_budget");
    if (unpaid) return { ok: false, failure: unpaid };
    failure ??= failures[0];
    if (judged.every(({ prediction }) => prediction === null)) continue;
    const value = scoreJudgedExamples(judged.map(judgedExample)).balancedAccuracy.value ?? 0;
    if (!best || value > best.value) best = { draft, value };
  }
  if (best) return { ok: true, draft: best.draft };
  const { kind, detail } = failure ?? { kind: "unparsable" as const, detail: "nothing was asked" };
  return { ok: false, failure: { kind, detail: `The judge that was to choose gave no answer: ${detail}` } };
}
