import path from "node:path";
import { fingerprint, makeOnce } from "#scripts/setup/fingerprint.ts";
import { runProgram, type RunOptions } from "#scripts/setup/run-program.ts";

/** Everything the built site is made of. */
const SOURCES = [
  "app",
  "lib",
  "public",
  "prisma/schema.prisma",
  "package.json",
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

export const NEXT = "node_modules/next/dist/bin/next";

const stamp = (root: string) => path.join(root, ".next", "featurepedia-sources");

export const sourcesFingerprint = (root: string): string => fingerprint(root, SOURCES);

/** Builds the site into .next, when its sources changed. @returns whether it did */
export async function buildSite(root: string, options: RunOptions = {}): Promise<boolean> {
  return makeOnce(stamp(root), sourcesFingerprint(root), () =>
    runProgram(NEXT, ["build"], {
      ...options,
      env: { ...options.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    }),
  );
}
