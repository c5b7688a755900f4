import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimDataFolder, findRunningCopy } from "#scripts/supervisor/lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "featurepedia-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a second copy on the same folder is refused, and one after the first ended is not", () => {
  const release = claimDataFolder(folder, 3000);
  expect(findRunningCopy(folder)).toMatchObject({ pid: process.pid, port: 3000 });
  expect(() => claimDataFolder(folder, 3001)).toThrow(/running here/);
  release();
  claimDataFolder(folder, 3001)();
});

test("a claim of a killed process does not count, even if its number lives again", () => {
  writeFileSync(
    path.join(folder, "running.json"),
    JSON.stringify({ pid: process.pid, identity: "earlier", port: 3000 }),
  );
  expect(findRunningCopy(folder)).toBeUndefined();
  claimDataFolder(folder, 3000)();
});

test("a claim cut short by a power cut does not count", () => {
  writeFileSync(path.join(folder, "running.json"), '{"pid":');
  claimDataFolder(folder, 3000)();
});
