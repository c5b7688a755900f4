import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { Db } from "#lib/db.ts";
import type { Predicate } from "#lib/explain/predicates/predicate.ts";
import { storeBestExplanations } from "#lib/explain/queries/store-best.ts";
import type { ExplainProvenance, ScoreDetail } from "#lib/explain/schema.ts";
import { encodeEvidence, type Evidence } from "#lib/explain/scorers/evidence-codec.ts";
import { encodeIntruders, type IntruderEvidence } from "#lib/explain/scorers/intruder-codec.ts";
import type { ScoreState } from "#prisma/generated/enums.ts";

/** A feature by address, in whatever a test seeded. */
export type FeatureAt = { model?: string; source?: string; index: number };

type RunOptions = { method?: string; version?: number; llmModel?: string; provenance?: Partial<ExplainProvenance> };

export type ExplanationOptions = FeatureAt &
  RunOptions & {
    text?: string;
    side?: "INPUT" | "OUTPUT";
    /** A person: then no method. */
    author?: string;
    predicate?: Predicate;
    retired?: boolean;
    createdAt?: Date;
  };

/** Stores an explanation of a feature, made from the source's present weights unless `provenance` says otherwise. */
export async function buildExplanation(db: Db, options: ExplanationOptions): Promise<number> {
  const { index, text = "the word “river”", side = "INPUT", author, predicate, retired = false, createdAt } = options;
  const source = await findSource(db, options);
  const method = side === "INPUT" ? "token-statistics" : "output-statistics";
  const runId = author === undefined ? await buildRun(db, source, { method, ...options }) : null;
  const { id } = await db.prisma.explanation.create({
    data: {
      sourceId: source.id,
      index,
      side,
      text,
      author: author ?? null,
      runId,
      ...(predicate && { predicate }),
      ...(createdAt && { createdAt }),
      retiredAt: retired ? new Date() : null,
    },
  });
  await storeBest(db, source.id, index);
  return id;
}

export type ScoreOptions = RunOptions & {
  state?: ScoreState;
  value?: number | null;
  low?: number | null;
  high?: number | null;
  baseline?: number | null;
  positives?: number;
  detail?: Partial<ScoreDetail>;
  evidence?: readonly Evidence[];
};

/** Stores a score of an explanation: 0.62 against 0.31 unless told otherwise. */
export async function buildScore(db: Db, explanationId: number, options: ScoreOptions = {}): Promise<number> {
  const { state = "SCORED", value = 0.62, baseline = 0.31, positives = 240, evidence = [] } = options;
  const { low = value === null ? null : value - 0.05, high = value === null ? null : value + 0.05 } = options;
  const { sourceId, index, side, source } = await db.prisma.explanation.findUniqueOrThrow({
    where: { id: explanationId },
    include: { source: { include: { model: true } } },
  });
  const method = side === "INPUT" ? "exact-simulation" : "promotion";
  const { id } = await db.prisma.score.create({
    data: {
      sourceId,
      index,
      explanationId,
      runId: await buildRun(db, source, { method, ...options }),
      state,
      value,
      low,
      high,
      baseline,
      positives,
      detail: buildScoreDetail({ ...(side === "OUTPUT" && OUTPUT_DETAIL), ...options.detail }),
      evidence: evidence.length === 0 ? null : encodeEvidence(evidence),
    },
  });
  await storeBest(db, sourceId, index);
  return id;
}

const storeBest = (db: Db, sourceId: number, index: number): Promise<void> =>
  inTransaction(db, (client) => storeBestExplanations(client, sourceId, [index]));

export type FeatureScoreOptions = FeatureAt &
  Omit<ScoreOptions, "evidence"> & { evidence?: readonly IntruderEvidence[] };

/** Stores how a feature's passages hang together: 0.62 against 0.22 unless told otherwise. */
export async function buildFeatureScore(db: Db, options: FeatureScoreOptions): Promise<number> {
  const { state = "SCORED", value = 0.62, baseline = 0.22, positives = 240, evidence = [] } = options;
  const { low = value === null ? null : value - 0.05, high = value === null ? null : value + 0.05 } = options;
  const source = await findSource(db, options);
  const { id } = await db.prisma.score.create({
    data: {
      sourceId: source.id,
      index: options.index,
      runId: await buildRun(db, source, { method: "intruder-coherence", ...options }),
      state,
      value,
      low,
      high,
      baseline,
      positives,
      detail: buildScoreDetail({ metric: "accuracy", tokens: 50, baselines: COHERENCE_BASELINES, ...options.detail }),
      evidence: evidence.length === 0 ? null : encodeIntruders(evidence),
    },
  });
  return id;
}

const COHERENCE_BASELINES: ScoreDetail["baselines"] = [
  { name: "chance", value: 0.2 },
  { name: "shuffled", value: 0.22 },
];

export async function buildFailure(
  db: Db,
  {
    kind = "silent",
    detail = "It fires 2 times.",
    ...options
  }: FeatureAt & RunOptions & { kind?: string; detail?: string },
): Promise<void> {
  const source = await findSource(db, options);
  const runId = await buildRun(db, source, { method: "token-statistics", ...options });
  await db.prisma.explainFailure.create({ data: { sourceId: source.id, index: options.index, runId, kind, detail } });
}

const OUTPUT_DETAIL: Partial<ScoreDetail> = {
  metric: "share-promoted",
  baselines: [{ name: "base-rate", value: 0.02 }],
};

export function buildScoreDetail(given: Partial<ScoreDetail> = {}): ScoreDetail {
  return {
    metric: "correlation",
    tokens: 100_000,
    documents: 160,
    baselines: [
      { name: "top-token", value: 0.31 },
      { name: "shuffled", value: 0.02 },
      { name: "constant", value: 0 },
    ],
    ...given,
  };
}

export function buildExplainProvenance(given: Partial<ExplainProvenance> = {}): ExplainProvenance {
  return {
    codeVersion: "0.1.0",
    modelHash: "m",
    sourceHash: "s",
    corpusHash: "c",
    seed: 1,
    tokens: { explain: 120_000, select: 30_000, test: 100_000 },
    documents: { explain: 220, select: 50, test: 160 },
    settings: {},
    computedAt: "2026-01-02T03:04:05.000Z",
    ...given,
  };
}

type SourceRow = { id: number; contentHash: string; provenance: unknown };

async function buildRun(db: Db, source: SourceRow, options: RunOptions): Promise<number> {
  const { method = "token-statistics", version = 1, llmModel = "", provenance } = options;
  const made = buildExplainProvenance({
    sourceHash: source.contentHash,
    corpusHash: corpusHashOf(source),
    ...provenance,
  });
  const run = { sourceId: source.id, method, version, llmModel, provenance: made };
  const { id } = await db.prisma.explainRun.create({ data: run });
  return id;
}

function corpusHashOf({ provenance }: SourceRow): string {
  const known = typeof provenance === "object" && provenance !== null && "corpusHash" in provenance;
  return known ? String(provenance.corpusHash) : "c";
}

async function findSource(db: Db, { model = "tiny-llama-7m", source = "2-res-4k" }: FeatureAt): Promise<SourceRow> {
  return db.prisma.source.findFirstOrThrow({ where: { slug: source, model: { slug: model } } });
}
