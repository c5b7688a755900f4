import type { Draft } from "#lib/explain/explainers/explainer.ts";
import type { Asking, MethodSettings } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import type { Evidence } from "#lib/explain/scorers/evidence-codec.ts";
import type { ScoreDetail } from "#lib/explain/schema.ts";

/** Fewer held-out positives say nothing. */
export const POSITIVES_MIN = 20;

/** A score before it is stored. Without enough positives, or where every answer failed, it has no value and says why. */
export type ScoreOutcome = {
  state: "scored" | "not-enough-data" | "failed";
  value: number | null;
  low: number | null;
  high: number | null;
  /** The best of its baselines. */
  baseline: number | null;
  positives: number;
  detail: ScoreDetail;
  evidence: readonly Evidence[];
};

/** What is scored: an explanation of a feature, beside explanations of others that must not do as well. */
export type Scored = {
  feature: number;
  explanation: Draft;
  /** Explanations by the same method of other features of about the same density. */
  shuffled: readonly Draft[];
};

type Common = {
  /** As stored and in URLs. */
  name: string;
  /** Raised whenever the same explanation may get another score. */
  version: number;
  side: Draft["side"];
  /** What an explanation must have for this scorer. */
  needs: "text" | "predicate";
  /** Compares directions of texts, so its figures depend on the embedder. */
  embeds?: true;
};

/** A method that scores explanations on documents that no explainer has seen. */
export type Scorer =
  | (Common & {
      asks: false;
      score(material: SourceMaterial, scored: Scored, signal?: AbortSignal): ScoreOutcome | Promise<ScoreOutcome>;
    })
  | (Common & {
      asks: true;
      settings: MethodSettings;
      score(material: SourceMaterial, scored: Scored, asking: Asking): Promise<ScoreOutcome>;
    });

type Size = { tokens: number; documents: number };

/** The outcome where the test split holds too few tokens of the feature. @param unit what its positives are */
export function notEnoughData(
  positives: number,
  metric: ScoreDetail["metric"],
  size: Size,
  unit: "tokens" | "passages" = "tokens",
): ScoreOutcome {
  const why = `It fires ${unit === "tokens" ? "on" : "in"} ${positives} held-out ${unit}; ${POSITIVES_MIN} are needed for a figure.`;
  return noScore("not-enough-data", positives, { metric, ...size, baselines: [], why });
}

/** A score without a value; the detail says why. */
export function noScore(
  state: "not-enough-data" | "failed",
  positives: number,
  detail: ScoreDetail & { why: string },
): ScoreOutcome {
  return { state, value: null, low: null, high: null, baseline: null, positives, detail, evidence: [] };
}
