import { createHash } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import * as z from "zod";
import { canonicalJson } from "#lib/llm/canonical-json.ts";

/** What a language model's server was asked and answered. */
export const LlmRecording = z.object({
  model: z.string().describe("the name it was asked by"),
  server: z.string(),
  recordedAt: z.iso.date(),
  /** By the hash of the path and body of the request; the answer as it came, but for what nothing reads. */
  answers: z.record(z.string(), z.unknown()),
});
export type LlmRecording = z.infer<typeof LlmRecording>;

export const recordingFile = (model: string): string =>
  path.resolve(import.meta.dirname, `../fixtures/llm/${model}.json`);

/** sha256 of where a request goes below the base URL and what it says, 64 hexadecimal digits. */
export function requestKey(endpoint: string, body: string): string {
  return createHash("sha256")
    .update(canonicalJson({ endpoint, body: JSON.parse(body) as unknown }))
    .digest("hex");
}

/** Says again what a recorded server said; whatever it was not asked then it refuses, and keeps in `unknown`. */
export async function replayLlm({ model, answers }: LlmRecording) {
  const unknown: string[] = [];
  const asked = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    void readBody(incoming).then((body) => {
      const endpoint = (incoming.url ?? "").replace(/^\/v1/, "");
      const key = requestKey(endpoint, body);
      const answer = answers[key];
      asked.add(key);
      if (answer === undefined) unknown.push(body);
      const refusal = { error: { message: `This was not recorded: ${howToRecord(model)}` } };
      outgoing
        .writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" })
        .end(JSON.stringify(answer ?? refusal));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on a port, so this is no path.
  return {
    url: `http://127.0.0.1:${port}/v1`,
    unknown,
    asked,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export const howToRecord = (model: string): string =>
  `prompts, samples or parameters have changed; record anew with \`npx tsx test/support/record-llm.ts <base URL> ${model}\` (docs/llm.md).`;

async function readBody(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += String(chunk);
  return text;
}
