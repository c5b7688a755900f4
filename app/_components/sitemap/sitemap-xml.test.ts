import { expect, test } from "vitest";
import { sitemapIndexXml, sitemapXml } from "./sitemap-xml.ts";

test("every address is whole and escaped", () => {
  expect(sitemapXml("https://example.org", ["/", "/a&b"])).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n` +
      `<url><loc>https://example.org/</loc></url>\n<url><loc>https://example.org/a&amp;b</loc></url>\n</urlset>\n`,
  );
});

test("an index names files", () => {
  expect(sitemapIndexXml("https://example.org", ["/sitemaps/pages/0.xml"])).toContain(
    "<sitemap><loc>https://example.org/sitemaps/pages/0.xml</loc></sitemap>",
  );
});
