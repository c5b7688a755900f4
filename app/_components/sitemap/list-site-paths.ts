import { explanationQualityPath, methodPath, modelPath, sourcePath } from "#app/_components/link/paths.ts";
import { EXPLAINER_TEXTS } from "#app/_components/method/explainer-texts.ts";
import { SCORER_TEXTS } from "#app/_components/method/scorer-texts.ts";
import type { ListedSource } from "#lib/catalog/queries/sitemap.ts";
import { URLS_MAX } from "./sitemap-xml.ts";

const STATIC = ["/", "/about", "/methods", "/jobs"];

/** Every page that is no feature's. */
export function listSitePaths(models: readonly string[], sources: readonly ListedSource[]): string[] {
  return [
    ...STATIC,
    ...[...EXPLAINER_TEXTS, ...SCORER_TEXTS].map(({ name }) => methodPath(name)),
    ...models.map((model) => modelPath(model)),
    ...sources.flatMap((source) => [sourcePath(source), ...(source.explained ? [explanationQualityPath(source)] : [])]),
  ];
}

/** The files that all pages together need: pages, then features by source and by index. */
export function listSitemapPaths(models: readonly string[], sources: readonly ListedSource[]): string[] {
  const pages = listSitePaths(models, sources).length;
  return [
    ...countTo(Math.ceil(pages / URLS_MAX)).map((file) => `/sitemaps/pages/${file}.xml`),
    ...sources.flatMap(({ model, source, last }) =>
      last === null
        ? []
        : countTo(Math.floor(last / URLS_MAX) + 1).map((file) => `/sitemaps/${model}/${source}/${file}.xml`),
    ),
  ];
}

const countTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
