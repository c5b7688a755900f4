/** A whole text as its package ships it, cleaned. */
export type CorpusText = {
  title: string;
  /** speech, novel, press, fiction, code, … */
  kind: string;
  /** Path inside the package, `/` between folders on every platform. */
  path: string;
  text: string;
};

/** A text, or a part of a long one: the unit of examples, shards and splits. */
export type CorpusDocument = {
  title: string;
  kind: string;
  /** `package@version:path`, with `#part` when the text was cut. */
  origin: string;
  text: string;
  /** Names the text it was cut from, then its own content; see `documentHash`. */
  hash: string;
};

/** A kind of material: how to read it from one installed package, and how much of the corpus it should fill. */
export type CorpusReader = {
  packages: readonly string[];
  /** Weight of this reader's characters in any prefix of the corpus. */
  share: number;
  /** @param name one of `packages`, installed in `folder` */
  read(folder: string, name: string): AsyncGenerator<CorpusText>;
};
