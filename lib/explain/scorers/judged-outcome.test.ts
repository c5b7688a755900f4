import { expect, test } from "vitest";
import { type Judged, judgedExample } from "#lib/explain/judging/judged.ts";
import { delphiResults } from "#lib/explain/metrics/delphi-results.ts";
import { detection } from "#lib/explain/scorers/detection.ts";
import { judgedOutcome } from "#lib/explain/scorers/judged-outcome.ts";
import { buildMaterial } from "#lib/explain/testing/build-material.ts";
import { honestJudge } from "#lib/explain/testing/honest-judge.ts";
import { scoredBy } from "#lib/explain/testing/right-and-wrong.ts";
import { createScriptedLlm } from "#lib/explain/testing/scripted-llm.ts";
import { windowOf } from "#lib/explain/testing/window-of.ts";

const material = buildMaterial();

const judged = (activating: boolean, prediction: boolean | null, i: number): Judged => ({
  ...windowOf([activating ? 1 : 0], i),
  document: i % 10,
  activating,
  decile: activating ? i % 10 : null,
  kind: activating ? null : i % 2 === 0 ? "random" : "same-token",
  shown: "",
  prediction,
  probability: null,
  failure: prediction === null ? { kind: "unparsable", detail: "?" } : null,
});

const rows = Array.from({ length: 100 }, (_, i) => judged(i < 50, i % 7 === 0 ? i >= 50 : i < 50, i));

test("without failures the figures are those of the published code", () => {
  const { value, detail } = judgedOutcome(material, { feature: 0, positives: 50, judged: rows, shuffled: [] });
  const published = delphiResults(rows.map(judgedExample));
  expect(value).toBeCloseTo(published.accuracy, 12);
  expect(detail.precision).toBeCloseTo(published.precision, 12);
  expect(detail.recall).toBeCloseTo(published.recall, 12);
  expect(detail.f1).toBeCloseTo(published.f1Score, 12);
});

test("failures pull the score down and a baseline up", () => {
  const failing = rows.map((row, i): Judged =>
    i % 5 === 1 ? { ...row, prediction: null, failure: { kind: "refused", detail: "no" } } : row,
  );
  const whole = judgedOutcome(material, { feature: 0, positives: 50, judged: rows, shuffled: rows });
  const { value, detail } = judgedOutcome(material, { feature: 0, positives: 50, judged: failing, shuffled: failing });
  expect(value).toBeLessThan((whole.value ?? 0) - 0.1);
  expect(detail.failedShare).toBe(0.2);
  expect(detail.baselines.find(({ name }) => name === "shuffled")?.value).toBeGreaterThan(0.8);
});

test("false alarms are told by kind of negative, deciles by strength", () => {
  const { detail } = judgedOutcome(material, { feature: 0, positives: 50, judged: rows, shuffled: [] });
  expect(detail.falseAlarms?.map(({ negatives, count }) => [negatives, count])).toEqual([
    ["random", 25],
    ["same-token", 25],
  ]);
  expect(detail.recallByDecile).toHaveLength(10);
});

test("where the server gives probabilities, the ranking is told", async () => {
  const honest = honestJudge();
  const { llm, requests } = createScriptedLlm({
    chat(prompt, request, index) {
      const said = honest.chat?.(prompt, request, index);
      if (!said || "kind" in said) return { text: "" };
      const logprobs = Array.from(said.text, (token) => ({
        token,
        logprob: Math.log(0.8),
        top: [{ token: token === "1" ? "0" : "1", logprob: Math.log(0.2) }],
      }));
      return { ...said, logprobs };
    },
  });
  if (!detection.asks) throw new Error("Detection asks.");
  const withThem = await detection.score(material, scoredBy(detection, 0, 0), { llm, logprobs: "chat" });
  expect(withThem.detail.auroc).toBeGreaterThan(0.9);
  expect(requests.every(({ topLogprobs }) => topLogprobs === 5)).toBe(true);
  const without = await detection.score(material, scoredBy(detection, 0, 0), { llm: createScriptedLlm(honest).llm });
  expect(without.detail.auroc).toBeNull();
  expect(without.value).toBe(withThem.value);
});
