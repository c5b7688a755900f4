import type { SourceMaterial } from "#lib/explain/material.ts";
import type { WindowEmbeddings } from "#lib/explain/sampling/window-embeddings.ts";
import type { ExplainProvenance } from "#lib/explain/schema.ts";
import type { Predicate } from "#lib/explain/predicates/predicate.ts";
import type { Llm } from "#lib/llm/client.ts";
import type { CallOptions } from "#lib/llm/answer-once.ts";
import type { LlmFailureKind } from "#lib/llm/result.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";

/** An explanation before it is stored. */
export type Draft = { side: "input" | "output"; text: string; predicate?: Predicate };

/** Why a feature has no explanation by a method: kept as what it is, never shown as a label. */
export type ExplainFailureKind = LlmFailureKind | "silent" | "unsupported";
export type ExplainOutcome =
  | { ok: true; draft: Draft }
  | { ok: false; failure: { kind: ExplainFailureKind; detail: string } };

/** A language model, for methods that ask one, and what they do better with. */
export type Asking = CallOptions & {
  llm: Llm;
  /** What the model's settings say that its server gives; none where left out. */
  logprobs?: LlmSettings["capabilities"]["logprobs"];
  /** For negatives of like text, which are left out without it. */
  embeddings?: WindowEmbeddings;
};

/** What a method that asks stands for in provenance: hashes of its prompts, temperature, … */
export type MethodSettings = ExplainProvenance["settings"];

type Common = {
  /** As stored and in URLs. */
  name: string;
  /** Raised whenever the same material may give another text. */
  version: number;
  side: Draft["side"];
  /** Compares directions of texts, so what it writes depends on the embedder. */
  embeds?: true;
};

/** A method that writes explanations. */
export type Explainer =
  | (Common & { asks: false; explain(material: SourceMaterial, feature: number): ExplainOutcome })
  | (Common & {
      asks: true;
      settings: MethodSettings;
      explain(material: SourceMaterial, feature: number, asking: Asking): Promise<ExplainOutcome>;
    });
