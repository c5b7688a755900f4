import { expect, test } from "vitest";

test("its native part is found, whatever folder the database client names as everyone's own", async () => {
  Reflect.set(globalThis, "__dirname", "/nowhere");
  const { createGraphVectors } = await import("#lib/search/vectors/graph-vectors.ts");
  expect(createGraphVectors(4).size).toBe(0);
});
