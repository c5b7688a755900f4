import { FeatureAddress, ModelAddress, parseFeatureAddress, SourceAddress } from "#lib/catalog/feature-address.ts";

export type SearchTarget =
  | { kind: "feature"; address: FeatureAddress }
  /** `4-res-4k/123` without its model, which is found by the source. */
  | { kind: "feature-in"; source: string; index: number }
  | { kind: "source"; address: SourceAddress }
  /** A word that may also be a model's name; models are tried before tokens. */
  | { kind: "token"; text: string; model: string | undefined };

const TOKEN_CHARACTERS_MAX = 100;

/** What a visitor may have meant; undefined when nothing was typed. Full addresses on this site, URLs included, are understood. */
export function parseSearch(typed: string): SearchTarget | undefined {
  const text = typed.trim().slice(0, 2 * TOKEN_CHARACTERS_MAX);
  if (text === "") return undefined;
  const path = text.replace(/^https?:\/\/[^/]+/, "").replace(/^\/|\/$/g, "");
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
  return {
    kind: "token",
    text: text.slice(0, TOKEN_CHARACTERS_MAX),
    model: model.success ? model.data.model : undefined,
  };
}
