import { expect, test } from "vitest";
import { cutParts } from "#lib/corpus/cut-parts.ts";

const squeeze = (text: string) => text.replace(/\s+/g, "");
const paragraph = (sentences: number) =>
  Array.from({ length: sentences }, (_, i) => `Sentence number ${i} goes on a while.`).join(" ");

test.each([
  ["paragraphs", Array.from({ length: 30 }, (_, i) => paragraph(3 + (i % 4))).join("\n\n")],
  ["one long paragraph", paragraph(400)],
  ["lines of code", Array.from({ length: 500 }, (_, i) => `  const value${i} = compute(${i});`).join("\n")],
  ["no blanks at all", "x".repeat(5_000)],
  ["characters outside the basic plane", "🐋".repeat(3_000)],
])("nothing is lost and no part is too long: %s", (_name, text) => {
  const parts = cutParts(text, 1_000);
  expect(squeeze(parts.join(""))).toBe(squeeze(text));
  for (const part of parts) {
    expect(part.length).toBeLessThanOrEqual(1_000);
    expect(part).not.toMatch(/\p{Surrogate}/u);
  }
});

test("parts end where a reader would pause", () => {
  const text = Array.from({ length: 12 }, () => paragraph(4)).join("\n\n");
  for (const part of cutParts(text, 600)) expect(part).toMatch(/\.$/);
});

test("a short text is one part, an empty one none", () => {
  expect(cutParts("short", 10)).toEqual(["short"]);
  expect(cutParts("  \n", 10)).toEqual([]);
});
