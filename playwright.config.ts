import { defineConfig, devices } from "@playwright/test";

/** Chromium on this machine and nothing else: no other host resolves, no service of its own phones home. */
export const LAUNCH_ARGS = [
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-gpu",
];

const executablePath = process.env["CHROMIUM_PATH"];
const baseURL = process.env["E2E_BASE_URL"];

export default defineConfig({
  testDir: "test/e2e",
  globalSetup: "test/support/product.ts",
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // Waiting costs nothing when it is not needed; a busy machine needs it.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices["Desktop Chrome"],
    // Set by the global set-up, which has run when a worker reads this.
    ...(baseURL === undefined ? {} : { baseURL }),
    launchOptions: { args: LAUNCH_ARGS, ...(executablePath ? { executablePath } : {}) },
    screenshot: "only-on-failure",
  },
});
