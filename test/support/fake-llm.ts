import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";

/** One token of an answer; `null` for the first of an echoed prompt. */
export type FakeToken = { token: string; logprob: number | null; top?: { token: string; logprob: number }[] };

/** What the model says, whatever the wire format. */
export type FakeAnswer = {
  text?: string;
  finish?: "stop" | "length" | "refusal";
  /** Default: 10 in, 5 out; null leaves the counts out. */
  usage?: { inputTokens: number; outputTokens: number } | null;
  /** Sent where the request asks for log-probabilities. With `echo` they are the prompt's, then the answer's. */
  tokens?: FakeToken[];
  /** As llama.cpp does: `echo` is left aside, and a completion's log-probabilities have the form of a chat's. */
  withoutEcho?: boolean;
};

export type FakeReply =
  | FakeAnswer
  | { status: number; headers?: Record<string, string>; body?: string }
  /** The connection breaks, before a byte or within the answer. */
  | { hangUp: "before" | "within" };

export type FakeRequest = {
  wire: "chat" | "completions" | "anthropic" | "google";
  /** How many requests came before. */
  index: number;
  path: string;
  headers: IncomingMessage["headers"];
  /** As it was sent. */
  body: Record<string, unknown>;
  system: string | undefined;
  messages: { role: string; content: string }[];
  /** The last message, or the text to complete. */
  prompt: string;
};

/** Decides each answer. It may wait for what a test releases. */
export type FakeScript = (request: FakeRequest) => FakeReply | Promise<FakeReply>;

export type FakeLlm = Awaited<ReturnType<typeof startFakeLlm>>;

/**
 * A language model's server on a free port of this machine that speaks OpenAI's chat and completions, Anthropic's messages
 * and Gemini's generateContent. Its base URL is `url` for each. Close it when done.
 */
export async function startFakeLlm(script: FakeScript) {
  const requests: FakeRequest[] = [];
  let awaited: { count: number; resolve: () => void }[] = [];

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = { ...readRequest(incoming.url ?? "/", await readBody(incoming)), index: requests.length };
    requests.push({ ...request, headers: incoming.headers });
    for (const { count, resolve } of awaited) if (count <= requests.length) resolve();
    awaited = awaited.filter(({ count }) => count > requests.length);
    const reply = await script({ ...request, headers: incoming.headers });
    if (outgoing.destroyed) return;
    if ("hangUp" in reply) return hangUp(outgoing, reply.hangUp);
    if ("status" in reply) return send(outgoing, reply);
    send(outgoing, { status: 200, body: JSON.stringify(WIRES[request.wire].write(reply, request.body)) });
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => send(outgoing, { status: 418, body: String(error) }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on a port, so this is no path.

  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    /** Resolves when so many requests have come. */
    received: (count: number) =>
      new Promise<void>((resolve) => {
        if (requests.length >= count) resolve();
        else awaited.push({ count, resolve });
      }),
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A door that a script waits at until the test opens it. */
export function createGate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

type Messages = Pick<FakeRequest, "system" | "messages" | "prompt">;
type Body = Record<string, unknown>;
type Wire = { ending: string; read: (body: Body) => Messages; write: (answer: FakeAnswer, body: Body) => object };

const Text = z.union([
  z.string(),
  z.array(z.object({ text: z.string() })).transform((parts) => parts.map(({ text }) => text).join("")),
]);
const Message = z.object({ role: z.string(), content: Text });
const Parts = z.object({ parts: z.array(z.object({ text: z.string() })) });

const ChatBody = z.object({ messages: z.array(Message) }).transform(({ messages }) => ({
  system: messages.find(({ role }) => role === "system")?.content,
  messages: messages.filter(({ role }) => role !== "system"),
}));
const CompletionsBody = z.object({ prompt: z.string() });
const AnthropicBody = z.object({ system: Text.optional(), messages: z.array(Message) });
const GoogleBody = z.object({
  systemInstruction: Parts.optional(),
  contents: z.array(Parts.extend({ role: z.string() })),
});

const WIRES = {
  chat: {
    ending: "/chat/completions",
    read: (body) => withPrompt(ChatBody.parse(body)),
    write: ({ text = "", finish = "stop", usage, tokens }, { logprobs }) => ({
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: text },
          finish_reason: finish === "refusal" ? "content_filter" : finish,
          logprobs: logprobs && tokens ? { content: tokens.map(toChatToken) } : null,
        },
      ],
      ...openAiUsage(usage),
    }),
  },
  completions: {
    ending: "/completions",
    read(body) {
      const { prompt } = CompletionsBody.parse(body);
      return { system: undefined, messages: [], prompt };
    },
    write: ({ text = "", finish = "stop", usage, tokens, withoutEcho }, { prompt, echo, logprobs }) => ({
      choices: [
        {
          index: 0,
          text: echo && !withoutEcho ? `${String(prompt)}${text}` : text,
          finish_reason: finish === "refusal" ? "content_filter" : finish,
          logprobs: typeof logprobs === "number" && tokens ? toCompletionLogprobs(tokens, withoutEcho) : null,
        },
      ],
      ...openAiUsage(usage),
    }),
  },
  anthropic: {
    ending: "/messages",
    read(body) {
      const { system, messages } = AnthropicBody.parse(body);
      return withPrompt({ system, messages });
    },
    write: ({ text = "", finish = "stop", usage }) => ({
      type: "message",
      role: "assistant",
      id: "msg_fake",
      model: "fake",
      content: text === "" ? [] : [{ type: "text", text }],
      stop_reason: { stop: "end_turn", length: "max_tokens", refusal: "refusal" }[finish],
      stop_sequence: null,
      usage: { input_tokens: usage?.inputTokens ?? 10, output_tokens: usage?.outputTokens ?? 5 },
    }),
  },
  google: {
    ending: ":generateContent",
    read(body) {
      const { systemInstruction, contents } = GoogleBody.parse(body);
      return withPrompt({
        system: systemInstruction && joinParts(systemInstruction),
        messages: contents.map((content) => ({ role: content.role, content: joinParts(content) })),
      });
    },
    write: ({ text = "", finish = "stop", usage }) => ({
      candidates: [
        {
          content: { role: "model", parts: text === "" ? [] : [{ text }] },
          finishReason: { stop: "STOP", length: "MAX_TOKENS", refusal: "SAFETY" }[finish],
        },
      ],
      ...(usage !== null && {
        usageMetadata: {
          promptTokenCount: usage?.inputTokens ?? 10,
          candidatesTokenCount: usage?.outputTokens ?? 5,
        },
      }),
    }),
  },
} satisfies Record<FakeRequest["wire"], Wire>;

