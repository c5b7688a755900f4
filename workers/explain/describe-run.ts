import type { RunDetail } from "#lib/catalog/queries/runs.ts";
import { pickLead } from "#lib/corpus/lead-fields.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import type { RunKey } from "#lib/explain/queries/explain-runs.ts";
import type { ExplainProvenance } from "#lib/explain/schema.ts";
import type { FeatureScorer } from "#lib/explain/scorers/feature-scorer.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import type { Source } from "#prisma/generated/client.ts";

/** What results of a method are stored under. @param llmModel the language model it asked; empty when it asks none */
export function runKey(
  { name, version, asks }: Pick<Explainer | Scorer | FeatureScorer, "name" | "version" | "asks">,
  provenance: ExplainProvenance,
  llmModel = "",
): RunKey {
  return { method: name, version, llmModel: asks ? llmModel : "", provenance };
}

/** What decides a method's results besides the material, as provenance has it. */
export function methodSettings(
  method: Explainer | Scorer | FeatureScorer,
  { embeddings }: Pick<SourceMaterial, "embeddings">,
): ExplainProvenance["settings"] {
  return { ...(method.asks ? method.settings : {}), ...(method.embeds ? embeddings.settings : {}) };
}

/** What explanations and scores of a source were made from. */
export function describeProvenance(
  { model, corpus, parameters }: RunDetail,
  source: Source,
  { splits }: SourceMaterial,
  settings: ExplainProvenance["settings"] = {},
): ExplainProvenance {
  const count = (of: (split: keyof typeof splits) => number) => ({
    explain: of("explain"),
    select: of("select"),
    test: of("test"),
  });
  return {
    codeVersion: parameters.codeVersion,
    modelHash: model.contentHash,
    sourceHash: source.contentHash,
    corpusHash: corpus.hash,
    ...pickLead(parameters),
    seed: parameters.seed,
    tokens: count((split) => splits[split].text.tokenIds.length),
    documents: count((split) => splits[split].text.documents),
    settings,
    computedAt: new Date().toISOString(),
  };
}
