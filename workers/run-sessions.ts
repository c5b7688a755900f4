import type { RunDetail } from "#lib/catalog/queries/runs.ts";
import type { ActivationSession } from "#lib/engine/activation-session.ts";
import type { SessionOptions } from "#lib/engine/inference-session.ts";
import { type ModelDirectory, openModelDirectory } from "#lib/engine/model-directory.ts";
import { openSession } from "#workers/open-session.ts";
import { openSource, requireSameContent } from "#workers/open-source.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";

/** The graph of a run, opened once and used for shard after shard. Holds one run at a time. */
export class RunSessions {
  readonly #engine: SessionOptions;
  #open: { key: string; session: ActivationSession } | undefined;

  constructor(engine: SessionOptions) {
    this.#engine = engine;
  }

  /** The session of a run, with its sources in the order of `run.sources`. */
  async get(run: RunDetail): Promise<ActivationSession> {
    // The same run with other sources: one may leave it while it is under way.
    const key = JSON.stringify([run.id, run.sources.map(({ id }) => id)]);
    if (this.#open?.key === key) return this.#open.session;
    await this.close();
    const model = await openRunModel(run);
    const sources = await Promise.all(run.sources.map((source) => openSource(model, source)));
    const session = await openSession(model, sources, this.#engine);
    this.#open = { key, session };
    return session;
  }

  /** Frees the graph; the next `get` opens one again. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.session.close();
  }
}

/** The model of a run, if it still is the one that was registered. */
export async function openRunModel({ model }: RunDetail): Promise<ModelDirectory> {
  const opened = await openModelDirectory(resolveDirectory(model.directory));
  requireSameContent(`model ${model.slug}`, model.contentHash, opened.contentHash);
  return opened;
}
