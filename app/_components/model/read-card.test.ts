import { expect, test } from "vitest";
import { readLossTable } from "./read-card.ts";

test("bits per byte stand beside every baseline of the same kind of text", () => {
  const measured = { tokens: 10, bytes: 40, loss_nats: 4, bits_per_byte: 1.5 };
  const table = readLossTable({
    held_out: { all: measured, code: measured, "code: zod": measured },
    baselines: { uniform: { bits_per_byte: { all: 4, code: 3 } }, "5-gram": { bits_per_byte: { all: 2 } } },
    training: { steps: 1 },
  });
  expect(table).toEqual({
    baselines: ["uniform", "5-gram"],
    rows: [
      { kind: "all", bytes: 40, model: 1.5, baselines: [4, 2] },
      { kind: "code", bytes: 40, model: 1.5, baselines: [3, undefined] },
    ],
  });
});

test("a card of another shape has no such table", () => {
  expect([{}, null, "text", { held_out: 3 }].map(readLossTable)).toEqual([undefined, undefined, undefined, undefined]);
});
