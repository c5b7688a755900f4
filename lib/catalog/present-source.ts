import { Provenance, type SourceInfo, SourceQuality, SourceSummary } from "#lib/catalog/schema.ts";
import type { Model, Source, SourceSet } from "#prisma/generated/client.ts";

export type SourceRow = Source & {
  model: Pick<Model, "slug">;
  sourceSet: Pick<SourceSet, "slug" | "name" | "description">;
};

export const SOURCE_KINDS = {
  SAE: "sae",
  TRANSCODER: "transcoder",
  DIRECTIONS: "directions",
  NEURONS: "neurons",
} as const;
const STATE = { REGISTERED: "registered", COMPUTING: "computing", READY: "ready", FAILED: "failed" } as const;

/** @throws ZodError when the row's measured figures are not of the shape the workers write. */
export function presentSource(row: SourceRow): SourceInfo {
  return {
    model: row.model.slug,
    id: row.slug,
    set: row.sourceSet.slug,
    name: row.sourceSet.name,
    description: row.sourceSet.description,
    kind: SOURCE_KINDS[row.kind],
    architecture: row.architecture,
    layer: row.layer,
    hookIn: row.hookIn,
    hookOut: row.hookOut,
    features: row.features,
    k: row.k,
    contentHash: row.contentHash,
    state: STATE[row.state],
    quality: SourceQuality.nullable().parse(row.quality),
    summary: SourceSummary.nullable().parse(row.summary),
    published: row.published,
    provenance: Provenance.nullable().parse(row.provenance),
    revision: row.revision,
  };
}
