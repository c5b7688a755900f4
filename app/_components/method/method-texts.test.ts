import { expect, test } from "vitest";
import { EXPLAINERS } from "#lib/explain/explainers/registry.ts";
import { FEATURE_SCORERS } from "#lib/explain/scorers/feature-registry.ts";
import { SCORERS } from "#lib/explain/scorers/registry.ts";
import { EXPLAINER_TEXTS } from "./explainer-texts.ts";
import { FEATURE_SCORER_TEXTS, SCORER_TEXTS } from "./scorer-texts.ts";

const TEXTS = [...EXPLAINER_TEXTS, ...SCORER_TEXTS, ...FEATURE_SCORER_TEXTS];
const namesOf = (texts: readonly { name: string }[]) => texts.map(({ name }) => name).toSorted();

test("every explainer and every scorer has a page, and no page is about one that is gone", () => {
  expect(namesOf(EXPLAINER_TEXTS)).toEqual(Object.keys(EXPLAINERS).toSorted());
  expect(namesOf(SCORER_TEXTS)).toEqual(Object.keys(SCORERS).toSorted());
  expect(namesOf(FEATURE_SCORER_TEXTS)).toEqual(Object.keys(FEATURE_SCORERS).toSorted());
});

test.each(TEXTS)("$name says truly whether it asks a language model", ({ name, asks }) => {
  expect(
    Object.values({ ...EXPLAINERS, ...SCORERS, ...FEATURE_SCORERS }).find((method) => method.name === name)?.asks,
  ).toBe(asks);
});

test.each(TEXTS)("$name says what it does, what its number means and its limits", (text) => {
  for (const part of [text.does, text.number, text.limits, text.baselines]) expect(part.length).toBeGreaterThan(0);
  for (const { url } of text.papers) expect(url).toMatch(/^https:\/\//);
});
