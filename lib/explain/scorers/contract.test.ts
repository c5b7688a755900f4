import { describe, expect, test } from "vitest";
import { decodeEvidence, encodeEvidence } from "#lib/explain/scorers/evidence-codec.ts";
import { SCORERS } from "#lib/explain/scorers/registry.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { buildMaterial } from "#lib/explain/testing/build-material.ts";
import { honestJudge } from "#lib/explain/testing/honest-judge.ts";
import { PLANTED, RARE_FEATURE, SILENT_FEATURE } from "#lib/explain/testing/planted.ts";
import { ignorantBaseline, scoredBy, scoreOnce, scoreRightAndWrong } from "#lib/explain/testing/right-and-wrong.ts";
import { createScriptedLlm, type LlmScript } from "#lib/explain/testing/scripted-llm.ts";
import { ScoreDetail } from "#lib/explain/schema.ts";

const scorers: Scorer[] = Object.values(SCORERS);
const judged = scorers.filter(({ asks }) => asks);
const material = buildMaterial();
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(scorers)("$name", (scorer) => {
  const score = (script: LlmScript, of = material, feature = 0, offset = 0) =>
    scoreOnce(scorer, of, scoredBy(scorer, feature, offset), createScriptedLlm(script).llm);

  test("tells right explanations from wrong ones, and wrong ones from nothing", { timeout: 60_000 }, async () => {
    const pairs = await scoreRightAndWrong(scorer, material, createScriptedLlm(honestJudge()).llm);
    const scored = pairs.filter(({ right }) => right.state === "scored");
    expect(scored.length).toBeGreaterThanOrEqual(30);
    const value = ({ value }: { value: number | null }) => value ?? NaN;
    const told = scored.filter(({ right }) => (right.low ?? -1) > ignorantBaseline(right));
    const apart = scored.filter(({ right, wrong }) => (right.low ?? -1) > (wrong.high ?? 1));
    const within = scored.filter(({ wrong }) => (wrong.low ?? 1) <= ignorantBaseline(wrong));
    const figures = {
      scored: scored.length,
      right: mean(scored.map(({ right }) => value(right))),
      rightBaseline: mean(scored.map(({ right }) => ignorantBaseline(right))),
      wrong: mean(scored.map(({ wrong }) => value(wrong))),
      wrongBaseline: mean(scored.map(({ wrong }) => ignorantBaseline(wrong))),
      told: told.length,
      apart: apart.length,
      within: within.length,
    };
    expect(told.length / scored.length).toBeGreaterThanOrEqual(0.95);
    expect(apart.length / scored.length).toBeGreaterThanOrEqual(0.95);
    // 95% intervals miss now and then.
    expect(within.length / scored.length).toBeGreaterThanOrEqual(0.9);
    expect(Math.abs(figures.wrong - figures.wrongBaseline)).toBeLessThan(0.1);
    expect(figures.right - figures.rightBaseline).toBeGreaterThan(0.3);
  });

  test("gives the same score twice, in the catalog's shape, with evidence that can be stored", async () => {
    const once = await score(honestJudge());
    expect(await score(honestJudge())).toEqual(once);
    expect(ScoreDetail.parse(once.detail)).toEqual(once.detail);
    expect(once.low).toBeLessThanOrEqual(once.value ?? NaN);
    expect(once.high).toBeGreaterThanOrEqual(once.value ?? NaN);
    expect(once.detail.baselines.length).toBeGreaterThan(0);
    expect(decodeEvidence(encodeEvidence(once.evidence))).toHaveLength(once.evidence.length);
    const known = new Set(material.splits.test.text.sequences.map(({ ordinal }) => ordinal));
    for (const { sequence } of once.evidence) expect(known.has(sequence)).toBe(true);
  });

  test("says how far it is above its best baseline, each with an interval on the same documents", async () => {
    const inContext = PLANTED.findIndex(({ after }) => after !== undefined);
    const { value, baseline, detail } = await score(honestJudge(), material, inContext);
    const { difference } = detail;
    expect(difference?.value).toBeCloseTo((value ?? NaN) - (baseline ?? NaN), 12);
    expect(difference?.low).toBeGreaterThan(0);
    expect(difference?.high).toBeGreaterThanOrEqual(difference?.value ?? NaN);
    expect(detail.baselines.find(({ name }) => name === difference?.against)?.value).toBe(baseline);
    for (const { value: figure, low, high } of detail.baselines) {
      expect(low).toBeLessThanOrEqual(figure ?? NaN);
      expect(high).toBeGreaterThanOrEqual(figure ?? NaN);
    }
  });

  test("has no figure for a feature that is silent, rare, or on a text of nothing", async () => {
    for (const feature of [SILENT_FEATURE, RARE_FEATURE]) {
      const outcome = await score(honestJudge(), material, feature);
      expect(outcome).toMatchObject({ state: "not-enough-data", value: null, low: null, high: null, baseline: null });
      expect(outcome.detail.why).toMatch(/needed/);
    }
    expect(await score(honestJudge(), buildMaterial({ scale: 0 }))).toMatchObject({
      state: "not-enough-data",
      positives: 0,
    });
  });
});

