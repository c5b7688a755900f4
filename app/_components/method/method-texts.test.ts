import { expect, test } from "vitest";
import { EXPLAINERS } from "#lib/explain/explainers/registry.ts";
import { SCORERS } from "#lib/explain/scorers/registry.ts";
import { EXPLAINER_TEXTS } from "./explainer-texts.ts";
import { SCORER_TEXTS } from "./scorer-texts.ts";

const namesOf = (texts: readonly { name: string }[]) => texts.map(({ name }) => name).toSorted();

test("every explainer and every scorer has a page, and no page is about one that is gone", () => {
  expect(namesOf(EXPLAINER_TEXTS)).toEqual(Object.keys(EXPLAINERS).toSorted());
  expect(namesOf(SCORER_TEXTS)).toEqual(Object.keys(SCORERS).toSorted());
});

test.each([...EXPLAINER_TEXTS, ...SCORER_TEXTS])(
  "$name says truly whether it asks a language model",
  ({ name, asks }) => {
    expect(Object.values({ ...EXPLAINERS, ...SCORERS }).find((method) => method.name === name)?.asks).toBe(asks);
  },
);

test.each([...EXPLAINER_TEXTS, ...SCORER_TEXTS])(
  "$name says what it does, what its number means and its limits",
  (text) => {
    for (const part of [text.does, text.number, text.limits, text.baselines]) expect(part.length).toBeGreaterThan(0);
    for (const { url } of text.papers) expect(url).toMatch(/^https:\/\//);
  },
);
