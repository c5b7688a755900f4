import * as z from "zod";

const SLUG = /^[a-z0-9][a-z0-9._-]{0,99}$/;
/** Indices fit an int4 column. */
const FEATURE_INDEX_MAX = 2_147_483_647;

export const ModelSlug = z.string().regex(SLUG, "a model is named by lower-case letters, digits, '.', '_' and '-'");

/** `<layer>-<set>` for dictionaries (`4-res-4k`), all digits for raw neurons (`4`). */
export const SourceSlug = z
  .string()
  .regex(/^\d{1,4}(-[a-z0-9][a-z0-9._-]{0,80})?$/, "a source is `<layer>-<set>`, or the layer alone for raw neurons");

export const FeatureIndex = z
  .string()
  .regex(/^(0|[1-9]\d{0,9})$/, "a feature is a whole number")
  .transform(Number)
  .pipe(z.number().max(FEATURE_INDEX_MAX));

export const ModelAddress = z.object({ model: ModelSlug });
export type ModelAddress = z.infer<typeof ModelAddress>;

export const SourceAddress = z.object({ model: ModelSlug, source: SourceSlug });
export type SourceAddress = z.infer<typeof SourceAddress>;

export const FeatureAddress = z.object({ model: ModelSlug, source: SourceSlug, index: FeatureIndex });
export type FeatureAddress = z.infer<typeof FeatureAddress>;

/** Features by their addresses, joined by commas. */
export const FeatureList = z
  .string()
  .max(4_000)
  .transform((list, context) =>
    list.split(",").map((text) => {
      const address = parseFeatureAddress(text.trim());
      if (!address)
        context.addIssue({
          code: "custom",
          message: `“${text.slice(0, 100)}” is not the address of a feature, as model/source/index is`,
        });
      return address ?? z.NEVER;
    }),
  );

/** `model/source/index`, the public name of a feature. */
export function formatFeatureAddress({ model, source, index }: FeatureAddress): string {
  return `${model}/${source}/${index}`;
}

/** Inverse of `formatFeatureAddress`; undefined when it is not an address. */
export function parseFeatureAddress(text: string): FeatureAddress | undefined {
  const [model, source, index, ...rest] = text.split("/");
  if (rest.length > 0) return undefined;
  const result = FeatureAddress.safeParse({ model, source, index });
  return result.success ? result.data : undefined;
}
