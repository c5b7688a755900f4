import { expect, test } from "vitest";
import { describeLag } from "./describe-lag.ts";

const now = Date.UTC(2030, 0, 1, 12);

test("an index that has everything says so", () => {
  expect(describeLag({ words: 0, meaning: 0, since: null, error: null }, now)).toBe("The search index is up to date.");
});

test("what it lacks is counted, with how long it waits and why it failed", () => {
  const since = new Date(now - 65_000);
  expect(describeLag({ words: 1, meaning: 2000, since, error: "The embedder gave no answer." }, now)).toBe(
    "The search index lacks the latest words of 1 feature and the meanings of 2,000 features, for up to 1 min 5 s by now. " +
      "Its latest attempt failed: The embedder gave no answer.",
  );
});
