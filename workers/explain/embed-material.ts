import type { Vocabulary } from "#lib/catalog/vocabulary.ts";
import { embedWindowsOnce, type MaterialEmbeddings } from "#lib/explain/sampling/window-embeddings.ts";
import type { StoredEmbedder } from "#lib/search/stored-embedder.ts";

/** Directions of passages and labels for the methods that compare them. @throws AppError where the embedder is set up wrongly */
export function embedMaterial(embedder: StoredEmbedder, vocabulary: Vocabulary): MaterialEmbeddings {
  const { name, version, model } = embedder.identify();
  const embed: MaterialEmbeddings["embed"] = (texts, signal) => embedder.embed(texts, signal);
  return {
    settings: { embedder: name, embedderVersion: version, embedderModel: model },
    windows: embedWindowsOnce({ vocabulary }, embed),
    embed,
  };
}
