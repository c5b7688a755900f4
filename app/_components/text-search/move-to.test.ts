import { expect, test } from "vitest";
import { moveTo } from "./move-to.ts";

const from = (position: number) => ({ from: position, count: 3 });

test("arrows move by one and stop at the ends; from nowhere they begin at the start", () => {
  expect(["ArrowRight", "ArrowDown"].map((key) => moveTo(key, from(1)))).toEqual([2, 2]);
  expect([moveTo("ArrowRight", from(2)), moveTo("ArrowLeft", from(0)), moveTo("ArrowRight", from(-1))]).toEqual([
    2, 0, 0,
  ]);
  expect([moveTo("Home", from(2)), moveTo("End", from(0))]).toEqual([0, 2]);
});

test("other keys do nothing, nor any in an empty row", () => {
  expect([moveTo("a", from(1)), moveTo("Tab", from(1)), moveTo("End", { from: -1, count: 0 })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
