import { countParameters } from "#lib/engine/decoder/count-parameters.ts";
import { registerModel, type SourceRegistration } from "#lib/catalog/queries/register.ts";
import { packVocabulary } from "#lib/catalog/vocabulary.ts";
import { findBos } from "#lib/corpus/lead.ts";
import { loadTokenizer, type Tokenizer } from "#lib/engine/tokenizer.ts";
import { AppError } from "#lib/errors.ts";
import type { JobHandler } from "#workers/job-handler.ts";
import {
  type BundledModel,
  type BundledSource,
  type ModelCard,
  readBundledModel,
  readModelCard,
} from "#workers/read-bundled-model.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";

/** Reads a bundled model and its sources into the catalog, so that they can be seen before anything is computed. */
export const registerModelJob: JobHandler<"register-model"> = async (
  payload,
  { db, modelsDirectory, report, signal },
) => {
  const bundled = await readBundledModel(payload.models ?? modelsDirectory, payload.model);
  report(0, { total: bundled.sources.length });
  const tokenizer = await loadTokenizer(resolveDirectory(bundled.directory));
  const card = await readModelCard(bundled.directory);
  signal.throwIfAborted();
  const { modelId, sourceIds } = await registerModel(db, describe(bundled, tokenizer, card));
  report(bundled.sources.length);
  // Nothing to compute until a source is added.
  if (bundled.sources.length === 0) return [];
  const { corpus, tokens } = payload;
  return [
    {
      name: "ingest-corpus",
      title: `Read the corpus for ${payload.model}`,
      step: 2,
      payload: { modelId, sourceIds, corpus, tokens },
      total: tokens,
    },
  ];
};

function describe({ slug, directory, model, sources }: BundledModel, tokenizer: Tokenizer, card: ModelCard) {
  const { config, contentHash } = model;
  if (tokenizer.vocabularySize > config.vocabularySize) {
    throw new AppError(
      "bad_request",
      `The tokenizer of ${slug} has more tokens than the model; they do not belong together.`,
    );
  }
  const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.tokenBytes(id));
  return {
    model: {
      slug,
      name: slug,
      description: `${config.layers} layers, ${config.dModel} wide, ${config.heads} heads, ${config.vocabularySize} tokens, reads ${config.contextLength} tokens at a time.`,
      architecture: config.architecture,
      layers: config.layers,
      dModel: config.dModel,
      vocabularySize: config.vocabularySize,
      contextSize: config.contextLength,
      parameters: BigInt(countParameters(model)),
      licence: card.licence,
      directory,
      contentHash,
      vocabulary: packVocabulary(tokens),
      bosTokenId: findBos(config, tokenizer),
      card: card.figures,
    },
    release: {
      slug: `${slug}-sources`,
      name: `Sources of ${slug}`,
      description: `Dictionaries trained on ${slug}, and its raw neurons.`,
    },
    sources: sources.map((source) => describeSource(slug, source)),
  };
}

const KIND = { sae: "SAE", transcoder: "TRANSCODER", directions: "DIRECTIONS", neurons: "NEURONS" } as const;
const WHAT = {
  sae: "sparse autoencoders: features that rebuild an activation",
  transcoder: "transcoders: features of an MLP's input that rebuild its output",
  directions: "directions that someone chose, such as probes; they rebuild nothing",
  neurons: "raw MLP neurons, the baseline that dictionaries are compared with",
} as const;

function describeSource(model: string, { slug, layer, set, directory, weights }: BundledSource): SourceRegistration {
  const { kind, architecture, hookIn, hookOut, dIn, features, contentHash, metadata } = weights;
  // For the others k is only how many are kept.
  const k = architecture === "topk" ? weights.k : null;
  return {
    slug,
    set: { slug: set, name: `${model} ${set}`, description: `${features} features a layer; ${WHAT[kind]}.` },
    kind: KIND[kind],
    architecture,
    layer,
    hookIn,
    hookOut,
    dIn,
    features,
    k,
    directory,
    contentHash,
    led: weights.led ?? null,
    // JSON from a file's header: it was JSON, and is again.
    published: JSON.parse(JSON.stringify(metadata)),
  };
}
