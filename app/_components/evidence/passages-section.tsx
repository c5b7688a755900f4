import type { ReactNode } from "react";
import { methodTitle } from "#app/_components/method/find-method.ts";
import { formatCount } from "#app/_components/number/format.ts";
import type { EvidencePassage } from "#lib/explain/evidence-view.ts";
import type { ScoreView } from "#lib/explain/schema.ts";
import { describePassage, evidenceHtml, type Scales } from "./evidence-html.ts";

const KINDS = [
  { kind: "hit", title: "Right", note: "It predicts the feature, and the feature fires." },
  { kind: "miss", title: "Missed", note: "The feature fires where nothing was predicted." },
  { kind: "false-alarm", title: "Falsely said", note: "It predicts the feature, which is silent." },
  { kind: "silent", title: "Silent", note: "Neither says anything." },
] as const;

type Props = {
  passages: readonly EvidencePassage[];
  gone: number;
  maxActivation: number;
  /** The score they were made for, and whether it is the only one. */
  score: ScoreView | undefined;
  only: boolean;
};

/** Held-out passages, what was predicted beside what is, in the kinds they were chosen for. */
export function PassagesSection({ passages, gone, maxActivation, score, only }: Props): ReactNode {
  const id = `passages-${score?.id ?? ""}`;
  const most = (which: "predicted" | "actual") => Math.max(0, ...passages.flatMap((passage) => passage[which].values));
  const scales: Scales = { actual: Math.max(maxActivation, most("actual")), predicted: most("predicted") };
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>Held against the text{only || !score ? "" : ` by ${methodTitle(score.scorer)}`}</h2>
      <p className="note">
        Held-out passages from the whole range of strengths, not only the strongest, at most one a text and kind.
        {score?.detail.metric === "balanced-accuracy"
          ? " The judge said yes or no to a window of tokens, which is underlined as a whole where it said yes."
          : ""}
        {score?.detail.metric === "auroc"
          ? " Windows of tokens were ranked by how near they are to the explanation; as many as fire, the nearest, are underlined as a whole."
          : ""}
      </p>
      <p className="note mb-2 mt-1 evidence-key">
        <span>
          <mark className="a6">lit</mark>
          <sup>2.31</sup> the feature fires, with its value
        </span>
        <span>
          <mark className="u1">dotted</mark>, <mark className="u2">thin</mark>, <mark className="u3">thick</mark>{" "}
          predicted weakly to strongly
        </span>
      </p>
      {KINDS.map(({ kind, title, note }) => {
        const shown = passages.filter((passage) => passage.kind === kind);
        if (shown.length === 0 && kind === "silent") return null;
        return (
          <div key={kind} className="mt-4">
            <h3 className="font-serif text-read">{title}</h3>
            <p className="note">{shown.length === 0 ? `${note} No held-out passage does so.` : note}</p>
            <ol aria-label={title}>
              {shown.map((passage) => (
                <Passage key={passage.sequence} passage={passage} scales={scales} />
              ))}
            </ol>
          </div>
        );
      })}
      {gone > 0 ? <p className="note mt-2">{formatCount(gone)} more passages are no longer stored.</p> : null}
    </section>
  );
}

function Passage({ passage, scales }: { passage: EvidencePassage; scales: Scales }): ReactNode {
  const { document, start } = passage;
  return (
    <li className="evidence">
      <p className="passage" dir="auto" dangerouslySetInnerHTML={{ __html: evidenceHtml(passage, scales) }} />
      <p className="note">
        {document.kind}, {document.title}, from token {formatCount(start)}. {describePassage(passage)}
      </p>
    </li>
  );
}
