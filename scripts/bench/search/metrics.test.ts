import { describe, expect, test } from "vitest";
import { type Grade, judgedShare, ndcg, recall, success } from "#scripts/bench/search/metrics.ts";

const graded = (grades: Record<string, Grade>) => new Map(Object.entries(grades));

describe("nDCG", () => {
  const grades = graded({ a: 3, b: 2, c: 1, d: 0 });

  test("the best ranking has 1, also with features of grade 0 after it", () => {
    expect(ndcg(["a", "b", "c"], grades, 10)).toBe(1);
    expect(ndcg(["a", "b", "c", "d", "x"], grades, 10)).toBe(1);
  });

  test("is what it is by hand", () => {
    // Gains 3, 0, 7 at ranks 1, 2, 3: 3 + 7/2 = 6.5; at best 7 + 3/log₂3 + 1/2 = 9.3928.
    expect(ndcg(["b", "d", "a"], grades, 10)).toBeCloseTo(6.5 / 9.3928, 4);
    // Two places: 3 + 0; at best 7 + 3/log₂3 = 8.8928.
    expect(ndcg(["b", "d", "a"], grades, 2)).toBeCloseTo(3 / 8.8928, 4);
  });

  test("what was not judged takes a place and gives nothing", () => {
    // 7/log₂3 = 4.4165.
    expect(ndcg(["x", "a"], grades, 10)).toBeCloseTo(4.4165 / 9.3928, 4);
  });

  test("an empty ranking has 0, a query without graded features has none", () => {
    expect(ndcg([], grades, 10)).toBe(0);
    expect(ndcg(["d"], graded({ d: 0 }), 10)).toBeUndefined();
  });
});

describe("recall", () => {
  const grades = graded({ a: 3, b: 2, c: 2, d: 1 });

  test("is the share of answers found, of which grade 1 is none", () => {
    expect(recall(["a", "d", "b"], grades, 10)).toBeCloseTo(2 / 3, 10);
  });

  test("is of as many as can be found in so many places", () => {
    expect(recall(["a", "b"], grades, 2)).toBe(1);
    expect(recall(["a", "d", "b"], grades, 2)).toBe(0.5);
  });

  test("has no value where there is no answer", () => {
    expect(recall(["d"], graded({ d: 1 }), 10)).toBeUndefined();
  });
});

test("success is an answer among the first places", () => {
  const grades = graded({ a: 2, b: 1 });
  expect(success(["b", "x", "a"], grades, 3)).toBe(1);
  expect(success(["b", "x", "y", "a"], grades, 3)).toBe(0);
  expect(success(["b"], graded({ b: 1 }), 3)).toBeUndefined();
});

test("the judged share is of the places that are filled", () => {
  expect(judgedShare(["a", "x"], graded({ a: 0 }), 10)).toBe(0.5);
  expect(judgedShare(["a", "x"], graded({ a: 0 }), 1)).toBe(1);
  expect(judgedShare([], graded({ a: 0 }), 10)).toBeUndefined();
});
