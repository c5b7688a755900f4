import type { NextConfig } from "next";

const config: NextConfig = {
  typedRoutes: true,
  poweredByHeader: false,
  // Types are one of the checks of `npm run check` and `npm test`; a first start need not repeat them.
  typescript: { ignoreBuildErrors: true },
};

export default config;
