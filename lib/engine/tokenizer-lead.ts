import { z } from "zod";
import { badRequest } from "#lib/errors.ts";

/**
 * The token that a tokenizer puts before every text: what its `post_processor` says, as in transformers 5, where
 * `add_bos_token` counts for nothing beside a tokenizer.json.
 * @param postProcessor that field of tokenizer.json
 * @returns its id; undefined where nothing is put there, as in GPT-2, Pythia and Qwen
 * @throws AppError bad_request where more is put around a text than one token before it
 */
export function findLead(
  postProcessor: unknown,
  { tokenizerClass }: { tokenizerClass?: string | undefined } = {},
): number | undefined {
  const processors = flatten(PostProcessor.safeParse(postProcessor ?? none).data);
  if (!processors) throw badRequest(NOT_READ);
  // That class makes a template of its own, without any.
  if (tokenizerClass?.startsWith("GPTNeoXTokenizer")) return undefined;
  const templates = processors.flatMap((processor) => (processor.type === "TemplateProcessing" ? [processor] : []));
  const before = templates.toReversed().flatMap((template) => idsAround(template).before);
  const after = templates.flatMap((template) => idsAround(template).after);
  if (before.length > 1 || after.length > 0) {
    throw badRequest(
      `The tokenizer puts ${before.length} tokens before a text and ${after.length} after it; this version reads those that put at most one before: change post_processor in tokenizer.json.`,
    );
  }
  return before[0];
}

const NOT_READ =
  "The post_processor of tokenizer.json is not one this version reads: ByteLevel, TemplateProcessing or a Sequence of them.";
const PROCESSORS_MAX = 16;
const PIECES_MAX = 16;

const ByteLevel = z.looseObject({ type: z.literal("ByteLevel") });
const Template = z.looseObject({
  type: z.literal("TemplateProcessing"),
  single: z
    .array(
      z.union([
        z.object({ SpecialToken: z.looseObject({ id: z.string() }) }),
        z.object({ Sequence: z.looseObject({ id: z.literal("A") }) }),
      ]),
    )
    .max(PIECES_MAX),
  special_tokens: z.record(z.string(), z.looseObject({ ids: z.array(z.int().nonnegative()).max(PIECES_MAX) })),
});
type Template = z.infer<typeof Template>;
const Processor = z.discriminatedUnion("type", [ByteLevel, Template]);
const PostProcessor = z.discriminatedUnion("type", [
  ByteLevel,
  Template,
  z.looseObject({ type: z.literal("Sequence"), processors: z.array(Processor).max(PROCESSORS_MAX) }),
]);

const none = { type: "Sequence", processors: [] } as const;

const flatten = (read: z.infer<typeof PostProcessor> | undefined): z.infer<typeof Processor>[] | undefined =>
  read?.type === "Sequence" ? read.processors : read && [read];

function idsAround({ single, special_tokens: tokens }: Template): { before: number[]; after: number[] } {
  const text = single.findIndex((piece) => "Sequence" in piece);
  if (text < 0) throw badRequest("The template in tokenizer.json has no place for the text.");
  const idsOf = (pieces: Template["single"]) =>
    pieces.flatMap((piece) => ("SpecialToken" in piece ? (tokens[piece.SpecialToken.id]?.ids ?? []) : []));
  return { before: idsOf(single.slice(0, text)), after: idsOf(single.slice(text + 1)) };
}
