-- AlterTable
ALTER TABLE "Job" ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "FeatureView" (
    "sourceId" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "views" INTEGER NOT NULL,

    CONSTRAINT "FeatureView_pkey" PRIMARY KEY ("sourceId","index","day")
);

-- AddForeignKey
ALTER TABLE "FeatureView" ADD CONSTRAINT "FeatureView_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
