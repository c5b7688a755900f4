import { cleanText } from "#lib/corpus/clean-text.ts";
import { cutParts } from "#lib/corpus/cut-parts.ts";
import { documentHash, sha256 } from "#lib/corpus/document-hash.ts";
import type { CorpusDocument, CorpusReader } from "#lib/corpus/document.ts";
import { findPackage, type InstalledPackage } from "#lib/find-package.ts";
import { interleave } from "#lib/corpus/interleave.ts";
import { CORPUS_READERS } from "#lib/corpus/readers/registry.ts";
import { AppError } from "#lib/errors.ts";

/** Long texts become several documents, so that a feature's examples come from many places. */
const DOCUMENT_CHARACTERS_MAX = 4_000;
/** Shorter pieces say too little to be an example's context. */
const DOCUMENT_CHARACTERS_MIN = 200;

type Options = { readers?: Record<string, CorpusReader>; packagesStart?: string };

/**
 * Documents of the corpus in a fixed order in which any prefix is a fair sample: each reader's documents are
 * shuffled by hash, then readers are interleaved in proportion to their shares.
 * @throws AppError naming the package that is missing or cannot be read
 */
export async function* readCorpus(options: Options = {}): AsyncGenerator<CorpusDocument> {
  const streams = [];
  const seen = new Set<string>();
  for (const reader of Object.values<CorpusReader>(options.readers ?? CORPUS_READERS)) {
    const documents: { document: CorpusDocument; order: string }[] = [];
    for (const name of reader.packages) {
      const installed = await findPackage(name, options.packagesStart);
      for await (const document of readPackage(reader, installed)) {
        if (seen.has(document.text)) continue;
        seen.add(document.text);
        documents.push({ document, order: sha256(document.hash + document.origin) });
      }
    }
    documents.sort((a, b) => (a.order < b.order ? -1 : 1));
    streams.push({
      share: reader.share,
      items: documents.map(({ document: item }) => ({ item, size: item.text.length })),
    });
  }
  yield* interleave(streams);
}

/** The packages a corpus is read from; with equal versions it is the same corpus. @throws AppError when one is missing */
export async function listCorpusPackages(options: Options = {}): Promise<InstalledPackage[]> {
  const readers = Object.values<CorpusReader>(options.readers ?? CORPUS_READERS);
  const names = [...new Set(readers.flatMap((reader) => reader.packages))].sort();
  return Promise.all(names.map((name) => findPackage(name, options.packagesStart)));
}

async function* readPackage(reader: CorpusReader, installed: InstalledPackage): AsyncGenerator<CorpusDocument> {
  const { name, version, folder } = installed;
  let found = 0;
  try {
    for await (const { title, kind, path, text } of reader.read(folder, name)) {
      const parts = cutParts(cleanText(text), DOCUMENT_CHARACTERS_MAX);
      for (const [index, part] of parts.entries()) {
        if (part.length < DOCUMENT_CHARACTERS_MIN) continue;
        found += 1;
        const suffix = parts.length > 1 ? `#${index + 1}` : "";
        const origin = `${name}@${version}:${path}${suffix}`;
        yield { title, kind, origin, text: part, hash: documentHash(`${name}:${path}`, part) };
      }
    }
  } catch (cause) {
    throw new AppError("unavailable", unreadable(name, version), { cause });
  }
  if (found === 0) throw new AppError("unavailable", unreadable(name, version));
}

const unreadable = (name: string, version: string): string =>
  `The corpus cannot be read from ${name}@${version}: its files are not what they should be; run \`npm ci\` again.`;
