-- CreateEnum
CREATE TYPE "ExplanationSide" AS ENUM ('INPUT', 'OUTPUT');

-- CreateEnum
CREATE TYPE "ScoreState" AS ENUM ('SCORED', 'NOT_ENOUGH_DATA', 'FAILED');

-- AlterTable
ALTER TABLE "Job" ADD COLUMN     "cost" JSONB;

-- CreateTable
CREATE TABLE "ExplainRun" (
    "id" SERIAL NOT NULL,
    "sourceId" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "llmModel" TEXT NOT NULL DEFAULT '',
    "provenance" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ExplainRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Explanation" (
    "id" SERIAL NOT NULL,
    "sourceId" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "side" "ExplanationSide" NOT NULL DEFAULT 'INPUT',
    "text" TEXT NOT NULL,
    "author" TEXT,
    "runId" INTEGER,
    "predicate" JSONB,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retiredAt" TIMESTAMP(3),

    CONSTRAINT "Explanation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ExplainFailure" (
    "id" SERIAL NOT NULL,
    "sourceId" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "runId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ExplainFailure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Score" (
    "id" SERIAL NOT NULL,
    "sourceId" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "explanationId" INTEGER,
    "runId" INTEGER NOT NULL,
    "state" "ScoreState" NOT NULL,
    "value" REAL,
    "low" REAL,
    "high" REAL,
    "baseline" REAL,
    "positives" INTEGER NOT NULL,
    "detail" JSONB NOT NULL,
    "evidence" BYTEA,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Score_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LlmCall" (
    "hash" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "reply" JSONB NOT NULL,
    "costUsd" DOUBLE PRECISION,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LlmCall_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "ExplainRun_sourceId_method_idx" ON "ExplainRun"("sourceId", "method");

-- CreateIndex
CREATE INDEX "ExplainRun_sourceId_id_idx" ON "ExplainRun"("sourceId", "id");

-- CreateIndex
CREATE INDEX "Explanation_sourceId_index_idx" ON "Explanation"("sourceId", "index");

-- CreateIndex
CREATE INDEX "ExplainFailure_sourceId_index_idx" ON "ExplainFailure"("sourceId", "index");

-- CreateIndex
CREATE INDEX "Score_sourceId_index_idx" ON "Score"("sourceId", "index");

-- CreateIndex
CREATE INDEX "Score_explanationId_idx" ON "Score"("explanationId");

-- AddForeignKey
ALTER TABLE "ExplainRun" ADD CONSTRAINT "ExplainRun_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Explanation" ADD CONSTRAINT "Explanation_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Explanation" ADD CONSTRAINT "Explanation_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ExplainRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ExplainFailure" ADD CONSTRAINT "ExplainFailure_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ExplainRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Score" ADD CONSTRAINT "Score_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Score" ADD CONSTRAINT "Score_explanationId_fkey" FOREIGN KEY ("explanationId") REFERENCES "Explanation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Score" ADD CONSTRAINT "Score_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ExplainRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;
