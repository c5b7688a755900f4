import { FeatureIndex, ModelSlug, SourceSlug } from "#lib/catalog/feature-address.ts";
import { cutAddress } from "#lib/search/parse-target.ts";

/** What the beginning of an address may go on to. */
export type AddressStart =
  /** Part of the name of a model or a source. */
  | { kind: "name"; text: string }
  /** Sources of a model whose names begin so. */
  | { kind: "source"; model: string; text: string }
  /** Features whose indices begin so, of every model's source of that name where no model is given. */
  | { kind: "feature"; model: string | undefined; source: string; digits: string };

const NAME_PART = /^[a-z0-9._-]*$/;

/** Every reading of an unfinished address: `4/7` may become `4/7` of some model, or a source of the model `4`. */
export function listAddressStarts(typed: string): AddressStart[] {
  const parts = cutAddress(typed).toLowerCase().split("/");
  const [first = "", second = "", third = ""] = parts;
  switch (parts.length) {
    case 1:
      return first !== "" && NAME_PART.test(first) ? [{ kind: "name", text: first }] : [];
    case 2:
      return [
        ...(is(SourceSlug, first) && isIndexStart(second)
          ? [{ kind: "feature" as const, model: undefined, source: first, digits: second }]
          : []),
        ...(is(ModelSlug, first) && NAME_PART.test(second)
          ? [{ kind: "source" as const, model: first, text: second }]
          : []),
      ];
    case 3:
      return is(ModelSlug, first) && is(SourceSlug, second) && isIndexStart(third)
        ? [{ kind: "feature", model: first, source: second, digits: third }]
        : [];
    default:
      return [];
  }
}

/** The index that was typed and those with one more digit, as far as there can be such. */
export function listIndicesFrom(digits: string): number[] {
  const more = digits === "0" ? [] : Array.from({ length: 10 }, (_, digit) => `${digits}${digit}`);
  return [digits, ...more].flatMap((text) => {
    const index = FeatureIndex.safeParse(text);
    return index.success ? [index.data] : [];
  });
}

const isIndexStart = (text: string): boolean => text === "" || is(FeatureIndex, text);

const is = (schema: { safeParse(value: unknown): { success: boolean } }, value: string): boolean =>
  schema.safeParse(value).success;
