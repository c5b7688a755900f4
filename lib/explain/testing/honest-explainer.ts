import type { LlmScript } from "#lib/explain/testing/scripted-llm.ts";

/** A model that names the commonest word among those it is pointed at, by marks, levels or a list, and nothing else. */
export const honestExplainer: LlmScript = {
  chat(prompt) {
    const pointed = [
      ...matches(prompt, /<< ?([a-z]+)>>/g),
      ...matches(prompt, /^ ([a-z]+)\t(?:[5-9]|10)$/gm),
      ...matches(/^Strongest tokens: (.*)$/m.exec(prompt)?.[1] ?? "", /" ([a-z]+)"/g),
    ];
    const counts = new Map<string, number>();
    for (const word of pointed) counts.set(word, (counts.get(word) ?? 0) + 1);
    const [best] = [...counts].sort(([, a], [, b]) => b - a);
    return { text: `It is about one word.\n[EXPLANATION]: ${best ? `fires on “${best[0]}”` : "no pattern"}` };
  },
};

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, word = ""]) => word);
