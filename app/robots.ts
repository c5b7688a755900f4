import type { MetadataRoute } from "next";
import { headers } from "next/headers";
import { siteOrigin } from "#app/_data/site-origin.ts";

export default async function robots(): Promise<MetadataRoute.Robots> {
  return {
    // Search answers, comparisons and random redirects have no address worth keeping; everything else does.
    rules: { userAgent: "*", allow: "/", disallow: ["/search", "/compare", "/random", "/api/", "/*/random"] },
    sitemap: `${siteOrigin(await headers())}/sitemap.xml`,
  };
}
