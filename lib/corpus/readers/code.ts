import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CorpusReader } from "#lib/corpus/document.ts";
import { listFiles } from "#lib/corpus/list-files.ts";

/** By package: where it keeps code as people wrote it, or compiled without minifying; one build of each. */
const FOLDERS: Record<string, RegExp> = {
  zod: /^src\/v4\/(?!locales\/)/,
  "graphile-worker": /^(dist|sql)\//,
  pg: /^lib\//,
  pino: /^lib\//,
  recharts: /^es6\//,
  "onnxruntime-common": /^lib\//,
};
const SOURCE = /(?<!\.d|\.min|\.test)\.(ts|js|sql)$/;
const FILE_CHARACTERS_MIN = 600;
const FILE_CHARACTERS_MAX = 250_000;
/** Minified and generated files have lines nobody reads. */
const MEAN_LINE_CHARACTERS_MAX = 90;

/** TypeScript, JavaScript and SQL of our own direct dependencies. */
export const code: CorpusReader = {
  packages: Object.keys(FOLDERS),
  share: 0.2,
  async *read(folder, name) {
    for (const path of await listFiles(folder, (file) => SOURCE.test(file) && FOLDERS[name]?.test(file) === true)) {
      const text = (await readFile(join(folder, path), "utf8")).replace(/^\/\/# sourceMappingURL=.*$/gm, "");
      if (text.length < FILE_CHARACTERS_MIN || text.length > FILE_CHARACTERS_MAX) continue;
      if (text.length / text.split("\n").length > MEAN_LINE_CHARACTERS_MAX) continue;
      yield { title: basename(path), kind: "code", path, text };
    }
  },
};
