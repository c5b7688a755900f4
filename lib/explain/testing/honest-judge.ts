import type { LlmScript } from "#lib/explain/testing/scripted-llm.ts";
import type { PromptTokenLogprob } from "#lib/llm/reply.ts";
import { mix32 } from "#lib/stats/hash.ts";

type Options = {
  /** Share of the answers that are turned round; of tokens a tenth of it, as one of them is little of a passage. */
  errors?: number;
};

type Word = { text: string; marked: boolean };
type Rule = (words: readonly Word[], at: number) => boolean;

/**
 * A judge that understands "fires on “x” or “y” right after “z”" and answers by it and by nothing else. It errs at a known
 * rate, the same way whenever it is asked the same.
 */
export function honestJudge({ errors = 0.05 }: Options = {}): LlmScript {
  const errs = (about: string) => hashText(about) / 2 ** 32 < errors;
  const errsAt = (key: number, at: number) => mix32(key ^ mix32(at)) / 2 ** 32 < errors / 10;
  return {
    chat(prompt) {
      const rule = readRule(prompt);
      const key = hashText(prompt);
      if (/^1: "/m.test(prompt)) {
        const words = [...prompt.matchAll(/^\d+: (".*")$/gm)].map(([, token = ""]) => ({
          text: token.replace(/[" ]/g, ""),
          marked: false,
        }));
        return {
          text: words.map((_, i) => `${i + 1}: ${rule(words, i) === errsAt(key, i) ? 0 : 8}`).join("\n"),
        };
      }
      const passages = [...prompt.matchAll(/^Passage \d+: (.*)$/gm)].map(([, passage = ""]) => passage);
      const bits = passages.map((passage) =>
        Number(judge(readWords(passage), rule) !== errs(passage + prompt.slice(0, 60))),
      );
      return { text: JSON.stringify(bits) };
    },
    complete(prompt) {
      const asked = prompt.slice(prompt.lastIndexOf("Description: "));
      const rule = readRule(asked);
      const key = hashText(asked);
      const words = [...asked.matchAll(/^ ?(.*)\tunknown$/gm)].map(([, text = ""]) => ({ text, marked: false }));
      const places = prompt.split("\tunknown").length - 1;
      let place = 0;
      const promptLogprobs = prompt.split(/(?<=\t)(?=unknown)|(?<=unknown)/).map((token): PromptTokenLogprob => {
        if (!token.startsWith("unknown")) return { token, logprob: null, top: [] };
        const at = place++ - (places - words.length);
        const high = at >= 0 && rule(words, at) !== errsAt(key, at);
        const top = high
          ? ([
              ["8", 0.6],
              ["5", 0.3],
              ["0", 0.1],
            ] as const)
          : ([
              ["0", 0.9],
              ["1", 0.05],
              ["x", 0.05],
            ] as const);
        return { token, logprob: -9, top: top.map(([token, p]) => ({ token, logprob: Math.log(p) })) };
      });
      return { promptLogprobs };
    },
  };
}

function judge(words: readonly Word[], rule: Rule): boolean {
  const marked = words.filter((word) => word.marked).length;
  const holds = words.map((_, at) => rule(words, at));
  if (marked === 0) return holds.includes(true);
  return words.filter((word, at) => word.marked && holds[at]).length >= marked / 2;
}

function readRule(prompt: string): Rule {
  const [, one, two, after] = /fires on “(\w+)”(?: or “(\w+)”)?(?: right after “(\w+)”)?/.exec(prompt) ?? [];
  return (words, at) => {
    const text = words[at]?.text;
    if (text === undefined || (text !== one && text !== two)) return false;
    return after === undefined || words[at - 1]?.text === after;
  };
}

function readWords(passage: string): Word[] {
  let marked = false;
  return (passage.match(/<<|>>|[a-z]+|[.,↵]/g) ?? []).flatMap((piece) => {
    if (piece !== "<<" && piece !== ">>") return { text: piece, marked };
    marked = piece === "<<";
    return [];
  });
}

function hashText(text: string): number {
  let hash = 1;
  for (let i = 0; i < text.length; i++) hash = mix32(hash ^ text.charCodeAt(i));
  return hash;
}
