import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSource } from "#lib/sae/formats/registry.ts";
import { plainModel } from "#lib/sae/testing/model-layouts.ts";

const fixture = new URL("../../../test/fixtures/sae/gemma-scope-res/layer_0/params.npz", import.meta.url).pathname;
let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "npz-"));
});
afterEach(() => rm(parent, { recursive: true }));

async function place(path = "gemma-scope-2b-pt-mlp/layer_3/width_16k/average_l0_71", bytes?: Uint8Array) {
  const directory = join(parent, path);
  await mkdir(directory, { recursive: true });
  if (bytes) await writeFile(join(directory, "params.npz"), bytes);
  else await cp(fixture, join(directory, "params.npz"));
  return directory;
}

test("layer and site are those of the publisher's folders", async () => {
  expect(await readSource(plainModel, await place())).toMatchObject({
    hookIn: "blocks.3.hook_mlp_out",
    dIn: 16,
    features: 40,
  });
});

test("the average L0 that the last folder is named by is what its authors state; a folder of another name states none", async () => {
  expect((await readSource(plainModel, await place())).metadata).toEqual({ average_l0: 71 });
  expect((await readSource(plainModel, await place("gemma-scope-2b-pt-res/layer_3/width_16k"))).metadata).toEqual({});
});

test("a hook point may be written beside the file", async () => {
  const directory = await place("elsewhere");
  await writeFile(join(directory, "cfg.json"), JSON.stringify({ hook_name: "blocks.7.hook_resid_post" }));
  expect(await readSource(plainModel, directory)).toMatchObject({ hookIn: "blocks.7.hook_resid_post" });
});

test.each(["elsewhere/layer_3", "gemma-scope-2b-pt-att/layer_3"])("%s is refused", async (path) => {
  await expect(readSource(plainModel, await place(path))).rejects.toThrow("does not say what it reads");
});

test("what is no zip file, ends early, or lacks an array is refused", async () => {
  const bytes = await readFile(fixture);
  for (const damaged of [Buffer.from("not a zip"), bytes.subarray(0, 3000)]) {
    await expect(readSource(plainModel, await place(undefined, damaged))).rejects.toThrow(
      "not a zip file or is damaged",
    );
  }
  await expect(readSource(plainModel, await place(undefined, zipSync({ "../W_enc.npy": bytes })))).rejects.toThrow(
    "no array W_enc",
  );
});

test("a file that unpacks to far more than its size is refused", async () => {
  const bomb = zipSync({ "W_enc.npy": new Uint8Array(1 << 24) });
  await expect(readSource(plainModel, await place(undefined, bomb))).rejects.toThrow("too many for its size");
});

test("an array that is no array is refused", async () => {
  const bytes = zipSync({ "W_enc.npy": new Uint8Array(100) });
  await expect(readSource(plainModel, await place(undefined, bytes))).rejects.toThrow(
    "W_enc of params.npz is not a numpy array",
  );
});
