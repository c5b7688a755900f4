import * as z from "zod";
import { LAYOUT_SETTINGS } from "#lib/map/layout-settings.ts";

/** A group of features whose directions hang together. */
export const MapCluster = z.object({
  features: z.int(),
  tokens: z.array(z.string()).describe("that more of its features peak on than of others, most telling first"),
});
export type MapCluster = z.infer<typeof MapCluster>;

/** How maps are made now. */
export const MAP_METHOD = {
  layout: "umap-js 1.4.0, cosine of decoder directions, exact neighbours, from the principal plane",
  clusters: "graphology-communities-louvain 2.0.2, on the same neighbours",
  ...LAYOUT_SETTINGS,
} as const;

export const MapProvenance = z.object({
  layout: z.string(),
  clusters: z.string(),
  neighbours: z.int(),
  minDist: z.number(),
  spread: z.number(),
  seed: z.int(),
  codeVersion: z.string(),
});
export type MapProvenance = z.infer<typeof MapProvenance>;

export const SourceMapView = z
  .object({
    model: z.string(),
    source: z.string(),
    points: z
      .array(z.tuple([z.int(), z.number(), z.number(), z.int().nullable()]))
      .describe("of every live feature: index, x and y (0 to 1, of the longer side), number of its cluster or null"),
    clusters: z.array(MapCluster).describe("in the order of their numbers, the largest first"),
    provenance: MapProvenance,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "SourceMap", description: "A source's features laid out by their decoder directions, in clusters." });
export type SourceMapView = z.infer<typeof SourceMapView>;
