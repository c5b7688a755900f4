import { expect, test } from "vitest";
import { chooseSources } from "./choose-sources.ts";

const named = (kind: "sae" | "transcoder" | "neurons", ...ids: string[]) => ids.map((id) => ({ id, kind }));

test("a text is searched in a model's SAEs, or in what there is without them", () => {
  const others = [...named("neurons", "1", "4"), ...named("transcoder", "3-tc-4k")];
  expect(chooseSources([...named("sae", "2-res-4k", "4-res-4k"), ...others])).toEqual(["2-res-4k", "4-res-4k"]);
  expect(chooseSources(others)).toEqual(["1", "4", "3-tc-4k"]);
  expect(chooseSources([])).toEqual([]);
});

test("of many, first and last are among those chosen, none twice", () => {
  const all = Array.from({ length: 26 }, (_, layer) => `${layer}-res`);
  const chosen = chooseSources(named("sae", ...all), 8);
  expect([chosen.length, new Set(chosen).size, chosen[0], chosen.at(-1)]).toEqual([8, 8, "0-res", "25-res"]);
});
