-- AlterTable
ALTER TABLE "Corpus" ADD COLUMN     "leadTokenId" INTEGER;

-- AlterTable
ALTER TABLE "Source" ADD COLUMN     "led" BOOLEAN;

-- Until now every sequence began with its model's BOS.
UPDATE "Corpus" SET "leadTokenId" = (
  SELECT m."bosTokenId" FROM "Model" m JOIN "Sequence" s ON s."modelId" = m.id WHERE s."corpusId" = "Corpus".id LIMIT 1
);
