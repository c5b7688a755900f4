import type { CorpusReader } from "#lib/corpus/document.ts";
import { brown } from "#lib/corpus/readers/brown.ts";
import { code } from "#lib/corpus/readers/code.ts";
import { manuals } from "#lib/corpus/readers/manuals.ts";
import { novel } from "#lib/corpus/readers/novel.ts";
import { sentences } from "#lib/corpus/readers/sentences.ts";
import { speeches } from "#lib/corpus/readers/speeches.ts";

/** Everything the demo corpus is read from. A new kind of material is one file and one line here. */
export const CORPUS_READERS = { speeches, novel, brown, sentences, code, manuals } satisfies Record<
  string,
  CorpusReader
>;
