-- Part of PostgreSQL itself; who owns a database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateEnum
CREATE TYPE "SearchStage" AS ENUM ('WORDS', 'MEANING');

-- CreateTable
CREATE TABLE "SearchDocument" (
    "sourceId" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "words" tsvector NOT NULL,
    "methods" TEXT[],
    "score" REAL,
    "density" REAL NOT NULL,
    "explainedAt" TIMESTAMP(3),
    "textHash" BYTEA,
    "embedderId" INTEGER,
    "revision" BIGSERIAL NOT NULL,
    "removed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "SearchDocument_pkey" PRIMARY KEY ("sourceId","index")
);

-- CreateTable
CREATE TABLE "SearchWord" (
    "word" TEXT NOT NULL,
    "documents" INTEGER NOT NULL,

    CONSTRAINT "SearchWord_pkey" PRIMARY KEY ("word")
);

-- CreateTable
CREATE TABLE "SearchChange" (
    "id" BIGSERIAL NOT NULL,
    "sourceId" INTEGER NOT NULL,
    "index" INTEGER,
    "stage" "SearchStage" NOT NULL DEFAULT 'WORDS',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SearchChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SearchState" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "embedderId" INTEGER,
    "documents" INTEGER NOT NULL DEFAULT 0,
    "settledAt" TIMESTAMP(3),
    "error" TEXT,

    CONSTRAINT "SearchState_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SearchList" (
    "hash" BYTEA NOT NULL,
    "sourceIds" INTEGER[],
    "indices" INTEGER[],
    "summary" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SearchList_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "SearchDocument_revision_idx" ON "SearchDocument"("revision");

-- CreateIndex
CREATE INDEX "SearchDocument_score_sourceId_index_idx" ON "SearchDocument"("score" DESC, "sourceId", "index");

-- CreateIndex
CREATE INDEX "SearchDocument_density_sourceId_index_idx" ON "SearchDocument"("density", "sourceId", "index");

-- CreateIndex
CREATE INDEX "SearchDocument_explainedAt_sourceId_index_idx" ON "SearchDocument"("explainedAt" DESC, "sourceId", "index");

-- CreateIndex
CREATE INDEX "SearchDocument_textHash_idx" ON "SearchDocument"("textHash");

-- CreateIndex
CREATE INDEX "SearchDocument_words_idx" ON "SearchDocument" USING GIN ("words");

-- CreateIndex
CREATE INDEX "SearchWord_word_idx" ON "SearchWord" USING GIN ("word" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "SearchChange_sourceId_index_idx" ON "SearchChange"("sourceId", "index");

-- CreateIndex
CREATE INDEX "SearchChange_stage_id_idx" ON "SearchChange"("stage", "id");

-- CreateIndex
CREATE INDEX "SearchList_createdAt_idx" ON "SearchList"("createdAt");

-- Lists are good for an hour; after a crash of the server a search is simply made again.
ALTER TABLE "SearchList" SET UNLOGGED;

INSERT INTO "SearchState" DEFAULT VALUES;

-- Changes of what is searched are noted in the transaction that makes them, whoever makes them. Many at once are one change
-- of their source.
CREATE FUNCTION note_search_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM changed) > 256 THEN
    INSERT INTO "SearchChange" ("sourceId") SELECT DISTINCT "sourceId" FROM changed;
  ELSE
    INSERT INTO "SearchChange" ("sourceId", "index") SELECT DISTINCT "sourceId", "index" FROM changed;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION note_search_visibility() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SearchChange" ("sourceId")
    SELECT n.id FROM changed n JOIN replaced o USING (id) WHERE n.visibility <> o.visibility;
  RETURN NULL;
END $$;

CREATE FUNCTION note_search_source_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SearchChange" ("sourceId") SELECT id FROM changed;
  RETURN NULL;
END $$;

CREATE FUNCTION note_search_model_visibility() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SearchChange" ("sourceId")
    SELECT s.id FROM changed n JOIN replaced o USING (id) JOIN "Source" s ON s."modelId" = n.id
    WHERE n.visibility <> o.visibility;
  RETURN NULL;
END $$;

CREATE TRIGGER search_feature_insert AFTER INSERT ON "Feature" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_feature_update AFTER UPDATE ON "Feature" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_feature_delete AFTER DELETE ON "Feature" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_explanation_insert AFTER INSERT ON "Explanation" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_explanation_update AFTER UPDATE ON "Explanation" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_best_insert AFTER INSERT ON "BestExplanation" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_best_update AFTER UPDATE ON "BestExplanation" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_best_delete AFTER DELETE ON "BestExplanation" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_source_update AFTER UPDATE ON "Source" REFERENCING NEW TABLE AS changed OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_visibility();
CREATE TRIGGER search_source_delete AFTER DELETE ON "Source" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_source_end();
CREATE TRIGGER search_model_update AFTER UPDATE ON "Model" REFERENCING NEW TABLE AS changed OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION note_search_model_visibility();

-- What is there already is to be indexed.
INSERT INTO "SearchChange" ("sourceId") SELECT id FROM "Source";
