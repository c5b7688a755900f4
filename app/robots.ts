import type { MetadataRoute } from "next";

export default function robots(): MetadataRoute.Robots {
  // Search answers and random redirects have no address worth keeping; everything else does.
  return { rules: { userAgent: "*", allow: "/", disallow: ["/search", "/api/", "/*/random"] } };
}
