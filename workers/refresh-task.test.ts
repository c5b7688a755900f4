import { expect, test } from "vitest";
import { parseEnvironment } from "#lib/env.ts";
import { refreshCronItems } from "#workers/refresh-task.ts";

const at = (hour: number, minute: number) => ({ min: minute, hour, date: 5, month: 3, dow: 4 });

test("the queue plans a refresh at the time that is set, in UTC, and never when none is", () => {
  expect(refreshCronItems(parseEnvironment({ NODE_ENV: "test" }))).toEqual([]);
  const [item] = refreshCronItems(parseEnvironment({ NODE_ENV: "test", REFRESH_AT: "03:05" }));
  expect([item?.match(at(3, 5)), item?.match(at(3, 6)), item?.match(at(15, 5))]).toEqual([true, false, false]);
});

test.each(["3:00", "24:00", "12:60", "noon"])("a time that is none is refused: %s", (REFRESH_AT) => {
  expect(() => parseEnvironment({ NODE_ENV: "test", REFRESH_AT })).toThrow("REFRESH_AT");
});
