-- AlterTable
ALTER TABLE "Source" ADD COLUMN     "rankedBy" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "BestExplanation" (
    "sourceId" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "explanationId" INTEGER NOT NULL,
    "scoreId" INTEGER,
    "score" REAL,

    CONSTRAINT "BestExplanation_pkey" PRIMARY KEY ("sourceId","method","index")
);

-- CreateIndex
CREATE INDEX "BestExplanation_sourceId_method_score_index_idx" ON "BestExplanation"("sourceId", "method", "score", "index");

-- AddForeignKey
ALTER TABLE "BestExplanation" ADD CONSTRAINT "BestExplanation_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
