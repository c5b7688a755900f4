import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { ScoreOutcome } from "#lib/explain/scorers/scorer.ts";
import { ScoreDetail } from "#lib/explain/schema.ts";
import { converse, type Exchange } from "#lib/explain/testing/converse.ts";
import { openLlm } from "#lib/llm/client.ts";
import { parseLlmSettings } from "#lib/llm/settings.ts";
import { createMemoryStore } from "#lib/llm/store.ts";
import { howToRecord, LlmRecording, replayLlm } from "#test/support/recorded-llm.ts";

const folder = path.resolve(import.meta.dirname, "../../test/fixtures/llm");
const recordings = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => LlmRecording.parse(JSON.parse(readFileSync(path.join(folder, name), "utf8"))));

const exchangesOf = new Map<string, readonly Exchange[]>();

describe.each(recordings)("what $model answered on $recordedAt", (recording) => {
  let exchanges: Exchange[];
  let unknown: readonly string[];
  let asked: ReadonlySet<string>;

  beforeAll(async () => {
    const server = await replayLlm(recording);
    const { model } = recording;
    const llm = openLlm(
      parseLlmSettings({
        provider: "openai-compatible",
        baseUrl: server.url,
        model,
        requestsPerMinute: 100_000,
        capabilities: { logprobs: "continuations" },
      }),
      { store: createMemoryStore() },
    );
    exchanges = [];
    for await (const exchange of converse(llm)) exchanges.push(exchange);
    exchangesOf.set(model, exchanges);
    ({ unknown, asked } = server);
    await llm.close();
    await server.close();
  }, 120_000);

  test("is still the answer to what is asked today, and to all of it", () => {
    expect(unknown.slice(0, 1), howToRecord(recording.model)).toEqual([]);
    expect([...asked].sort(), howToRecord(recording.model)).toEqual(Object.keys(recording.answers).sort());
  });

  test("gives the labels, failures and scores that are written down beside it", async () => {
    const written = exchanges.map((exchange) => JSON.stringify(shorten(exchange), null, 1)).join("\n");
    await expect(`${written}\n`).toMatchFileSnapshot(path.join(folder, `${recording.model}.exchanges.txt`));
  });

  test("is a label only where it is the line that was asked for, and else a failure with its reason", () => {
    const explanations = exchanges.filter((exchange) => exchange.what === "explanation");
    expect(new Set(explanations.map(({ method }) => method)).size).toBe(5);
    for (const { outcome } of explanations) {
      if (outcome.ok) expect(outcome.draft.text).toMatch(/^[^\n]{1,400}$/);
      else expect(outcome.failure.detail.length).toBeGreaterThan(10);
    }
  });

  test("scores as the catalog stores scores: with an interval, baselines, and failures counted", () => {
    const scores = exchanges.filter((exchange) => exchange.what === "score");
    expect(new Set(scores.map(({ method }) => method)).size).toBe(2);
    for (const { outcome } of scores) {
      expect(ScoreDetail.parse(outcome.detail)).toEqual(outcome.detail);
      if (outcome.state !== "scored") {
        expect([outcome.value, outcome.detail.failedShare]).toEqual([null, 1]);
        continue;
      }
      expect(outcome.low).toBeLessThanOrEqual(outcome.value ?? NaN);
      expect(outcome.high).toBeGreaterThanOrEqual(outcome.value ?? NaN);
      expect(outcome.detail.baselines.map(({ name }) => name).sort()).toEqual(["constant", "shuffled"]);
      expect(outcome.value).toBeLessThanOrEqual(1 - (outcome.detail.failedShare ?? 0) / 2);
    }
  });
});

test("a judge that cannot tell right from wrong is seen to be one: by its scores a right explanation is no better", () => {
  const judged = [...scoresOf("smollm2-135m-instruct-q4_1")];
  expect(judged.length).toBeGreaterThan(0);
  for (const { right, wrong } of judged) {
    expect(right.failedShare, "answers that were read").toBeLessThan(0.5);
    expect(right.low).toBeLessThanOrEqual(right.baseline ?? NaN);
    expect(right.low).toBeLessThanOrEqual(wrong.high ?? NaN);
  }
});

type Figures = Pick<ScoreOutcome, "low" | "high" | "baseline"> & { failedShare: number | undefined };

function* scoresOf(model: string): Generator<{ right: Figures; wrong: Figures }> {
  const scores = (exchangesOf.get(model) ?? []).filter((exchange) => exchange.what === "score");
  for (const { method, feature, outcome } of scores.filter(({ right }) => right)) {
    const other = scores.find((score) => score.method === method && score.feature === feature && !score.right);
    if (other) yield { right: figuresOf(outcome), wrong: figuresOf(other.outcome) };
  }
}

const figuresOf = ({ low, high, baseline, detail: { failedShare } }: ScoreOutcome): Figures => ({
  low,
  high,
  baseline,
  failedShare,
});

/** Figures to three digits, and no evidence: what a reader can check by eye. */
function shorten(exchange: Exchange): unknown {
  return JSON.parse(
    JSON.stringify(exchange, (key, value: unknown) => {
      if (key === "evidence" || key === "predicate") return undefined;
      if (value instanceof Float64Array) return Array.from(value, (level) => level.toFixed(2)).join(" ");
      return typeof value === "number" ? Number(value.toFixed(3)) : value;
    }),
  );
}
