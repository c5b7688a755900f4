import { getRun, type RunDetail } from "#lib/catalog/queries/runs.ts";
import { getVocabulary } from "#lib/catalog/queries/vocabularies.ts";
import type { Db } from "#lib/db.ts";
import { outputStatistics } from "#lib/explain/explainers/output-statistics.ts";
import { tokenStatistics } from "#lib/explain/explainers/token-statistics.ts";
import { readFeatureFacts } from "#lib/explain/queries/feature-facts.ts";
import { listSplitSequences } from "#lib/explain/queries/split-sequences.ts";
import { writeExplanations } from "#lib/explain/queries/write-explanations.ts";
import { readyMaterial } from "#lib/explain/ready-material.ts";
import { exactSimulation } from "#lib/explain/scorers/exact-simulation.ts";
import { promotion } from "#lib/explain/scorers/promotion.ts";
import { readEmbedderSettings } from "#lib/search/embedders/settings.ts";
import { openStoredEmbedder } from "#lib/search/stored-embedder.ts";
import type { Source } from "#prisma/generated/client.ts";
import type { Figure } from "#scripts/bench/report.ts";
import { describeProvenance, runKey } from "#workers/explain/describe-run.ts";
import { embedMaterial } from "#workers/explain/embed-material.ts";
import { explainAll, scoreAll } from "#workers/explain/explain-all.ts";
import { requireLlmFree } from "#lib/explain/find-method.ts";
import { observeSplits } from "#workers/explain/observe-splits.ts";
import { SPLIT_TOKENS } from "#workers/explain/open-material.ts";

/** Of a job in a worker on two cores, which does two side by side. */
const THREADS = 1;

const METHODS = [
  [requireLlmFree(tokenStatistics), requireLlmFree(exactSimulation)],
  [requireLlmFree(outputStatistics), requireLlmFree(promotion)],
] as const;

/**
 * Explains one dictionary and the neurons of one layer of a computed catalog again, stage by stage. In processor seconds,
 * which a machine that does other work beside hardly changes.
 */
export async function benchExplain(db: Db): Promise<Figure[]> {
  const found = await db.prisma.run.findFirst({ select: { id: true }, orderBy: { id: "desc" } });
  if (!found) throw new Error("The catalog has no run to explain.");
  const run = await getRun(db, found.id);
  const chosen = [
    run.sources.find(({ directory }) => directory !== null),
    run.sources.find(({ directory }) => directory === null),
  ];
  const figures: Figure[] = [];
  for (const source of chosen) if (source) figures.push(...(await benchSource(db, run, source)));
  return figures;
}

async function benchSource(db: Db, run: RunDetail, source: Source): Promise<Figure[]> {
  const { slug, features } = source;
  const { signal } = new AbortController();
  const figures: Figure[] = [];
  const stage = async <T>(name: string, work: () => T | Promise<T>, note = ""): Promise<T> => {
    const before = processorSeconds();
    const result = await work();
    figures.push({ what: `${slug}, ${name}`, value: processorSeconds() - before, unit: "s", note });
    return result;
  };
  const read = await stage("reading", async () => ({
    sequences: await listSplitSequences(db, run, SPLIT_TOKENS),
    vocabulary: await getVocabulary(db, { id: run.modelId, contentHash: run.model.contentHash }),
    facts: await readFeatureFacts(db, source.id),
  }));
  const observations = await stage("model", () =>
    observeSplits(run, source, read.sequences, { signal, engine: { threads: THREADS } }),
  );
  const embeddings = embedMaterial(openStoredEmbedder(db, readEmbedderSettings), read.vocabulary);
  const material = await stage("indexing", () =>
    readyMaterial({ features, seed: run.parameters.seed, ...read, embeddings, observations }),
  );
  const provenance = describeProvenance(run, source, material);
  const going = { signal, progress: () => undefined };
  for (const [explainer, scorer] of METHODS) {
    const written = await stage(explainer.name, () => explainAll(explainer, material, going));
    const { explanations } = written;
    const note = `${explanations.length} explanations`;
    const results = await stage(scorer.name, () => scoreAll(scorer, material, explanations, going), note);
    const scores = [{ scorer: runKey(scorer, provenance), results }];
    await stage(`writing ${explainer.name}`, () =>
      writeExplanations(db, { sourceId: source.id, explainer: runKey(explainer, provenance), ...written, scores }),
    );
  }
  const seconds = figures.reduce((sum, { value }) => sum + value, 0);
  return [
    ...figures,
    { what: `${slug}, all`, value: features / seconds, unit: "features/s", note: `${seconds.toFixed(1)} s` },
  ];
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
