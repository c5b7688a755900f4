import { expect, test } from "vitest";
import { leadRow } from "./lead-row.ts";

test("a ledger says what sequences began with and who says so, and that it was BOS before that was noted", () => {
  expect(leadRow({ lead: "<bos>", leadBy: "tokenizer" })[1]).toBe(
    "begin with <bos>, which is not counted, as the tokenizer does it",
  );
  expect(leadRow({ lead: null, leadBy: "sources" })[1]).toBe(
    "begin with their text, without a document start (BOS), as sources of the run were trained",
  );
  expect(leadRow({})[1]).toBe("begin with the model’s document start (BOS)");
});