function readRequest(path: string, body: Body): Omit<FakeRequest, "headers" | "index"> {
  for (const [wire, { ending, read }] of Object.entries(WIRES) as [FakeRequest["wire"], Wire][])
    if (path.endsWith(ending)) return { wire, path, body, ...read(body) };
  throw new Error(`No wire format has the path ${path}`);
}

async function readBody(incoming: IncomingMessage): Promise<Body> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += String(chunk);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

function withPrompt({ system, messages }: Omit<Messages, "prompt">): Messages {
  return { system, messages, prompt: messages.at(-1)?.content ?? "" };
}

function joinParts({ parts }: z.infer<typeof Parts>): string {
  return parts.map(({ text }) => text).join("");
}

function openAiUsage(usage: FakeAnswer["usage"] = { inputTokens: 10, outputTokens: 5 }): object {
  if (usage === null) return {};
  const { inputTokens, outputTokens } = usage;
  return {
    usage: { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens },
  };
}

function toChatToken({ token, logprob, top = [] }: FakeToken): object {
  return { token, logprob, bytes: null, top_logprobs: top.map((other) => ({ ...other, bytes: null })) };
}

function toCompletionLogprobs(tokens: FakeToken[], asInChat = false): object {
  if (asInChat) return { content: tokens.map(toChatToken) };
  return {
    tokens: tokens.map(({ token }) => token),
    token_logprobs: tokens.map(({ logprob }) => logprob),
    top_logprobs: tokens.map(({ top }) => top && Object.fromEntries(top.map((each) => [each.token, each.logprob]))),
  };
}

function send(outgoing: ServerResponse, reply: { status: number; headers?: Record<string, string>; body?: string }) {
  const { status, headers = {}, body = "" } = reply;
  outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
}

function hangUp(outgoing: ServerResponse, when: "before" | "within"): void {
  if (when === "before") outgoing.destroy();
  else outgoing.writeHead(200, { "content-type": "application/json" }).write('{"choices": [', () => outgoing.destroy());
}
