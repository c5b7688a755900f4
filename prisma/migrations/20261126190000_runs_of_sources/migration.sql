-- AlterTable
ALTER TABLE "Source" ADD COLUMN     "runId" INTEGER;

-- AddForeignKey
ALTER TABLE "Source" ADD CONSTRAINT "Source_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Until now a run named its sources, and a model had one run at a time.
UPDATE "Source" s SET "runId" = (
  SELECT max(r.id) FROM "Run" r WHERE r."modelId" = s."modelId" AND r.parameters->'sourceIds' @> to_jsonb(s.id));
