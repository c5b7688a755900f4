import { expect, test } from "vitest";
import { SearchQuery } from "#lib/search/search-query.ts";
import { describeCount, describeHow, listRemarks } from "./describe-results.ts";

const query = (given: Record<string, string>) => SearchQuery.parse(given);

test("a count that is only what was ranked says so", () => {
  expect(describeCount({ total: 1, totalIsFloor: false })).toBe("1 feature");
  expect(describeCount({ total: 1000, totalIsFloor: true })).toBe("The best 1,000 features; more match");
});

test("it says what was compared, and never claims what was not", () => {
  expect(describeHow(query({ q: "sea" }), { meaning: "used" })).toBe("by words and meaning, best match first");
  expect(describeHow(query({ q: "sea" }), { meaning: "unavailable" })).toBe("by words, best match first");
  expect(describeHow(query({ q: "sea", by: "words", sort: "density" }), { meaning: "not asked" })).toBe(
    "by words, rarest first",
  );
  expect(describeHow(query({ q: "sea", by: "meaning" }), { meaning: "used" })).toBe("by meaning, best match first");
  expect(describeHow(query({}), { meaning: "not asked" })).toBe("best explained first");
});

test("what was guessed, left out or is late is said", () => {
  expect(listRemarks({ meaning: "used", corrected: [], behind: 0 })).toEqual([]);
  expect(
    listRemarks({
      meaning: "unavailable",
      corrected: [
        { from: "dolhpns", to: ["dolphins"] },
        { from: "wale", to: ["whale", "wales", "vale"] },
      ],
      behind: 3,
    }),
  ).toEqual([
    "Only words were compared: the embedder, which compares meanings, gave no answer.",
    "“dolhpns” was read as “dolphins”.",
    "“wale” was read as “whale”, “wales” or “vale”.",
    "The latest changes of 3 features are not in the index yet.",
  ]);
});
