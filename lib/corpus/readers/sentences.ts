import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { CorpusReader } from "#lib/corpus/document.ts";
import { isAbusive } from "#lib/corpus/is-abusive.ts";
import { listFiles } from "#lib/corpus/list-files.ts";

const Sentences = z.array(z.string());

/** Unrelated sentences of many registers, one a line: chat, reviews, lyrics, law. */
export const sentences: CorpusReader = {
  packages: ["nlp-corpus"],
  share: 0.06,
  async *read(folder) {
    for (const path of await listFiles(folder, (file) => /^builds\/doc-\d+\.json$/.test(file))) {
      const list = Sentences.parse(JSON.parse(await readFile(join(folder, path), "utf8")));
      const number = /\d+/.exec(path)?.[0] ?? "";
      yield {
        title: `Mixed sentences ${number}`,
        kind: "sentences",
        path,
        text: list.filter((sentence) => !isAbusive(sentence)).join("\n"),
      };
    }
  },
};
