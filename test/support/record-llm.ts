import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { converse, type Exchange } from "#lib/explain/testing/converse.ts";
import { openLlm } from "#lib/llm/client.ts";
import { parseLlmSettings } from "#lib/llm/settings.ts";
import { createMemoryStore } from "#lib/llm/store.ts";
import { LlmRecording, recordingFile, requestKey } from "#test/support/recorded-llm.ts";

/**
 * Records what a real language model answers to `converse`, on a server that speaks OpenAI's wire format and gives
 * log-probabilities of what it adds: `npx tsx test/support/record-llm.ts <base URL> <model>`. What the file of that model
 * holds already is not asked again; delete it to ask everything.
 */
const Arguments = z.tuple([z.url(), z.string().regex(/^[\w.-]+$/)]);
const TIMEOUT_MS = 300_000;

const [baseUrl, model] = Arguments.parse(process.argv.slice(2));
const file = recordingFile(model);
const before = existsSync(file) ? LlmRecording.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
const answers: LlmRecording["answers"] = {};

/** Every successful answer is kept beside what was asked; what was answered before is taken from there. */
const recordingFetch: typeof fetch = async (input, init) => {
  const [url, body] = z.tuple([z.string(), z.string()]).parse([input, init?.body]);
  const key = requestKey(url.slice(baseUrl.length), body);
  const known = before?.answers[key];
  if (known !== undefined) {
    answers[key] = known;
    return Response.json(known);
  }
  const response = await fetch(input, init);
  const text = await response.text();
  if (response.ok) answers[key] = trim(JSON.parse(text));
  return new Response(text, { status: response.status, headers: response.headers });
};

/** What the client reads of an answer. Names, times and token numbers are left out, logarithms rounded to five digits. */
const NOT_READ = new Set(["id", "bytes", "timings", "created", "system_fingerprint", "object", "__verbose"]);
function trim(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer, (key, value: unknown) => {
      if (NOT_READ.has(key)) return undefined;
      return key === "logprob" && typeof value === "number" ? Math.round(value * 1e5) / 1e5 : value;
    }),
  );
}

const begun = performance.now();
const llm = openLlm(
  parseLlmSettings({
    provider: "openai-compatible",
    baseUrl,
    model,
    requestsPerMinute: 100_000,
    concurrency: 1,
    timeoutMs: TIMEOUT_MS,
    maxRetries: 0,
    capabilities: { logprobs: "continuations" },
  }),
  { store: createMemoryStore(), fetch: recordingFetch },
);
const server = await nameOfServer();
try {
  for await (const exchange of converse(llm)) {
    tell(exchange);
    save(before?.answers ?? {});
  }
  save({});
} finally {
  await llm.close();
}

/** @param others answers to keep as well: until all is asked, nobody knows which are still of use */
function save(others: LlmRecording["answers"]): void {
  const all = Object.entries({ ...others, ...answers }).sort(([a], [b]) => (a < b ? -1 : 1));
  const recordedAt = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${writeLines({ model, server, recordedAt, answers: Object.fromEntries(all) })}\n`);
}

async function nameOfServer(): Promise<string> {
  const Models = z.object({ data: z.array(z.object({ owned_by: z.string().optional() })) });
  const listed = Models.safeParse(await (await fetch(`${baseUrl}/models`)).json());
  return listed.data?.data[0]?.owned_by ?? "unknown";
}

/** An answer a line, so that a new recording shows what is new. */
function writeLines({ answers: all, ...about }: LlmRecording): string {
  const lines = Object.entries(all).map(([key, answer]) => `    ${JSON.stringify(key)}: ${JSON.stringify(answer)}`);
  return `${JSON.stringify(about, null, 2).slice(0, -2)},\n  "answers": {\n${lines.join(",\n")}\n  }\n}`;
}

function tell(exchange: Exchange): void {
  const at = `${Math.round((performance.now() - begun) / 1000)} s`;
  process.stdout.write(
    `${at}\t${JSON.stringify(exchange, (key, value: unknown) => (key === "evidence" ? undefined : value))}\n`,
  );
}
