import { expect, test } from "vitest";
import { requireOperator } from "#lib/api/permission.ts";

const KEY = "correct horse battery";
const bearing = (authorization?: string) =>
  new Request("http://test/", authorization === undefined ? {} : { headers: { authorization } });

test("the bearer of the key may act", () => expect(() => requireOperator(bearing(`Bearer ${KEY}`), KEY)).not.toThrow());
test("without a key in the settings nobody may act", () => {
  expect(() => requireOperator(bearing("Bearer undefined"), undefined)).toThrow("OPERATOR_KEY is not set");
});
test("a missing, wrong or partial key is refused", () => {
  for (const request of [bearing(), bearing(KEY), bearing("Bearer "), bearing("Bearer correct horse batter")]) {
    expect(() => requireOperator(request, KEY)).toThrow("operator's key");
  }
});
