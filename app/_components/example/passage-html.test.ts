import { expect, test } from "vitest";
import { activationLevel } from "./level.ts";
import { passageHtml } from "./passage-html.ts";

const example = (tokens: string[], active: Record<number, number>) => {
  const positions = Object.keys(active).map(Number);
  const values = Object.values(active);
  return { tokens, positions, values, peak: positions[values.indexOf(Math.max(...values))] ?? 0 };
};
const textOf = (html: string) =>
  html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

test("only active tokens are elements and carry their value", () => {
  expect(passageHtml(example(["The", " heron", " waits"], { 1: 4.2 }), 8.4)).toBe(
    '<span class="l"><span>The </span></span><mark class="a5 p" data-v="4.20">heron</mark><span class="r"> waits</span>',
  );
});

test("whatever a text contains, none of it becomes markup", () => {
  const html = passageHtml(example(["<script>", "&", '" onclick="x', "</mark>"], { 2: 1 }), 1);
  expect(html).not.toContain("<script");
  expect(html.match(/<mark/g)).toHaveLength(1);
  expect(textOf(html)).toBe('<script>&" onclick="x</mark>');
});

test("the text read back is the text that was read, near and far", () => {
  const tokens = Array.from({ length: 120 }, (_, at) => (at % 17 === 0 ? "\n" : ` word${at}`));
  const html = passageHtml(example(tokens, { 60: 2, 61: 1, 3: 0.5 }), 2);
  expect(textOf(html)).toBe(tokens.join(""));
  expect(html.match(/class="far"/g)).toHaveLength(2);
});

test("active white space shows as signs", () => {
  const html = passageHtml(example(["a", "  \n", "b"], { 1: 3 }), 3);
  expect(html).toContain(">··↵</mark>");
});

test("the ramp is linear in the value, faintest for anything active, nothing for silence", () => {
  expect([0, 0.01, 1, 4.5, 9, 12].map((value) => activationLevel(value, 9))).toEqual([0, 1, 1, 5, 9, 9]);
  expect(activationLevel(1, 0)).toBe(0);
});
