import "server-only";
import { listSitemapPaths, listSitePaths } from "#app/_components/sitemap/list-site-paths.ts";
import { sitemapIndexXml, sitemapXml, URLS_MAX } from "#app/_components/sitemap/sitemap-xml.ts";
import { formatFeatureAddress, SourceAddress } from "#lib/catalog/feature-address.ts";
import { listListedFeatures, listListedModels, listListedSources } from "#lib/catalog/queries/sitemap.ts";
import { getDb } from "#lib/db.ts";

/** `0.xml`, `1.xml`, … */
const FILE = /^(0|[1-9]\d{0,5})\.xml$/;

export async function readSitemapIndex(origin: string): Promise<string> {
  return sitemapIndexXml(origin, listSitemapPaths(...(await readCatalog())));
}

/** Undefined when there is no such file. */
export async function readPagesSitemap(origin: string, file: string): Promise<string | undefined> {
  const at = numberOf(file);
  if (at === undefined) return undefined;
  const paths = listSitePaths(...(await readCatalog())).slice(at * URLS_MAX, (at + 1) * URLS_MAX);
  return paths.length === 0 ? undefined : sitemapXml(origin, paths);
}

/** Undefined when there is no such file, also because the source may not be listed. */
export async function readFeaturesSitemap(
  origin: string,
  params: { model: string; source: string; file: string },
): Promise<string | undefined> {
  const at = numberOf(params.file);
  const address = SourceAddress.safeParse(params);
  if (at === undefined || !address.success) return undefined;
  const { model, source } = address.data;
  const range = { from: at * URLS_MAX, end: (at + 1) * URLS_MAX };
  const indices = await listListedFeatures(getDb(), { model, source }, range);
  const paths = indices.map((index) => `/${formatFeatureAddress({ model, source, index })}`);
  return paths.length === 0 ? undefined : sitemapXml(origin, paths);
}

const readCatalog = () => Promise.all([listListedModels(getDb()), listListedSources(getDb())]);

function numberOf(file: string): number | undefined {
  const digits = FILE.exec(file)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
