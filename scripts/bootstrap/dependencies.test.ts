import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { areDependenciesCurrent, isNodeRecentEnough } from "#scripts/bootstrap/dependencies.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "featurepedia-deps-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const LOCKED = {
  "": {},
  "node_modules/a": { version: "1.0.0", integrity: "x" },
  "node_modules/a-windows": { version: "1.0.0", optional: true },
  "node_modules/t": { version: "2.0.0", dev: true },
};

function write(installed: Record<string, unknown> | undefined): void {
  writeFileSync(path.join(root, "package-lock.json"), JSON.stringify({ packages: LOCKED }));
  if (!installed) return;
  mkdirSync(path.join(root, "node_modules"));
  writeFileSync(path.join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages: installed }));
}

test("a fresh clone has nothing installed", () => {
  write(undefined);
  expect(areDependenciesCurrent(root, { development: false })).toBe(false);
});

test("another platform's packages may be absent, and test tools where nothing is tested", () => {
  write({ "node_modules/a": LOCKED["node_modules/a"] });
  expect(areDependenciesCurrent(root, { development: false })).toBe(true);
  expect(areDependenciesCurrent(root, { development: true })).toBe(false);
});

test("another version than the locked one is out of date", () => {
  write({ "node_modules/a": { version: "0.9.0", integrity: "y" } });
  expect(areDependenciesCurrent(root, { development: false })).toBe(false);
});

test("Node is taken from the versions that package.json names", () => {
  const verdicts = ["18.20.0", "20.18.3", "20.19.0", "21.7.0", "22.11.0", "22.12.0", "24.1.0"].map(isNodeRecentEnough);
  expect(verdicts).toEqual([false, false, true, false, false, true, true]);
});
