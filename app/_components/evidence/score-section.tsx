import Link from "next/link";
import type { ReactNode } from "react";
import {
  ENDS,
  describeBasis,
  describeMissing,
  describeScore,
  listFigures,
  NEGATIVE_WORDS,
  recallEnds,
} from "#app/_components/explanation/describe-score.ts";
import { methodPath } from "#app/_components/link/paths.ts";
import { methodTitle } from "#app/_components/method/find-method.ts";
import { formatCount, formatShare } from "#app/_components/number/format.ts";
import type { FalseAlarms, ScoreView } from "#lib/explain/schema.ts";
import { beatsBaseline } from "#lib/explain/rank-explanations.ts";
import { BaselineTable } from "./baseline-table.tsx";
import { DecileFigure } from "./decile-figure.tsx";

/** One score in full: its figure beside every baseline, then the rest in the order a sceptic asks. */
export function ScoreSection({ score, subject }: { score: ScoreView; subject?: string }): ReactNode {
  const { id, scorer, version, judge, state, detail } = score;
  const words = describeScore({ ...score, metric: detail.metric });
  return (
    <section className="section" aria-labelledby={`score-${id}`}>
      <h2 id={`score-${id}`}>Score by {methodTitle(scorer)}</h2>
      <p className="note mb-2">
        <Link href={methodPath(scorer)}>What it does</Link>, version {version}
        {judge === null ? "" : `, judged by ${judge}`}. {describeBasis(score)}
      </p>
      {words ? (
        <>
          <BaselineTable score={score} {...(subject === undefined ? {} : { subject })} />
          <p className="note mt-2">{verdict(score)}</p>
          <Figures score={score} />
          {detail.falseAlarms ? <FalseAlarmTable alarms={detail.falseAlarms} /> : null}
          {detail.recallByDecile ? (
            <DecileFigure
              recall={detail.recallByDecile}
              overall={detail.recall ?? null}
              sentence={decileSentence(score)}
            />
          ) : null}
        </>
      ) : (
        <p className="prose">
          {state === "failed" ? "" : "Not enough data. "}
          {describeMissing(score)}
        </p>
      )}
    </section>
  );
}

function verdict(score: ScoreView): string {
  const isSure = beatsBaseline(score);
  if (!score.detail.difference)
    return isSure
      ? "Its whole interval lies above the best baseline."
      : "Its interval reaches down to the best baseline or below: it is not shown to be better.";
  const what = "the difference to the best baseline, each time on the same documents for both,";
  return isSure
    ? `The whole interval of ${what} lies above 0.`
    : `The interval of ${what} does not lie above 0: it is not shown to be better.`;
}

function Figures({ score }: { score: ScoreView }): ReactNode {
  const list = listFigures(score).filter(({ name }) => name !== ENDS && !name.startsWith("false alarms"));
  const { f1Baseline, prevalence } = score.detail;
  if (list.length === 0) return null;
  return (
    <>
      <dl className="figures">
        {list.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt> <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {prevalence === undefined ? null : (
        <p className="note">
          It fires {score.detail.metric === "auroc" ? "in" : "on"} {formatShare(prevalence)} of the{" "}
          {score.detail.metric === "auroc" ? "passages" : "tokens"}
          {typeof f1Baseline === "number"
            ? `; saying yes everywhere has an F1 of ${f1Baseline.toFixed(f1Baseline < 0.01 ? 4 : 2)} and an AUROC of 0.50`
            : ""}
          .
        </p>
      )}
    </>
  );
}

function FalseAlarmTable({ alarms }: { alarms: readonly FalseAlarms[] }): ReactNode {
  return (
    <table className="sheet mt-3">
      <caption>False alarms: predicted, though the feature is silent</caption>
      <thead>
        <tr>
          <th scope="col">Of</th>
          <th scope="col" className="num">
            Counted
          </th>
          <th scope="col" className="num">
            Falsely predicted
          </th>
        </tr>
      </thead>
      <tbody>
        {alarms.map(({ negatives, count, rate }) => (
          <tr key={negatives}>
            <th scope="row">{NEGATIVE_WORDS[negatives]}</th>
            <td className="num">{formatCount(count)}</td>
            <td className="num">{formatShare(rate)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function decileSentence({ detail: { recall, recallByDecile } }: ScoreView): string {
  const ends = recallEnds(recallByDecile ?? []);
  const over = typeof recall === "number" ? ` Over all of them: ${formatShare(recall)}, the dashed line.` : "";
  return ends
    ? `It predicts ${formatShare(ends.strongest)} of the strongest tenth and ${formatShare(ends.weakest)} of the weakest.${over}`
    : "";
}
