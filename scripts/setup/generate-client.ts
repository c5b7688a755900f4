import path from "node:path";
import { fingerprint, makeOnce } from "#scripts/setup/fingerprint.ts";
import { runProgram, type RunOptions } from "#scripts/setup/run-program.ts";

const GENERATED = "prisma/generated";

/** Writes the database client into prisma/generated, when the schema or Prisma changed. @returns whether it did */
export async function generateClient(root: string, options: RunOptions = {}): Promise<boolean> {
  const inputs = fingerprint(root, ["prisma/schema.prisma", "node_modules/prisma/package.json"]);
  return makeOnce(path.join(root, GENERATED, ".fingerprint"), inputs, () =>
    runProgram("node_modules/prisma/build/index.js", ["generate", "--no-hints"], {
      ...options,
      env: {
        ...options.env,
        // Prisma would download its native engine, which generating does not use; any file that exists will do.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      },
    }),
  );
}
