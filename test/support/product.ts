import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Health } from "#lib/catalog/schema.ts";
import { removeClusterFiles } from "#scripts/postgres/cluster.ts";
import { freePort } from "#scripts/postgres/ports.ts";
import { AGREEABLE_MODEL, agreeableLlm } from "#test/support/agreeable-llm.ts";
import { startFakeLlm } from "#test/support/fake-llm.ts";
import { OPERATOR_KEY } from "#test/support/operator.ts";
import { startChild } from "#scripts/supervisor/child.ts";
import { writeShortDictionary } from "#test/support/short-dictionary.ts";

/** Enough for features with full sets of examples, in seconds. */
const DEMO_TOKENS = 40_000;
/** Of the bundled dictionaries: what a page shows of the third, and of further latents, it shows of these. */
const DICTIONARIES = ["3-tc-4k", "4-res-4k"];
const FEATURES = 1_024;
const MODEL = "tiny-llama-7m";
const CATALOG_TIMEOUT_MS = 12 * 60_000;
const POLL_MS = 250;
const STOP_PATIENCE_MS = 60_000;

/**
 * Playwright's global set-up: the product as `npm start` runs it, on a port and in a folder of its own, with a small
 * demo catalog that its worker has computed. Its clean end is part of the test.
 */
export default async function startProduct(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "featurepedia-e2e-"));
  // As root, PostgreSQL runs as another user, who must get in.
  chmodSync(folder, 0o755);
  const models = path.join(folder, "models");
  cpSync(path.join("models", MODEL), path.join(models, MODEL), { recursive: true });
  for (const name of DICTIONARIES) {
    const part = path.join(`${MODEL}-saes`, name);
    await writeShortDictionary(path.join("models", part), path.join(models, part), FEATURES);
  }
  const llm = await startFakeLlm(agreeableLlm);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const lines: string[] = [];
  let hasEnded = false;
  const product = startChild(["scripts/start.mjs"], {
    // Empty is unset, and keeps what .env says out.
    env: {
      DATABASE_URL: "",
      OPERATOR_KEY,
      LLM_PROVIDER: "openai-compatible",
      LLM_MODEL: AGREEABLE_MODEL,
      LLM_BASE_URL: llm.url,
      LLM_API_KEY: "",
      LLM_LOGPROBS: "",
      LLM_REQUESTS_PER_MINUTE: "100000",
      REFRESH_AT: "",
      MODELS_DIRECTORY: models,
      PORT: String(port),
      HOST: "127.0.0.1",
      FEATUREPEDIA_DATA: folder,
      DEMO_TOKENS: String(DEMO_TOKENS),
    },
    onLine: (line) => lines.push(line),
  });
  void product.ended.then(() => {
    hasEnded = true;
  });
  const removeFiles = () => {
    removeClusterFiles(path.join(folder, "postgres"));
    rmSync(folder, { recursive: true, force: true });
  };
  const stop = async () => {
    await product.stop(STOP_PATIENCE_MS);
    await llm.close();
    removeFiles();
    const { code, signal } = await product.ended;
    if (code !== 0) throw new Error(`The product did not stop cleanly (${signal ?? code}):\n${lines.join("\n")}`);
  };
  try {
    await untilCatalogIsThere(url, () => hasEnded);
  } catch (cause) {
    await product.stop(STOP_PATIENCE_MS);
    await llm.close();
    removeFiles();
    throw new Error(`The product did not come up:\n${lines.join("\n")}`, { cause });
  }
  process.env["E2E_BASE_URL"] = url;
  return stop;
}

async function untilCatalogIsThere(url: string, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + CATALOG_TIMEOUT_MS;
  let health: Health | undefined;
  while (!hasEnded()) {
    health = await readHealth(url);
    if (health) {
      const { features } = health.catalog;
      const { waiting, running, failed } = health.jobs;
      if (failed > 0) throw new Error("A job of the demo catalog failed.");
      if (features > 0 && waiting + running === 0) return;
    }
    if (Date.now() > deadline)
      throw new Error(`No catalog after ${CATALOG_TIMEOUT_MS / 1000} s: ${JSON.stringify(health)}`);
    await sleep(POLL_MS);
  }
  throw new Error("It ended by itself.");
}

async function readHealth(url: string): Promise<Health | undefined> {
  try {
    const response = await fetch(`${url}/api/health`);
    return response.ok ? Health.parse(await response.json()) : undefined;
  } catch {
    return undefined; // Not listening yet.
  }
}
