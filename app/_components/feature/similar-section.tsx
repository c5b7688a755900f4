import Link from "next/link";
import type { ReactNode } from "react";
import { shortenText } from "#app/_components/explanation/describe-explanation.ts";
import { comparePath } from "#app/_components/link/paths.ts";
import { formatValue } from "#app/_components/number/format.ts";
import type { FeatureDetail, SimilarInSource } from "#lib/catalog/schema.ts";
import { SimilarTable } from "./similar-table.tsx";

/** Of each source, the nearest with its explanation: the page is to stay small, and the API names more. */
const SHOWN_EACH = 2;
const TOKENS_SHOWN = 2;
const EXPLANATION_CHARACTERS = 48;
/** Of other sources, beside this one. */
const COMPARED = 3;

type Props = { feature: Pick<FeatureDetail, "model" | "source" | "index">; similar: readonly SimilarInSource[] };

/** Whether other layers and sources have a feature like this one; nothing where no other source was compared. */
export function SimilarSection({ feature, similar }: Props): ReactNode {
  const { model, source, index } = feature;
  if (similar.length === 0) return null;
  const best = similar
    .flatMap(({ source: of, features }) => features.slice(0, 1).map((one) => ({ model, source: of, ...one })))
    .toSorted((a, b) => b.cosine - a.cosine)
    .slice(0, COMPARED);
  return (
    <section className="section min-w-0" aria-labelledby="similar">
      <h2 id="similar">Like it in other sources</h2>
      <p className="note mb-1">
        By cosine of decoder directions, which all write into the residual stream; what a direction means may turn from
        layer to layer. “By chance” is what the nearest one comes to for a direction drawn at random, or less, 19 times
        in 20.
      </p>
      <SimilarTable
        model={model}
        rows={similar.flatMap(({ source: of, chance, features }) =>
          features.slice(0, SHOWN_EACH).map((one, place) => ({
            source: of,
            index: one.index,
            cosine: formatValue(one.cosine),
            chance: place === 0 ? formatValue(chance.high) : "",
            topTokens: one.topTokens.slice(0, TOKENS_SHOWN),
            explained:
              place === 0 && one.explanation ? shortenText(one.explanation.text, EXPLANATION_CHARACTERS) : null,
          })),
        )}
      />
      {best.length > 0 ? (
        <p className="note mt-2">
          <Link href={comparePath([{ model, source, index }, ...best])} prefetch={false} rel="nofollow">
            Compare it with the {best.length === 1 ? "nearest" : `${best.length} nearest`}, side by side
          </Link>
        </p>
      ) : null}
    </section>
  );
}
