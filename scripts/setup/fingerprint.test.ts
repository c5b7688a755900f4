import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint, makeOnce } from "#scripts/setup/fingerprint.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "featurepedia-fingerprint-"));
  mkdirSync(path.join(root, "app"));
  writeFileSync(path.join(root, "app/page.tsx"), "1");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const INPUTS = ["app", "missing.json"];

test("a changed, a renamed and a new file change it; a test does not", () => {
  const seen = new Set([fingerprint(root, INPUTS)]);
  writeFileSync(path.join(root, "app/page.test.tsx"), "1");
  seen.add(fingerprint(root, INPUTS));
  expect(seen.size).toBe(1);
  writeFileSync(path.join(root, "app/page.tsx"), "2");
  seen.add(fingerprint(root, INPUTS));
  writeFileSync(path.join(root, "app/other.tsx"), "");
  seen.add(fingerprint(root, INPUTS));
  expect(seen.size).toBe(3);
});

test("the same inputs are made once, and again after a failure", async () => {
  const stamp = path.join(root, "out/stamp");
  let runs = 0;
  const make = async () => void (runs += 1);
  await expect(makeOnce(stamp, "a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect([
    await makeOnce(stamp, "a", make),
    await makeOnce(stamp, "a", make),
    await makeOnce(stamp, "b", make),
  ]).toEqual([true, false, true]);
  expect(runs).toBe(2);
});
