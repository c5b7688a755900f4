import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import * as z from "zod";
import { mix32 } from "#lib/stats/hash.ts";

const Body = z.object({
  model: z.string(),
  input: z.array(z.string()).min(1),
  encoding_format: z.literal("float"),
  dimensions: z.int().optional(),
});
export type EmbeddingsRequest = z.infer<typeof Body> & { authorization: string | undefined };
type Reply = { status: number; headers?: Record<string, string>; body: string };

const DIMENSIONS = 64;

/** A server of OpenAI's `/embeddings` on a free port: a text's vector counts its words, and answers come last text first. */
export async function startFakeEmbeddings(script: (index: number) => Reply | undefined = () => undefined) {
  const requests: EmbeddingsRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void readText(incoming).then((sent) => {
      const body = Body.parse(JSON.parse(sent));
      const index = requests.push({ ...body, authorization: incoming.headers.authorization }) - 1;
      const data = body.input
        .map((text, at) => ({ index: at, embedding: countWords(text, body.dimensions) }))
        .reverse();
      const { status, headers, body: answer } = script(index) ?? { status: 200, body: JSON.stringify({ data }) };
      outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(answer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on a port, so this is no path.
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function countWords(text: string, dimensions = DIMENSIONS): number[] {
  const counts = Array.from({ length: dimensions }, () => 0.01);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const hash = [...word].reduce((sum, letter) => mix32(sum ^ (letter.codePointAt(0) ?? 0)), 7);
    counts[hash % dimensions] = (counts[hash % dimensions] ?? 0) + 1;
  }
  return counts;
}
