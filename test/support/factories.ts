import { createHash } from "node:crypto";
import type { Provenance, SourceQuality, SourceSummary } from "#lib/catalog/schema.ts";
import { packVocabulary, tokenText, unpackVocabulary } from "#lib/catalog/vocabulary.ts";
import type { Db } from "#lib/db.ts";
import { encodeFeatureDetail } from "#lib/stats/feature-codec.ts";
import { packTokens } from "#lib/stats/sequences.ts";
import type { SourceKind, Visibility } from "#prisma/generated/enums.ts";
import { makeSpecimenFeature, type SpecimenFeature, type SpecimenSequence } from "#test/support/specimen-features.ts";
import { BOS_TOKEN, makeSpecimenText } from "#test/support/specimen-text.ts";

export type CatalogOptions = {
  model?: string;
  visibility?: Visibility;
  /** By source slug; all digits makes raw neurons, `-tc-` in the name a transcoder. */
  sources?: Record<string, { features: number; visibility?: Visibility }>;
  documents?: number;
  seed?: number;
};

const SEQUENCE_LENGTH = 64;
const BOS_ID = 0;

/**
 * Fills a database with a small catalog that reads like a real one: live, dead and dense features, examples over prose,
 * code and characters spread over tokens. The same options give the same catalog.
 */
export async function buildCatalog(
  db: Db,
  options: CatalogOptions = {},
): Promise<{ modelId: number; corpusId: number }> {
  const { model = "tiny-llama-7m", visibility = "PUBLIC", documents = 60, seed = 1 } = options;
  const { sources = { "2-res-4k": { features: 200 }, "1": { features: 100 } } } = options;
  const random = createRandom(seed);
  const text = makeSpecimenText(documents, random);
  const vocabulary = packVocabulary(text.vocabulary);
  const contentHash = hash(vocabulary);
  const sequences = cutSequences(text.documents.map(({ tokens }) => tokens));
  const { id: modelId } = await db.prisma.model.create({
    data: {
      slug: model,
      name: "Tiny Llama 7M",
      description: "A small model for tests.",
      architecture: "LlamaForCausalLM",
      layers: 6,
      dModel: 256,
      vocabularySize: text.vocabulary.length,
      contextSize: 256,
      parameters: 7_000_000n,
      licence: "Apache-2.0",
      directory: `models/${model}`,
      contentHash,
      vocabulary,
      bosTokenId: BOS_ID,
      visibility,
    },
  });
  const corpus = {
    slug: `specimen-${model}`,
    name: "Specimens",
    hash: hash(vocabulary),
    leadTokenId: BOS_ID,
    provenance: { packages: [], kinds: [] },
  };
  const { id: corpusId } = await db.prisma.corpus.create({ data: corpus });
  await db.prisma.document.createMany({
    data: text.documents.map(({ title, kind, origin }, ordinal) => ({
      corpusId,
      ordinal,
      title,
      kind,
      origin,
      hash: hash(title),
    })),
  });
  await db.prisma.sequence.createMany({
    data: sequences.map(({ ordinal, document, start, tokens }) => ({
      modelId,
      corpusId,
      ordinal,
      documentOrdinal: document,
      start,
      length: tokens.length,
      tokens: packTokens(tokens, text.vocabulary.length),
    })),
  });
  const provenance = buildProvenance({
    corpus: corpus.slug,
    corpusHash: corpus.hash,
    documents,
    sequences: sequences.length,
    modelHash: contentHash,
  });
  for (const [slug, { features: count, visibility: own = "PUBLIC" }] of Object.entries(sources)) {
    const features = Array.from({ length: count }, (_, index) =>
      makeSpecimenFeature(index, { sequences, vocabularySize: text.vocabulary.length, random }),
    );
    const sourceId = await createSource(db, modelId, slug, { features, visibility: own, provenance });
    const known = unpackVocabulary(vocabulary);
    const show = (id: number) => tokenText(known, id).text;
    await db.prisma.feature.createMany({
      data: features.map(({ density, maxActivation, activeTokens, peaks, detail }, index) => ({
        sourceId,
        index,
        density,
        maxActivation,
        activeTokens,
        topTokens: [...new Set(peaks.map(show))],
        outputTokens: detail.output.top.slice(0, 5).map(({ token }) => show(token)),
        detail: encodeFeatureDetail(detail),
      })),
    });
  }
  return { modelId, corpusId };
}

