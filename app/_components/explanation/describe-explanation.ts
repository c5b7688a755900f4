import { methodTitle } from "#app/_components/method/find-method.ts";
import type { ExplanationView } from "#lib/explain/schema.ts";

type Made = Pick<ExplanationView, "method" | "llmModel">;

/** Whether no language model and no person wrote it: pages mark it so. */
export const isStatistical = ({ method, llmModel }: Made): boolean => method !== "person" && llmModel === null;

/** An explanation as a sentence: a rule about tokens names only what it fires on. */
export function explanationSentence({
  method,
  llmModel,
  text,
  side,
}: Made & { text: string; side?: "input" | "output" }): string {
  if (side !== "output" && isStatistical({ method, llmModel })) return `Fires on ${text}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Who or what wrote it: “Ada”, “token statistics, version 1”, “gpt-oss, by summaries, version 2”. */
export function describeAuthor({
  method,
  version,
  author,
  llmModel,
}: Pick<ExplanationView, "method" | "version" | "author" | "llmModel">): string {
  if (method === "person") return author ?? "a person";
  const by = `${methodTitle(method)}${version === null ? "" : `, version ${version}`}`;
  return llmModel === null ? by : `${llmModel}, by ${by}`;
}

const CUT_AT = 90;

/** A text where there is room for a line. */
export function shortenText(text: string, most = CUT_AT): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most);
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > most / 2 ? space : most).replace(/[\s,;]+$/, "")} …`;
}
