import { FeatureAddress, ModelAddress, parseFeatureAddress, SourceAddress } from "#lib/catalog/feature-address.ts";

/** What a visitor who types this may want: a page by its address, or features by words. */
export type SearchTarget =
  | { kind: "feature"; address: FeatureAddress }
  /** `4-res-4k/123` without its model, which is found by the source. */
  | { kind: "feature-in"; source: string; index: number }
  | { kind: "source"; address: SourceAddress }
  /** `model`: one word, which may be the name of one. */
  | { kind: "words"; model: string | undefined };

/** Undefined when nothing was typed. Whatever is no address is words; addresses as a browser shows them are understood. */
export function parseTarget(typed: string): SearchTarget | undefined {
  const path = cutAddress(typed).replace(/\/$/, "");
  if (path === "") return undefined;
  const address = parseFeatureAddress(path);
  if (address) return { kind: "feature", address };
  const [first = "", second = "", ...rest] = path.split("/");
  if (rest.length === 0 && second !== "") {
    const inSource = FeatureAddress.safeParse({ model: "any", source: first, index: second });
    if (inSource.success) return { kind: "feature-in", source: first, index: inSource.data.index };
    const source = SourceAddress.safeParse({ model: first, source: second });
    if (source.success) return { kind: "source", address: source.data };
  }
  const model = ModelAddress.safeParse({ model: path });
  return { kind: "words", model: model.success ? model.data.model : undefined };
}

/** What was typed without what a browser puts before an address. */
export const cutAddress = (typed: string): string =>
  typed
    .trim()
    .replace(/^https?:\/\/[^/]+/, "")
    .replace(/^\//, "");
