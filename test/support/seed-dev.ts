import { getDb } from "#lib/db.ts";
import { buildCatalog } from "#test/support/factories.ts";

/** Fills the database at DATABASE_URL with the specimen catalog, for work on pages: `npx tsx test/support/seed-dev.ts`. */
const db = getDb();
try {
  await db.prisma.model.deleteMany();
  await db.prisma.corpus.deleteMany();
  await buildCatalog(db, {
    sources: { "2-res-4k": { features: 200 }, "3-tc-4k": { features: 100 }, "1": { features: 100 } },
  });
  console.log("Seeded tiny-llama-7m with 2-res-4k, 3-tc-4k and 1.");
} finally {
  await db.close();
}
