import { expect, test } from "vitest";
import { textHtml } from "#app/_components/example/passage-html.ts";
import { nameLiveToken, packLive } from "./live-passage.ts";

/** "Ahoy 🐋!\n": the whale's four bytes lie in three tokens. */
const whale = (values: number[]) => ({
  tokens: ["Ahoy", "", "", " 🐋", "!", "\n"],
  fragments: [
    { position: 1, bytes: "20F0" },
    { position: 2, bytes: "9F90" },
    { position: 3, bytes: "8B" },
  ],
  values,
  peak: Math.max(...values) > 0 ? values.indexOf(Math.max(...values)) : null,
});
const htmlOf = (values: number[], max: number) => textHtml(packLive(whale(values)), max);

test("a part of a character shows its bytes, the token that ends it the character, and the strongest is marked", () => {
  expect(htmlOf([0, 4.5, 9, 3, 0, 0], 9)).toBe(
    'Ahoy<mark class="a5" data-v="4.50">‹20 F0›</mark><mark class="a9 p" data-v="9.00">‹9F 90›</mark> ' +
      '<mark class="a3" data-v="3.00">🐋</mark>!<i>\n</i>',
  );
});

test("a silent text is the text", () => {
  expect(htmlOf([0, 0, 0, 0, 0, 0], 9)).toBe("Ahoy 🐋!<i>\n</i>");
});

test("each token has a name a reader can tell it by", () => {
  const names = [0, 1, 2, 3, 4, 5].map((position) => nameLiveToken(whale([1, 0, 0, 0, 0, 0]), position));
  expect(names).toEqual(["Ahoy", "‹20 F0›", "‹9F 90›", "·🐋", "!", "↵"]);
});
