import { describe, expect, test } from "vitest";
import type { Explainer, ExplainOutcome } from "#lib/explain/explainers/explainer.ts";
import { EXPLAINERS } from "#lib/explain/explainers/registry.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { buildMaterial } from "#lib/explain/testing/build-material.ts";
import { honestExplainer } from "#lib/explain/testing/honest-explainer.ts";
import { honestJudge } from "#lib/explain/testing/honest-judge.ts";
import { PLANTED, RARE_FEATURE, rightExplanation, SILENT_FEATURE } from "#lib/explain/testing/planted.ts";
import { createScriptedLlm, type LlmScript, type ScriptedReply } from "#lib/explain/testing/scripted-llm.ts";

const explainers: Explainer[] = Object.values(EXPLAINERS);
const asking = explainers.filter(({ asks }) => asks);
const material = buildMaterial();
const poisoned = buildMaterial({ testSeed: 99 });
const judge = honestJudge();
/** For machines that do other things meanwhile. */
const patient = { timeout: 60_000 };

/** Explains when it is asked to, and judges when it is asked that. */
const honest: LlmScript = {
  chat: (prompt, request, index) =>
    (prompt.startsWith("Description: ") ? judge : honestExplainer).chat?.(prompt, request, index) ?? { text: "" },
};

async function explain(explainer: Explainer, of: SourceMaterial, feature: number, script = honest) {
  const { llm, requests } = createScriptedLlm(script);
  const outcome: ExplainOutcome = explainer.asks
    ? await explainer.explain(of, feature, { llm })
    : explainer.explain(of, feature);
  return { outcome, requests };
}

describe.each(explainers)("$name", (explainer) => {
  test("explains features of one word by that word, and the others at all", patient, async () => {
    for (const feature of PLANTED.keys()) {
      const { outcome } = await explain(explainer, material, feature);
      expect(outcome.ok, JSON.stringify(outcome)).toBe(true);
      const planted = PLANTED[feature]!;
      if (!outcome.ok || planted.words.length > 1) continue;
      const [, word] = /“(\w+)”/.exec(rightExplanation(planted).text) ?? [];
      const follower = material.vocabulary.text[planted.follower]?.trim();
      expect(outcome.draft.text).toContain(explainer.side === "input" ? word : follower);
      expect(outcome.draft.side).toBe(explainer.side);
    }
  });

  test("says and asks the same twice, and the same whatever the held-out text is", patient, async () => {
    expect(poisoned.splits.test.text.tokenIds).not.toEqual(material.splits.test.text.tokenIds);
    for (const feature of [0, 1, 2]) {
      const once = await explain(explainer, material, feature);
      expect(await explain(explainer, material, feature)).toEqual(once);
      expect(await explain(explainer, poisoned, feature)).toEqual(once);
    }
  });

  test("never opens the held-out split", async () => {
    const { explain: own, select } = material.splits;
    const splits = {
      explain: own,
      select,
      get test(): typeof own {
        throw new Error("Held-out text was read.");
      },
    };
    for (const feature of [0, 1, 2, SILENT_FEATURE]) await explain(explainer, { ...material, splits }, feature);
  });

  test("has no label for a feature that is silent, or on a text of nothing, and asks nobody about it", async () => {
    for (const [of, feature] of [
      [material, SILENT_FEATURE],
      [buildMaterial({ scale: 0 }), 0],
    ] as const) {
      const { outcome, requests } = await explain(explainer, of, feature);
      expect(outcome).toMatchObject({ ok: false, failure: { kind: "silent" } });
      expect(requests).toHaveLength(0);
    }
  });
});

describe.each(asking)("$name, which asks", (explainer) => {
  test.each<[string, ScriptedReply, string]>([
    ["refuses", { kind: "refused", detail: "The model refused." }, "refused"],
    ["refuses in words", { text: "I'm sorry, but I can't help with that." }, "refused"],
    ["answers nothing", { text: "[EXPLANATION]:" }, "empty"],
    ["answers garbage", { text: "words, words" }, "unparsable"],
    ["rambles", { text: `[EXPLANATION]: ${"and more ".repeat(60)}` }, "unparsable"],
    ["sees nothing", { text: "[EXPLANATION]: no pattern" }, "unsupported"],
    ["is not there", { kind: "unavailable", detail: "No connection." }, "unavailable"],
    ["may not be paid", { kind: "over_budget", detail: "Spent 1 USD of 1 USD." }, "over_budget"],
  ])("records that a model %s, and makes no label of it", async (_, reply, kind) => {
    const { outcome } = await explain(explainer, material, 0, { chat: () => reply });
    expect(outcome).toMatchObject({ ok: false, failure: { kind } });
  });

  test("asks nobody about a feature that hardly fires", async () => {
    const { outcome, requests } = await explain(explainer, material, RARE_FEATURE);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: "silent" } });
    expect(requests).toHaveLength(0);
  });

  test("keeps a prompt within a model of 8,000 tokens", async () => {
    const { requests } = await explain(explainer, material, 0);
    expect(requests.length).toBeGreaterThan(0);
    // Four characters a token is what English takes.
    for (const request of requests) expect(JSON.stringify(request).length).toBeLessThan(4 * 8000);
  });

  test("stops where the work is called off", async () => {
    if (!explainer.asks) throw new Error("It asks nobody.");
    const reason = new Error("cancelled");
    const { llm } = createScriptedLlm(honest);
    await expect(explainer.explain(material, 0, { llm, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

test("best-of-k keeps the candidate that does best on the select split, whichever came first", async () => {
  const right = rightExplanation(PLANTED[0]!).text;
  const wrong = [9, 12, 15].map((feature) => rightExplanation(PLANTED[feature]!).text);
  for (const place of [0, 2, 3]) {
    const candidates = wrong.toSpliced(place, 0, right);
    const samples: unknown[] = [];
    const { outcome } = await explain(EXPLAINERS["best-of-k"], material, 0, {
      chat(prompt, request, index) {
        if (prompt.startsWith("Description: ")) return judge.chat?.(prompt, request, index) ?? { text: "" };
        samples.push([request.sample, request.seed, request.temperature]);
        return { text: `[EXPLANATION]: ${candidates[request.sample ?? 0]}` };
      },
    });
    expect(outcome).toEqual({ ok: true, draft: { side: "input", text: right } });
    expect(samples).toEqual([
      [0, 1, 1],
      [1, 2, 1],
      [2, 3, 1],
      [3, 4, 1],
    ]);
  }
});

test("best-of-k does not choose where the judge that was to choose fails", async () => {
  for (const reply of [
    { text: "perhaps" },
    { kind: "unavailable", detail: "No connection." },
    { kind: "over_budget", detail: "Spent." },
  ] as const) {
    const { outcome } = await explain(EXPLAINERS["best-of-k"], material, 0, {
      chat: (prompt, request, index) =>
        prompt.startsWith("Description: ") ? reply : (honestExplainer.chat?.(prompt, request, index) ?? reply),
    });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: "kind" in reply ? reply.kind : "unparsable" } });
  }
});
