import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

/** The shell without windows comes first: pages take it half the processor time. */
const USUAL_PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/google-chrome",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: ["C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"],
};

/**
 * A Chromium for the browser tests: CHROMIUM_PATH, one of the machine, one that Playwright has; else one is installed,
 * by apt-get as root, or by Playwright. @throws Error when none can be had
 */
export function ensureBrowser(): string {
  const asked = process.env["CHROMIUM_PATH"];
  if (asked) {
    if (isBrowser(asked)) return asked;
    throw new Error(`CHROMIUM_PATH is ${asked}, which is no Chromium that runs.`);
  }
  const found = findBrowser();
  if (found) return found;
  for (const install of [installWithApt, installWithPlaywright]) {
    install();
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error("No Chromium was found or could be installed; install one and set CHROMIUM_PATH to it.");
}

const findBrowser = (): string | undefined =>
  [...(USUAL_PLACES[process.platform] ?? []), chromium.executablePath()].find(isBrowser);

/** Ubuntu's chromium-browser is a script that only says where to get one: ask it. */
function isBrowser(file: string): boolean {
  if (!existsSync(file)) return false;
  if (process.platform === "win32") return true; // It has no --version there.
  const answer = spawnSync(file, ["--version"], { encoding: "utf8", timeout: 20_000 });
  return answer.status === 0 && /\d+\.\d+/.test(answer.stdout);
}

function installWithApt(): void {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return;
  process.stdout.write("Installing Chromium (apt-get) …\n");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { env });
  // Not every distribution has the first by itself.
  for (const name of ["chromium-headless-shell", "chromium"]) {
    const { status } = spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], { env });
    if (status === 0) return;
  }
}

function installWithPlaywright(): void {
  process.stdout.write("Installing Chromium (Playwright) …\n");
  const withLibraries = process.getuid?.() === 0 ? ["--with-deps"] : [];
  spawnSync(process.execPath, ["node_modules/@playwright/test/cli.js", "install", ...withLibraries, "chromium"], {
    stdio: "inherit",
  });
}
