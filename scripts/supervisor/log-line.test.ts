import { expect, test } from "vitest";
import { formatLogLine } from "#scripts/supervisor/log-line.ts";

test("a log entry reads as words, without its time", () => {
  expect(formatLogLine('{"level":30,"time":"2026-01-01T00:00:00Z","job":3,"msg":"started"}')).toBe("started job=3");
});

test("a warning says so, with its cause", () => {
  expect(formatLogLine('{"level":40,"err":{"message":"gone"},"msg":"no answer"}')).toBe("warning: no answer\ngone");
});

test("anything else stays as it is", () => {
  for (const line of ["plain", "{not json}", '{"other":"json"}', ""]) expect(formatLogLine(line)).toBe(line);
});