async function createSource(
  db: Db,
  modelId: number,
  slug: string,
  { features, visibility, provenance }: { features: SpecimenFeature[]; visibility: Visibility; provenance: Provenance },
): Promise<number> {
  const [layer = "0", ...rest] = slug.split("-");
  const set = rest.join("-") || "neurons";
  const kind: SourceKind = rest.length === 0 ? "NEURONS" : rest.includes("tc") ? "TRANSCODER" : "SAE";
  const sourceSet = { modelId, slug: set, name: set, description: `Specimens of ${set}.` };
  const { id: sourceSetId } = await db.prisma.sourceSet.upsert({
    where: { modelId_slug: { modelId, slug: set } },
    create: sourceSet,
    update: {},
  });
  const live = features.filter(({ activeTokens }) => activeTokens > 0).length;
  const summary: SourceSummary = {
    tokens: provenance.tokens,
    live,
    dead: features.length - live,
    examples: live * 65,
    detailBytes: 1000,
  };
  const { id } = await db.prisma.source.create({
    data: {
      modelId,
      sourceSetId,
      slug,
      kind,
      architecture: kind === "NEURONS" ? "neurons" : "topk",
      layer: Number(layer),
      hookIn: `blocks.${layer}.hook_resid_post`,
      dIn: 256,
      features: features.length,
      k: kind === "NEURONS" ? null : 32,
      contentHash: hash(`${slug} ${features.length}`),
      state: "READY",
      ...(kind === "NEURONS" ? {} : { quality: buildQuality() }),
      provenance,
      summary,
      visibility,
    },
  });
  return id;
}

export function buildProvenance(given: Partial<Provenance> = {}): Provenance {
  return {
    codeVersion: "0.1.0",
    modelHash: "m",
    sourceHash: "s",
    corpus: "specimen",
    corpusHash: "c",
    documents: 60,
    sequences: 400,
    tokens: 25_000,
    sequenceLength: SEQUENCE_LENGTH,
    lead: BOS_TOKEN,
    leadBy: "tokenizer",
    seed: 1,
    executionProvider: "cpu",
    computedAt: "2026-01-02T03:04:05.000Z",
    ...given,
  };
}

export function buildQuality(given: Partial<SourceQuality> = {}): SourceQuality {
  return {
    tokens: 20_000,
    documents: 40,
    l0: 31.8,
    fve: 0.83,
    mse: 0.12,
    pcaFve: 0.61,
    pcaRank: 32,
    ceClean: 3.41,
    ceWithSource: 3.55,
    ceZeroAblated: 7.9,
    ceMeanAblated: 6.2,
    ceRecoveredZero: 0.969,
    ceRecoveredMean: 0.95,
    klWithSource: 0.131,
    klZeroAblated: 4.62,
    klMeanAblated: 2.85,
    fveInterval: { low: 0.81, high: 0.846 },
    pcaFveInterval: { low: 0.58, high: 0.64 },
    ceRecoveredZeroInterval: { low: 0.961, high: 0.976 },
    ceRecoveredMeanInterval: { low: 0.938, high: 0.961 },
    klWithSourceInterval: { low: 0.118, high: 0.146 },
    ...given,
  };
}

function cutSequences(documents: number[][]): SpecimenSequence[] {
  const cut = documents.flatMap((tokens, document) =>
    Array.from({ length: Math.ceil(tokens.length / (SEQUENCE_LENGTH - 1)) }, (_, part) => {
      const start = part * (SEQUENCE_LENGTH - 1);
      return { document, start, tokens: [BOS_ID, ...tokens.slice(start, start + SEQUENCE_LENGTH - 1)] };
    }),
  );
  return cut.map((sequence, ordinal) => ({ ordinal, ...sequence }));
}

const hash = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/** Uniform numbers in [0, 1) that a seed decides. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
