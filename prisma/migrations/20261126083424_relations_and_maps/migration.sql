-- CreateTable
CREATE TABLE "SourceRelation" (
    "sourceId" INTEGER NOT NULL,
    "otherId" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "otherHash" TEXT NOT NULL,
    "nearest" BYTEA NOT NULL,
    "chance" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SourceRelation_pkey" PRIMARY KEY ("sourceId","otherId")
);

-- CreateTable
CREATE TABLE "SourceMap" (
    "sourceId" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "points" BYTEA NOT NULL,
    "clusters" JSONB NOT NULL,
    "provenance" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SourceMap_pkey" PRIMARY KEY ("sourceId")
);

-- AddForeignKey
ALTER TABLE "SourceRelation" ADD CONSTRAINT "SourceRelation_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SourceRelation" ADD CONSTRAINT "SourceRelation_otherId_fkey" FOREIGN KEY ("otherId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SourceMap" ADD CONSTRAINT "SourceMap_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A feature is read out of the middle: uncompressed, that reads no more than it needs.
ALTER TABLE "SourceRelation" ALTER COLUMN "nearest" SET STORAGE EXTERNAL;
