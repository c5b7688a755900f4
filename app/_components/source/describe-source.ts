import { formatCount } from "#app/_components/number/format.ts";
import type { SourceInfo } from "#lib/catalog/schema.ts";

type Described = Pick<SourceInfo, "kind" | "architecture" | "layer" | "hookIn" | "features" | "k">;

export const KIND_NAMES = {
  sae: "sparse autoencoder",
  transcoder: "transcoder",
  directions: "chosen directions",
  neurons: "raw neurons",
} as const;

/** "TopK sparse autoencoder, 4,096 features, at most 32 active a token, layer 4" */
export function describeSource({ kind, architecture, layer, features, k }: Described): string {
  const parts = [
    describeKind(kind, architecture),
    `${formatCount(features)} ${kind === "neurons" ? "neurons" : "features"}`,
    ...(k === null ? [] : [`at most ${k} active a token`]),
    `layer ${layer}`,
  ];
  return parts.join(", ");
}

function describeKind(kind: Described["kind"], architecture: string): string {
  if (kind === "neurons") return "Raw MLP neurons, nothing trained";
  if (kind === "directions") return "Directions that someone chose";
  return `${formatArchitecture(architecture)} ${KIND_NAMES[kind]}`;
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  topk: "TopK",
  batchtopk: "BatchTopK",
  jumprelu: "JumpReLU",
  standard: "ReLU",
  gated: "Gated",
};

const formatArchitecture = (name: string) => ARCHITECTURES[name] ?? name;
