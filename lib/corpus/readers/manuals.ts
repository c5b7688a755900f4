import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CorpusReader } from "#lib/corpus/document.ts";
import { listFiles } from "#lib/corpus/list-files.ts";

const FRONT_MATTER = /^---\n([\s\S]*?)\n---\n/;

/** Manuals that our dependencies ship as Markdown. */
export const manuals: CorpusReader = {
  packages: ["next", "pino"],
  share: 0.08,
  async *read(folder) {
    for (const path of await listFiles(folder, (file) => /^(dist\/)?docs\/.*\.md$/.test(file))) {
      const raw = (await readFile(join(folder, path), "utf8")).replaceAll("\r\n", "\n");
      const title = /^title: *(.+)$/m.exec(FRONT_MATTER.exec(raw)?.[1] ?? "")?.[1] ?? basename(path, ".md");
      yield { title: title.replace(/^(['"])(.*)\1$/, "$2"), kind: "manual", path, text: raw.replace(FRONT_MATTER, "") };
    }
  },
};
