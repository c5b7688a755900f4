import { expect, test } from "vitest";
import {
  formatCount,
  formatDuration,
  formatHash,
  formatOneIn,
  formatShare,
  formatTime,
  formatValue,
  plural,
} from "./format.ts";

test("values keep three significant digits and a real minus sign", () => {
  expect([8.2149, 0.04321, 12.44, -3.1, 0, 1234.5, 0.0000004321].map(formatValue)).toEqual([
    "8.21",
    "0.0432",
    "12.4",
    "−3.10",
    "0",
    "1,235",
    "0.00000043",
  ]);
});

test("a density reads as a share and as one in so many tokens", () => {
  expect([0.1234, 0.00123, 0, 1e-9].map(formatShare)).toEqual(["12.3%", "0.123%", "0%", "<0.0001%"]);
  expect([1 / 812, 0.4, 1 / 123_456, 0].map(formatOneIn)).toEqual(["1 in 812", "1 in 2.5", "1 in 123,000", "never"]);
});

test("durations say the two largest units", () => {
  expect([0.2, 42, 60, 185, 7_800, 7_200].map(formatDuration)).toEqual([
    "0 s",
    "42 s",
    "1 min",
    "3 min 5 s",
    "2 h 10 min",
    "2 h",
  ]);
});

test("counts, plurals, times and hashes read the same on every machine", () => {
  expect(formatCount(1_234_567)).toBe("1,234,567");
  expect([plural(1, "token"), plural(2, "token"), plural(0, "entry", "entries")]).toEqual([
    "1 token",
    "2 tokens",
    "0 entries",
  ]);
  expect(formatTime("2031-04-05T06:07:08.000Z")).toBe("2031-04-05 06:07 UTC");
  expect(formatHash("sha256:0123456789abcdef")).toBe("0123456789ab");
});