describe.each(judged)("the judge of $name", (scorer) => {
  const score = (script: LlmScript, options: { logprobs?: "chat"; signal?: AbortSignal } = {}) => {
    if (!scorer.asks) throw new Error("It asks nobody.");
    return scorer.score(material, scoredBy(scorer, 0, 0), { llm: createScriptedLlm(script).llm, ...options });
  };

  test.each([
    ["answers garbage", { text: "Well, it depends." }],
    ["refuses", { kind: "refused", detail: "The model refused: I cannot." }],
    ["is not there", { kind: "unavailable", detail: "No connection." }],
    ["may not be paid", { kind: "over_budget", detail: "Spent 1 USD of 1 USD." }],
  ] as const)("who %s gives no figure, and the failure is told", async (_, reply) => {
    const outcome = await score({
      chat: () => reply,
      complete: () => ("kind" in reply ? reply : { promptLogprobs: [{ token: reply.text, logprob: null, top: [] }] }),
    });
    expect(outcome).toMatchObject({ state: "failed", value: null, low: null, high: null, evidence: [] });
    expect(outcome.detail).toMatchObject({ failedShare: 1, why: expect.stringMatching(/judge failed|budget ran out/) });
  });

  test("who dies half-way is wrong about the rest", async () => {
    const honest = honestJudge({ errors: 0 });
    const dead = { kind: "unavailable", detail: "No connection." } as const;
    const whole = await score(honest);
    const outcome = await score({
      chat: (prompt, request, index) => (index < 8 ? (honest.chat?.(prompt, request, index) ?? dead) : dead),
      complete: (prompt, index) => (index < 8 ? (honest.complete?.(prompt, index) ?? dead) : dead),
    });
    const failed = outcome.detail.failedShare ?? 0;
    expect(whole.value).toBeGreaterThan(0.95);
    expect(whole.detail.failedShare).toBe(0);
    expect(outcome.state).toBe("scored");
    expect(failed).toBeGreaterThan(0.3);
    expect(outcome.value).toBeLessThanOrEqual(1 - failed + 0.05);
  });

  test("whose budget runs out half-way gives no figure", async () => {
    const honest = honestJudge();
    const unpaid = { kind: "over_budget", detail: "Spent 1 USD of 1 USD." } as const;
    const outcome = await score({
      chat: (prompt, request, index) => (index < 6 ? (honest.chat?.(prompt, request, index) ?? unpaid) : unpaid),
      complete: (prompt, index) => (index < 6 ? (honest.complete?.(prompt, index) ?? unpaid) : unpaid),
    });
    expect(outcome).toMatchObject({ state: "failed", value: null, detail: { why: expect.stringContaining("budget") } });
  });

  test("who always says the same scores no more than its baseline", async () => {
    const always = (bit: number): LlmScript => ({
      chat: (prompt) => {
        const lines = prompt.match(/^\d+: "/gm)?.length;
        const passages = prompt.match(/^Passage \d+: /gm)?.length ?? 0;
        const text = lines
          ? Array.from({ length: lines }, (_, i) => `${i + 1}: ${9 * bit}`).join("\n")
          : JSON.stringify(Array(passages).fill(bit));
        return { text };
      },
      complete: (prompt) => ({
        promptLogprobs: prompt
          .split(/(?<=\t)(?=unknown)/)
          .map((token) => ({ token, logprob: null, top: [{ token: String(9 * bit), logprob: 0 }] })),
      }),
    });
    for (const bit of [0, 1]) {
      const { value, baseline, detail } = await score(always(bit));
      expect(value).toBe(baseline);
      expect(detail.baselines.find(({ name }) => name === "constant")?.value).toBe(value);
    }
  });

  test("is not asked once the work was called off", async () => {
    const reason = new Error("cancelled");
    await expect(score(honestJudge(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("sees held-out text alone, but for what a scale is learned on", async () => {
    if (!scorer.asks) throw new Error("It asks nobody.");
    const hidden = new Error("An explainer's text was read.");
    const splits = {
      test: material.splits.test,
      get explain(): typeof material.splits.explain {
        throw hidden;
      },
      get select(): typeof material.splits.select {
        if (scorer.name.startsWith("simulation")) return material.splits.select;
        throw hidden;
      },
    };
    const { llm } = createScriptedLlm(honestJudge());
    expect(await scorer.score({ ...material, splits }, scoredBy(scorer, 0, 0), { llm })).toMatchObject({
      state: "scored",
    });
  });
});
