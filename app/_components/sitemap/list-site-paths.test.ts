import { expect, test } from "vitest";
import { listSitemapPaths, listSitePaths } from "./list-site-paths.ts";

const source = (name: string, last: number | null, explained = false) => ({
  model: "m",
  source: name,
  last,
  explained,
});

test("models, sources and the methods have their pages", () => {
  const paths = listSitePaths(["m"], [source("1", 9), source("2-res", 9, true)]);
  expect(paths).toEqual(
    expect.arrayContaining([
      "/",
      "/about",
      "/methods/exact-simulation",
      "/m",
      "/m/1",
      "/m/2-res",
      "/m/2-res/explanations",
    ]),
  );
  expect(paths).not.toContain("/m/1/explanations");
});

test("no file has more addresses than it may", () => {
  expect(listSitemapPaths(["m"], [source("1", 49_999), source("2", 50_000), source("3", null)])).toEqual([
    "/sitemaps/pages/0.xml",
    "/sitemaps/m/1/0.xml",
    "/sitemaps/m/2/0.xml",
    "/sitemaps/m/2/1.xml",
  ]);
});
