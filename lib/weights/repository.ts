/** A folder of files, on this machine or on a hub, of which some are wanted. */
export interface Repository {
  /** What a person calls it. */
  readonly name: string;
  /** The commit that everything is read from; undefined of a folder on this machine. */
  readonly revision: string | undefined;
  /** As its publisher states it, such as `apache-2.0`; undefined where nothing is stated. */
  readonly licence: string | undefined;
  /** Every file below it, by path with forward slashes. */
  readonly files: readonly RepositoryFile[];
  /**
   * Puts a file at `target`, whole and checked, or not at all. What came of an earlier attempt is gone on from.
   * @throws AppError when it cannot be had or is not what it should be
   */
  fetch(file: RepositoryFile, target: string, options?: FetchOptions): Promise<void>;
}

export interface RepositoryFile {
  readonly path: string;
  readonly bytes: number;
  /** sha256 of the content where the hub states it, else git's sha1 of `blob <bytes>\0` and the content. */
  readonly sha256?: string;
  readonly gitSha1?: string;
}

export interface FetchOptions {
  /** Called with the bytes that are there now, of this file. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}
