import { getRun } from "#lib/catalog/queries/runs.ts";
import { getVocabulary } from "#lib/catalog/queries/vocabularies.ts";
import { indexText } from "#lib/explain/observations/indexed-text.ts";
import { listSplitSequences } from "#lib/explain/queries/split-sequences.ts";
import { windowTexts } from "#lib/explain/sampling/window-embeddings.ts";
import { SPLIT_TOKENS } from "#workers/explain/open-material.ts";
import type { JobHandler } from "#workers/job-handler.ts";

/** Gives the passages that scorers read their directions, once for all sources of a run; those that have one keep it. */
export const embedWindowsJob: JobHandler<"embed-windows"> = async ({ runId }, { db, embedder, report, signal }) => {
  const run = await getRun(db, runId);
  const { test } = await listSplitSequences(db, run, { explain: 0, select: 0, test: SPLIT_TOKENS.test });
  const vocabulary = await getVocabulary(db, { id: run.modelId, contentHash: run.model.contentHash });
  const texts = windowTexts(vocabulary, indexText(test, vocabulary.size));
  report(0, { total: texts.length });
  await embedder.embed(texts, signal, report);
  return [];
};
