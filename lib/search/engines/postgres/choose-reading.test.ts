import { expect, test } from "vitest";
import { chooseReading } from "#lib/search/engines/postgres/choose-reading.ts";

const MILLION = 1_000_000;

test("a rare word is read through its own documents, a common one down the scores", () => {
  const all = { documents: MILLION, inSources: MILLION };
  expect(chooseReading({ ...all, matching: 800, wanted: undefined })).toBe("words");
  expect(chooseReading({ ...all, matching: 20_000, wanted: 3_000 })).toBe("words");
  expect(chooseReading({ ...all, matching: 300_000, wanted: 3_000 })).toBe("score");
});

test("in one small source a common word is read through the source, a rare one through the word", () => {
  const one = { documents: MILLION, inSources: 16_384 };
  expect(chooseReading({ ...one, matching: 900_000, wanted: 3_000 })).toBe("source");
  expect(chooseReading({ ...one, matching: 30_000, wanted: 3_000 })).toBe("source");
  expect(chooseReading({ ...one, matching: 900, wanted: undefined })).toBe("words");
});

test("where all documents are needed they are never read down the scores", () => {
  expect(chooseReading({ documents: 1_000, inSources: 1_000, matching: 999, wanted: undefined })).toBe("words");
});
