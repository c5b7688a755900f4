-- CreateTable
CREATE TABLE "Embedder" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "dimensions" INTEGER NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Embedder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TextEmbedding" (
    "embedderId" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "vector" BYTEA NOT NULL,

    CONSTRAINT "TextEmbedding_pkey" PRIMARY KEY ("embedderId","hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "Embedder_name_version_model_key" ON "Embedder"("name", "version", "model");

-- AddForeignKey
ALTER TABLE "TextEmbedding" ADD CONSTRAINT "TextEmbedding_embedderId_fkey" FOREIGN KEY ("embedderId") REFERENCES "Embedder"("id") ON DELETE CASCADE ON UPDATE CASCADE;
