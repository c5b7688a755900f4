import type { NextConfig } from "next";

/** Editions of feature pages kept in memory: some 500 of them. */
const PAGES_BYTES_MAX = 128 * 1024 * 1024;

const config: NextConfig = {
  typedRoutes: true,
  poweredByHeader: false,
  // Types are one of the checks of `npm run check` and `npm test`; a first start need not repeat them.
  typescript: { ignoreBuildErrors: true },
  cacheMaxMemorySize: PAGES_BYTES_MAX,
  // Otherwise Next calls 127.0.0.1 localhost in proxy.ts, takes the rewrite for another host's, and asks itself over HTTP.
  skipProxyUrlNormalize: true,
  // It finds its native part beside itself.
  serverExternalPackages: ["usearch"],
  // A crawler that asks for every feature must not fill the disk with their pages.
  experimental: { isrFlushToDisk: false },
  // An edition is for ever, but its feature's address is not: browsers and proxies ask again, and mostly hear 304.
  headers: async () => [
    {
      source: "/:model/:source/:index(\\d{1,10})",
      headers: [{ key: "Cache-Control", value: "public, max-age=0, must-revalidate" }],
    },
  ],
};

export default config;
