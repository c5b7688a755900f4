/** The most URLs that a file may have. @see https://www.sitemaps.org/protocol.html */
export const URLS_MAX = 50_000;

/** A sitemap of addresses (`/a/b`) on a site (`https://host`). */
export const sitemapXml = (origin: string, paths: readonly string[]): string =>
  document("urlset", "url", origin, paths);

/** An index of sitemaps. */
export const sitemapIndexXml = (origin: string, paths: readonly string[]): string =>
  document("sitemapindex", "sitemap", origin, paths);

function document(root: string, entry: string, origin: string, paths: readonly string[]): string {
  const entries = paths.map((path) => `<${entry}><loc>${escapeXml(origin + path)}</loc></${entry}>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join("")}</${root}>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
