import { expect, test } from "vitest";
import { describePassage, evidenceHtml } from "./evidence-html.ts";

const SCALES = { actual: 9, predicted: 3 };
const sparse = (entries: Record<number, number>) => ({
  positions: Object.keys(entries).map(Number),
  values: Object.values(entries),
});
const passage = (kind: "hit" | "miss" | "false-alarm", tokens: string[], actual = {}, predicted = {}) => ({
  kind,
  tokens,
  fragments: [],
  actual: sparse(actual),
  predicted: sparse(predicted),
});

test("what the feature did is lit and numbered, what was predicted is underlined, and a space stays outside", () => {
  const html = evidenceHtml(passage("hit", ["a", " river", " runs"], { 1: 9 }, { 1: 3, 2: 1 }), SCALES);
  expect(html).toBe(
    'a <mark class="a9 u3 c" data-v="is 9.00, predicted 3.00">river</mark><sup>9.00</sup>' +
      ' <mark class="u1" data-v="is 0, predicted 1.00">runs</mark>',
  );
});

test("a missed token is lit without a line, a false alarm has a line without light", () => {
  expect(evidenceHtml(passage("miss", ["x"], { 0: 4.5 }), SCALES)).toContain('class="a5 c"');
  expect(evidenceHtml(passage("false-alarm", ["x"], {}, { 0: 1.5 }), SCALES)).toContain('class="u2 c"');
});

test("text from outside is never markup", () => {
  const html = evidenceHtml(passage("hit", ["<b>", '"&'], { 0: 1 }, { 0: 1 }), SCALES);
  expect(html).not.toContain("<b>");
  expect(html).toContain("&lt;b&gt;");
  expect(html).toContain("&quot;&amp;");
});

test("a long passage is shown around the token it was chosen for, and says that it goes on", () => {
  const tokens = Array.from({ length: 120 }, (_, at) => ` w${at}`);
  const html = evidenceHtml(passage("miss", tokens, { 10: 9, 80: 5 }, { 10: 3 }), SCALES);
  expect(html).toContain(">w80<");
  expect(html).not.toContain("w10 ");
  expect(html.match(/class="cut"/g)).toHaveLength(2);
});

test("a passage is told in counts", () => {
  const words = describePassage(passage("hit", ["a", "b", "c", "d"], { 0: 1, 1: 1 }, { 0: 1, 2: 1, 3: 1 }));
  expect(words).toBe("It fires on 2 tokens of the passage: 1 predicted, 1 missed. Predicted where it is silent: 2.");
});
