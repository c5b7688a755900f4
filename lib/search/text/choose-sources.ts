import type { SourceInfo } from "#lib/catalog/schema.ts";
import { TEXT_SOURCES_MAX } from "./source-limit.ts";

type Candidate = Pick<SourceInfo, "id" | "kind">;

/**
 * The sources a text is searched in unless someone chooses: a model's SAEs, or whatever it has when it has none. Of more
 * than a request may name, every n-th from the first to the last, so that early and late layers are both there.
 * @param sources by layer
 */
export function chooseSources(sources: readonly Candidate[], most = TEXT_SOURCES_MAX): string[] {
  const saes = sources.filter(({ kind }) => kind === "sae");
  const ids = (saes.length > 0 ? saes : sources).map(({ id }) => id);
  if (ids.length <= most) return ids;
  const step = (ids.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => ids[Math.round(i * step)] ?? "");
}
