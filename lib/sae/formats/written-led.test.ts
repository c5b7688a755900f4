import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { findWrittenLed } from "#lib/sae/formats/written-led.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "source-"));
});
afterAll(() => rm(directory, { recursive: true }));

test("a directory without cfg.json says nothing", async () => {
  expect(await findWrittenLed(directory)).toBeUndefined();
});

test.each([
  [{}, undefined],
  [{ prepend_bos: null, metadata: null }, undefined],
  [{ prepend_bos: true }, true],
  [{ metadata: { prepend_bos: false } }, false],
  [{ prepend_bos: true, metadata: { prepend_bos: false } }, false],
  [{ prepend_bos: true, metadata: {} }, true],
])("%j says %s", async (config, led) => {
  await writeFile(join(directory, "cfg.json"), JSON.stringify(config));
  expect(await findWrittenLed(directory)).toBe(led);
});

test("neither yes nor no is refused", async () => {
  await writeFile(join(directory, "cfg.json"), JSON.stringify({ prepend_bos: "maybe" }));
  await expect(findWrittenLed(directory)).rejects.toThrow("prepend_bos in cfg.json must be true or false");
});

test("a bundled source says that it was trained behind BOS", async () => {
  const models = new URL("../../../models/", import.meta.url).pathname;
  const model = await openModelDirectory(`${models}tiny-llama-7m`);
  expect((await readSource(model, `${models}tiny-llama-7m-saes/2-res-4k`)).led).toBe(true);
});
