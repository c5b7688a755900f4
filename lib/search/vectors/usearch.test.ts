import { expect, test } from "vitest";

test("its native part is found, whatever folder the database client names as everyone's own", async () => {
  Reflect.set(globalThis, "__dirname", "/nowhere");
  const { exactSearch, MetricKind } = await import("#lib/search/vectors/usearch.ts");
  expect(exactSearch(Float32Array.of(1, 0, 0, 1), Float32Array.of(0, 1), 2, 1, MetricKind.IP).keys).toEqual(
    BigUint64Array.of(1n),
  );
});
