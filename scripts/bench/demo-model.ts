import path from "node:path";
import { leadTokens } from "#lib/corpus/lead.ts";
import { cutSequences, SEQUENCE_TOKENS_MAX } from "#lib/corpus/cut-sequences.ts";
import { readCorpus } from "#lib/corpus/read-corpus.ts";
import { loadTokenizer } from "#lib/engine/tokenizer.ts";
import { env } from "#lib/env.ts";
import { type BundledModel, readBundledModel } from "#workers/read-bundled-model.ts";

const SLUG = "tiny-llama-7m";

export type DemoSequence = { document: number; tokens: Int32Array };

/** The bundled model with all sources of the demo catalog. */
export async function openDemoModel(): Promise<BundledModel> {
  return readBundledModel(env.MODELS_DIRECTORY, SLUG);
}

/** Full-length sequences of the demo corpus, at least `tokens` tokens together. */
export async function readDemoSequences(tokens: number): Promise<DemoSequence[]> {
  const tokenizer = await loadTokenizer(path.resolve(env.MODELS_DIRECTORY, SLUG));
  const sequences: DemoSequence[] = [];
  let document = 0;
  for await (const { text } of readCorpus()) {
    for (const { tokens: window } of cutSequences(tokenizer.encode(text), leadTokens(tokenizer.leadId ?? null))) {
      if (window.length === SEQUENCE_TOKENS_MAX) sequences.push({ document, tokens: window });
    }
    document += 1;
    if (sequences.length * SEQUENCE_TOKENS_MAX >= tokens) break;
  }
  return sequences;
}

/** Sequences in batches of equal size, as one array of ids each. */
export function* batchSequences(
  sequences: readonly DemoSequence[],
  size: number,
): Generator<{ sequences: DemoSequence[]; ids: Int32Array }> {
  for (let from = 0; from + size <= sequences.length; from += size) {
    const batch = sequences.slice(from, from + size);
    const ids = new Int32Array(size * SEQUENCE_TOKENS_MAX);
    batch.forEach(({ tokens }, row) => ids.set(tokens, row * SEQUENCE_TOKENS_MAX));
    yield { sequences: batch, ids };
  }
}
