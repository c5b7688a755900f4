import { expect, test } from "vitest";
import { isAbusive } from "#lib/corpus/is-abusive.ts";

test("abuse is found whatever its case", () => {
  expect(isAbusive("What the Fuck is that?")).toBe(true);
});

test.each(["The niggling doubt stayed.", "A spicy soup, a suspicious spice.", "The fagotto is a bassoon."])(
  "an innocent sentence passes: %s",
  (sentence) => {
    expect(isAbusive(sentence)).toBe(false);
  },
);
