-- CreateEnum
CREATE TYPE "Visibility" AS ENUM ('PUBLIC', 'UNLISTED', 'PRIVATE');

-- CreateEnum
CREATE TYPE "SourceKind" AS ENUM ('SAE', 'TRANSCODER', 'NEURONS');

-- CreateEnum
CREATE TYPE "SourceState" AS ENUM ('REGISTERED', 'COMPUTING', 'READY', 'FAILED');

-- CreateEnum
CREATE TYPE "JobState" AS ENUM ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED');

-- CreateTable
CREATE TABLE "Model" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "architecture" TEXT NOT NULL,
    "layers" INTEGER NOT NULL,
    "dModel" INTEGER NOT NULL,
    "vocabularySize" INTEGER NOT NULL,
    "contextSize" INTEGER NOT NULL,
    "parameters" BIGINT NOT NULL,
    "licence" TEXT NOT NULL,
    "directory" TEXT NOT NULL,
    "contentHash" TEXT NOT NULL,
    "vocabulary" BYTEA NOT NULL,
    "bosTokenId" INTEGER,
    "card" JSONB NOT NULL DEFAULT '{}',
    "visibility" "Visibility" NOT NULL DEFAULT 'PUBLIC',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Release" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "url" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SourceSet" (
    "id" SERIAL NOT NULL,
    "modelId" INTEGER NOT NULL,
    "releaseId" INTEGER,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,

    CONSTRAINT "SourceSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Source" (
    "id" SERIAL NOT NULL,
    "modelId" INTEGER NOT NULL,
    "sourceSetId" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "kind" "SourceKind" NOT NULL,
    "architecture" TEXT NOT NULL,
    "layer" INTEGER NOT NULL,
    "hookIn" TEXT NOT NULL,
    "hookOut" TEXT,
    "dIn" INTEGER NOT NULL,
    "features" INTEGER NOT NULL,
    "k" INTEGER,
    "directory" TEXT,
    "contentHash" TEXT NOT NULL,
    "state" "SourceState" NOT NULL DEFAULT 'REGISTERED',
    "quality" JSONB,
    "published" JSONB,
    "provenance" JSONB,
    "summary" JSONB,
    "visibility" "Visibility" NOT NULL DEFAULT 'PUBLIC',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Feature" (
    "sourceId" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "density" REAL NOT NULL,
    "maxActivation" REAL NOT NULL,
    "activeTokens" INTEGER NOT NULL,
    "topTokens" TEXT[],
    "outputTokens" TEXT[],
    "detail" BYTEA NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Feature_pkey" PRIMARY KEY ("sourceId","index")
);

-- CreateTable
CREATE TABLE "Corpus" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "provenance" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Corpus_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Document" (
    "id" SERIAL NOT NULL,
    "corpusId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "Document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Sequence" (
    "modelId" INTEGER NOT NULL,
    "corpusId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "documentOrdinal" INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "length" INTEGER NOT NULL,
    "tokens" BYTEA NOT NULL,

    CONSTRAINT "Sequence_pkey" PRIMARY KEY ("modelId","corpusId","ordinal")
);

-- CreateTable
CREATE TABLE "Run" (
    "id" SERIAL NOT NULL,
    "modelId" INTEGER NOT NULL,
    "corpusId" INTEGER NOT NULL,
    "parameters" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ShardResult" (
    "runId" INTEGER NOT NULL,
    "sourceId" INTEGER NOT NULL,
    "shard" INTEGER NOT NULL,
    "accumulator" BYTEA NOT NULL,

    CONSTRAINT "ShardResult_pkey" PRIMARY KEY ("runId","sourceId","shard")
);

-- CreateTable
CREATE TABLE "Job" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "work" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "state" "JobState" NOT NULL DEFAULT 'WAITING',
    "unit" TEXT NOT NULL,
    "total" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "done" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "rate" DOUBLE PRECISION,
    "error" TEXT,
    "note" TEXT,
    "cancelAsked" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Worker" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeatAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Worker_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Model_slug_key" ON "Model"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Release_slug_key" ON "Release"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "SourceSet_modelId_slug_key" ON "SourceSet"("modelId", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "Source_modelId_slug_key" ON "Source"("modelId", "slug");

-- CreateIndex
CREATE INDEX "Feature_sourceId_density_index_idx" ON "Feature"("sourceId", "density", "index");

-- CreateIndex
CREATE INDEX "Feature_sourceId_maxActivation_index_idx" ON "Feature"("sourceId", "maxActivation", "index");

-- CreateIndex
CREATE UNIQUE INDEX "Corpus_slug_key" ON "Corpus"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Document_corpusId_ordinal_key" ON "Document"("corpusId", "ordinal");

-- CreateIndex
CREATE INDEX "Job_state_id_idx" ON "Job"("state", "id");

-- CreateIndex
CREATE INDEX "Job_work_step_idx" ON "Job"("work", "step");

-- AddForeignKey
ALTER TABLE "SourceSet" ADD CONSTRAINT "SourceSet_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SourceSet" ADD CONSTRAINT "SourceSet_releaseId_fkey" FOREIGN KEY ("releaseId") REFERENCES "Release"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Source" ADD CONSTRAINT "Source_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Source" ADD CONSTRAINT "Source_sourceSetId_fkey" FOREIGN KEY ("sourceSetId") REFERENCES "SourceSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Feature" ADD CONSTRAINT "Feature_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Document" ADD CONSTRAINT "Document_corpusId_fkey" FOREIGN KEY ("corpusId") REFERENCES "Corpus"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Sequence" ADD CONSTRAINT "Sequence_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Sequence" ADD CONSTRAINT "Sequence_corpusId_fkey" FOREIGN KEY ("corpusId") REFERENCES "Corpus"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_corpusId_fkey" FOREIGN KEY ("corpusId") REFERENCES "Corpus"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShardResult" ADD CONSTRAINT "ShardResult_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShardResult" ADD CONSTRAINT "ShardResult_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
