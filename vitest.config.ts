import { defineConfig } from "vitest/config";

/** `unit` needs nothing but Node; `integration` gets a PostgreSQL of its own (test/support/postgres.ts). */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["{app,lib,workers,scripts}/**/*.test.{ts,tsx}"] },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["test/{integration,contract}/**/*.test.ts"],
          globalSetup: ["test/support/postgres.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    setupFiles: ["test/support/strict.ts"],
    environment: "node",
    // Loading modules anew for every file took longer than most of their tests (support/strict.ts).
    isolate: false,
    // All cores; left alone it keeps one free, of two.
    maxWorkers: "100%",
    // Whatever the shell or .env say, tests see the defaults (empty is unset).
    env: {
      DATABASE_URL: "",
      OPERATOR_KEY: "",
      LLM_PROVIDER: "",
      LLM_MODEL: "",
      EMBEDDER: "",
      MODELS_DIRECTORY: "",
      DEMO_TOKENS: "",
      LOG_LEVEL: "silent",
    },
    restoreMocks: true,
    unstubGlobals: true,
  },
});
