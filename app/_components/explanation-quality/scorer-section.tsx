import Link from "next/link";
import type { ReactNode } from "react";
import { formatFigure, formatSigned, metricName } from "#app/_components/explanation/describe-score.ts";
import { methodPath } from "#app/_components/link/paths.ts";
import { methodTitle } from "#app/_components/method/find-method.ts";
import { formatCount, formatShare, plural } from "#app/_components/number/format.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { MethodQuality, ScorerQuality } from "#lib/explain/quality-view.ts";
import { ExtremesTable } from "./extremes-table.tsx";
import { ScoresFigure } from "./scores-figure.tsx";

type Props = {
  source: SourceAddress;
  method: Pick<MethodQuality, "method" | "llmModel" | "side">;
  scorer: ScorerQuality;
};

/** The scores of one method's explanations by one scorer: their spread over that of their baselines, best and worst. */
export function ScorerSection({ source, method, scorer }: Props): ReactNode {
  const { metric, values, baselines, best, worst } = scorer;
  const id = `${method.method}-${method.llmModel ?? ""}-${scorer.scorer}-${scorer.judge ?? ""}`;
  const who = method.method === "person" ? "people" : methodTitle(method.method);
  const heading = metric === "share-promoted" ? "share of next tokens" : metricName(metric);
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>
        {who.charAt(0).toUpperCase() + who.slice(1)}
        {method.llmModel === null ? "" : ` with ${method.llmModel}`}: {heading} by{" "}
        <Link href={methodPath(scorer.scorer)}>{methodTitle(scorer.scorer)}</Link>
        {scorer.judge === null ? "" : `, judged by ${scorer.judge}`}
      </h2>
      <p className="note">{sentence(scorer)}</p>
      {values && baselines ? (
        <ScoresFigure values={values} baselines={baselines} heading={heading} percent={metric === "share-promoted"} />
      ) : null}
      <div className="extremes">
        <ExtremesTable
          title="Explained best"
          order="surely above the baseline, the furthest first"
          source={source}
          rows={best}
          metric={metric}
        />
        <ExtremesTable
          title="Explained worst"
          order="the furthest below the baseline first"
          source={source}
          rows={worst}
          metric={metric}
        />
      </div>
    </section>
  );
}

function sentence({
  scored,
  notEnoughData,
  failed,
  beatBaseline,
  quartiles,
  baselineMedian,
  differenceMedian,
  metric,
}: ScorerQuality): string {
  const thin =
    notEnoughData > 0 ? ` ${plural(notEnoughData, "feature")} fired too rarely on held-out text for a figure.` : "";
  const lost = failed > 0 ? ` ${formatCount(failed)} could not be scored.` : "";
  if (!quartiles) return `No figures.${thin}${lost}`;
  const show = (value: number) => formatFigure(value, metric);
  const against =
    baselineMedian === null ? "" : `, against ${show(baselineMedian)} for the median of their best baselines`;
  const above =
    differenceMedian === null
      ? ""
      : ` The median explanation is ${formatSigned(differenceMedian, metric)} from its own.`;
  return (
    `Median ${show(quartiles.median)}, half of them from ${show(quartiles.low)} to ${show(quartiles.high)}${against}.${above} ` +
    `${formatCount(beatBaseline)} of ${formatCount(scored)} (${formatShare(beatBaseline / scored)}) are surely above their best baseline: the 95% interval of the difference, documents drawn again for both at once, lies above 0.${thin}${lost}`
  );
}
