import { expect, test } from "vitest";
import { activationLevel, levelName } from "./level.ts";
import { passageHtml } from "./passage-html.ts";
import { listActiveTokens, packPassage, trimPassage } from "./passage-text.ts";

const example = (tokens: string[], active: Record<number, number>) => {
  const positions = Object.keys(active).map(Number);
  const values = Object.values(active);
  return { tokens, fragments: [], positions, values, peak: positions[values.indexOf(Math.max(...values))] ?? 0 };
};
const htmlOf = (tokens: string[], active: Record<number, number>, max: number) =>
  passageHtml(packPassage(example(tokens, active)), max);
const textOf = (html: string) =>
  html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

test("only active tokens are elements and carry their value", () => {
  expect(htmlOf(["The", " heron", " waits"], { 1: 4.2 }, 8.4)).toBe(
    '<span class="l"><span>The </span></span><mark class="a5 p" data-v="4.20">heron</mark><span class="r"> waits</span>',
  );
});

test("whatever a text contains, none of it becomes markup", () => {
  const html = htmlOf(["<script>", "&", '" onclick="x', "</mark>"], { 2: 1 }, 1);
  expect(html).not.toContain("<script");
  expect(html.match(/<mark/g)).toHaveLength(1);
  expect(textOf(html)).toBe('<script>&" onclick="x</mark>');
});

const LONG = Array.from({ length: 120 }, (_, at) => (at % 17 === 0 ? "\n" : ` word${at}`));
const LONG_ACTIVE = { 3: 0.5, 45: 0.1, 46: 0.2, 60: 2, 61: 1, 78: 0.3, 79: 0.4, 118: 0.1 };

test("the text read back is the text that was read, near and far, and no active token is lost", () => {
  const html = htmlOf(LONG, LONG_ACTIVE, 2);
  expect(textOf(html)).toBe(LONG.join(""));
  expect(html.match(/class="far"/g)).toHaveLength(2);
  expect(html.match(/<mark/g)).toHaveLength(Object.keys(LONG_ACTIVE).length);
});

test("a snippet holds the tokens around the peak and marks where it was cut", () => {
  const html = passageHtml(trimPassage(packPassage(example(LONG, LONG_ACTIVE))), 2);
  expect(textOf(html)).toBe(LONG.slice(60 - 14, 60 + 19).join(""));
  expect(html.match(/class="cut"/g)).toHaveLength(2);
  expect(html).not.toContain("far");
  // Inside the snippet it reads as the whole passage does.
  expect(htmlOf(LONG, LONG_ACTIVE, 2).replace(/<span class="far">.*?<\/span>/gs, "")).toBe(html);
});

test("active white space shows as signs", () => {
  expect(htmlOf(["a", "  \n", "b"], { 1: 3 }, 3)).toContain(">··↵</mark>");
});

test("a token without text of its own is still seen", () => {
  for (const active of [
    { 1: 3, 2: 1 },
    { 1: 1, 2: 3 },
  ]) {
    const html = htmlOf(["a", "", "é", "b"], active, 3);
    expect(html).toContain(">∅</mark>");
    expect(html.match(/<mark/g)).toHaveLength(2);
  }
});

test("a part of a character shows its bytes", () => {
  const parts = { ...example(["a", "", "é"], { 1: 3 }), fragments: [{ position: 1, bytes: "C3A9" }] };
  expect(passageHtml(packPassage(parts), 3)).toContain(">‹C3 A9›</mark>");
});

test("packed tokens read back where they were", () => {
  const tokens = listActiveTokens(packPassage(example([" a", "bc", "\n"], { 0: 1, 2: 2.5 })));
  expect(tokens).toEqual([
    { start: 0, end: 2, value: "1.00", bytes: "" },
    { start: 4, end: 5, value: "2.50", bytes: "" },
  ]);
  expect(listActiveTokens({ active: "" })).toEqual([]);
});

test("the ramp is linear in the value, faintest for anything active, nothing for silence", () => {
  expect([0, 0.01, 1, 4.5, 9, 12].map((value) => activationLevel(value, 9))).toEqual([0, 1, 1, 5, 9, 9]);
  expect(activationLevel(1, 0)).toBe(0);
  expect([levelName(9, 9), levelName(-9, 9), levelName(-1, 9)]).toEqual(["a9", "s9", "s3"]);
});
