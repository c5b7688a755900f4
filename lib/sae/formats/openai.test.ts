import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSource } from "#lib/sae/formats/registry.ts";
import { plainModel } from "#lib/sae/testing/model-layouts.ts";

const fixture = new URL("../../../test/fixtures/sae/openai/resid_post_mlp_v5_32k/autoencoders/0.pt", import.meta.url)
  .pathname;
let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "openai-"));
});
afterEach(() => rm(parent, { recursive: true }));

async function place(path: string, bytes?: Uint8Array): Promise<string> {
  const directory = join(parent, path, "..");
  await mkdir(directory, { recursive: true });
  await writeFile(join(parent, path), bytes ?? (await readFile(fixture)));
  return directory;
}

test.each([
  ["resid_delta_attn_v5_128k/autoencoders/3.pt", "blocks.3.hook_attn_out"],
  ["resid_post_attn/autoencoders/11.pt", "blocks.11.hook_resid_mid"],
  ["mlp_post_act_v4/6/6.pt", "blocks.6.mlp.hook_post"],
])("%s reads %s", async (path, hookIn) => {
  expect(await readSource(plainModel, await place(path))).toMatchObject({ hookIn, k: 5, normalisation: "layer-norm" });
});

test("a hook point may be written beside the file, and none at all is refused", async () => {
  const directory = await place("elsewhere/6.pt");
  await expect(readSource(plainModel, directory)).rejects.toThrow("does not say what it reads");
  await writeFile(join(directory, "cfg.json"), JSON.stringify({ hook_name: "blocks.2.hook_mlp_out" }));
  expect(await readSource(plainModel, directory)).toMatchObject({ hookIn: "blocks.2.hook_mlp_out" });
  await writeFile(join(directory, "cfg.json"), JSON.stringify({ hook_name: "blocks.2.nothing" }));
  await expect(readSource(plainModel, directory)).rejects.toThrow("must name one hook_name");
});

test("several files in a folder are refused", async () => {
  await place("resid_post_mlp/1.pt");
  await expect(readSource(plainModel, await place("resid_post_mlp/2.pt"))).rejects.toThrow("holds 2 .pt files");
});

test("a zip file of something else, and no zip file, are refused", async () => {
  const other = await place("resid_post_mlp/1.pt", zipSync({ "a/b": new Uint8Array(4) }));
  await expect(readSource(plainModel, other)).rejects.toThrow("has no data.pkl");
  const none = await place("resid_post_mlp/1.pt", Buffer.from("\x80\x02."));
  await expect(readSource(plainModel, none)).rejects.toThrow("not a zip file or is damaged");
});

test("numbers that are missing are refused", async () => {
  const members = unzipSync(await readFile(fixture));
  const [key = ""] = Object.keys(members).filter((name) => name.endsWith("/data/1"));
  const directory = await place("resid_post_mlp/1.pt", zipSync({ ...members, [key]: new Uint8Array(8) }));
  await expect(readSource(plainModel, directory)).rejects.toThrow("is missing numbers");
  await cp(fixture, join(directory, "1.pt"));
  expect((await readSource(plainModel, directory)).features).toBe(40);
});
