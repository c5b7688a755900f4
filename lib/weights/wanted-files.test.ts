import { describe, expect, test } from "vitest";
import { readLicence } from "#lib/weights/licence.ts";
import type { Repository } from "#lib/weights/repository.ts";
import { chooseModelFiles, chooseSourceFiles, requireInside } from "#lib/weights/wanted-files.ts";

const repository = (...paths: string[]): Repository => ({
  name: "people/model",
  revision: undefined,
  licence: undefined,
  files: paths.map((path) => ({ path, bytes: 1 })),
  fetch: () => Promise.reject(new Error("nothing is fetched")),
});
const paths = (files: readonly { path: string }[]) => files.map(({ path }) => path);

describe("of a model", () => {
  test("the weights are chosen once, as safetensors, with what describes them", () => {
    const { describing, weights } = chooseModelFiles(
      repository("README.md", "config.json", "pytorch_model.bin", "model.safetensors", "tokenizer.json", "onnx/a.onnx"),
    );
    expect(paths(describing)).toEqual(["config.json", "tokenizer.json", "README.md"]);
    expect(paths(weights)).toEqual(["model.safetensors"]);
  });

  test("shards come with their index", () => {
    const shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
    const { describing, weights } = chooseModelFiles(
      repository("config.json", "tokenizer.json", "model.safetensors.index.json", ...shards),
    );
    expect(paths(describing)).toContain("model.safetensors.index.json");
    expect(paths(weights)).toEqual(shards);
  });

  test.each([
    [["tokenizer.json", "model.safetensors"], "no config.json"],
    [["config.json", "model.safetensors"], "no tokenizer.json"],
    [["config.json", "tokenizer.json", "pytorch_model.bin"], "no weights as safetensors"],
  ])("without one of them it is refused: %s", (files, message) => {
    expect(() => chooseModelFiles(repository(...files))).toThrow(message);
  });
});

describe("of a source", () => {
  const many = repository("README.md", "a/cfg.json", "a/sae_weights.safetensors", "b/c/params.npz", "a/notes.bin");

  test("the files of its folder are chosen", () => {
    expect(paths(chooseSourceFiles(many, "a/"))).toEqual(["a/cfg.json", "a/sae_weights.safetensors"]);
    expect(paths(chooseSourceFiles(many, "b/c"))).toEqual(["b/c/params.npz"]);
  });

  test("without a folder, those that have weights are named", () => {
    expect(() => chooseSourceFiles(many)).toThrow("with --path name one of a, b/c");
  });
});

test.each(["../a", "/etc/passwd", "a/../../b", "a\\b", "C:/a"])("the name %s leads out of its folder", (path) => {
  expect(() => requireInside([{ path, bytes: 1 }])).toThrow("outside its folder");
});

test("a licence is read from the head of a card only", () => {
  expect(readLicence("---\nlanguage: en\nlicense: mit\n---\nlicense: none")).toBe("mit");
  expect(readLicence("# A model\nlicense: mit")).toBeUndefined();
});
