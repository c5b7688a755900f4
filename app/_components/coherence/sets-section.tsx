import type { ReactNode } from "react";
import { evidenceHtml } from "#app/_components/evidence/evidence-html.ts";
import { formatCount } from "#app/_components/number/format.ts";
import type { IntruderSetView } from "#lib/explain/coherence-view.ts";

const GROUPS = [
  { title: "Found", note: "The passage least like the others is the one in which the feature is silent.", found: true },
  { title: "Not found", note: "Another passage was least like the others.", found: false },
] as const;

type Props = { sets: readonly IntruderSetView[]; gone: number; maxActivation: number };

/** Sets of passages with what the feature does in them, which one is the intruder, and which one was taken for it. */
export function SetsSection({ sets, gone, maxActivation }: Props): ReactNode {
  if (sets.length + gone === 0) return null;
  return (
    <section className="section" aria-labelledby="sets">
      <h2 id="sets">Sets of passages</h2>
      <p className="note">
        From the whole range of strengths, at most three of each kind. Passages are shown whole, as they were compared,
        without the marks: the encoder sees only the text.
      </p>
      {GROUPS.map(({ title, note, found }) => {
        const shown = sets.filter(({ intruder, guess }) => (intruder === guess) === found);
        return (
          <div key={title} className="mt-4">
            <h3 className="font-serif text-read">{title}</h3>
            <p className="note">{shown.length === 0 ? `${note} There is no such set.` : note}</p>
            {shown.map((set, at) => (
              <Passages
                key={`${title} ${at}`}
                name={`${title}, set ${at + 1}`}
                set={set}
                maxActivation={maxActivation}
              />
            ))}
          </div>
        );
      })}
      {gone > 0 ? <p className="note mt-2">The text of {formatCount(gone)} more sets is no longer stored.</p> : null}
    </section>
  );
}

type PassagesProps = { name: string; set: IntruderSetView; maxActivation: number };

function Passages({ name, set: { intruder, guess, passages }, maxActivation }: PassagesProps): ReactNode {
  const most = Math.max(maxActivation, ...passages.flatMap(({ actual }) => actual.values));
  return (
    <ol aria-label={name} className="mt-2 border-s border-rule ps-4">
      {passages.map((passage, place) => (
        <li key={`${passage.sequence} ${passage.start}`} className="evidence">
          <p
            className="passage"
            dir="auto"
            dangerouslySetInnerHTML={{
              __html: evidenceHtml(
                { ...passage, kind: "miss", predicted: NOTHING },
                { actual: most, predicted: 1 },
                { near: passage.tokens.length },
              ),
            }}
          />
          <p className="note">
            {describeRole(place === intruder, place === guess)}
            {passage.document.kind}, {passage.document.title}, from token {formatCount(passage.start)}.
          </p>
        </li>
      ))}
    </ol>
  );
}

const NOTHING = { positions: [], values: [] };

function describeRole(isIntruder: boolean, isGuess: boolean): ReactNode {
  if (isIntruder)
    return <strong>{isGuess ? "The intruder, and taken for it: silent here. " : "The intruder: silent here. "}</strong>;
  return isGuess ? <strong>Taken for the intruder, though it fires here. </strong> : null;
}
