"use client";
import { useState, type ReactNode } from "react";
import { useOperatorKey } from "#app/_components/job/operator-key.tsx";
import { ASKED, postRequest } from "#app/_components/job/post-request.ts";
import type { ScoreAnswer } from "#lib/explain/score-answer.ts";
import type { RequestableScorer } from "./requestable.ts";

type Props = {
  /** Its id. */
  explanation: number;
  /** Scorers that can score it. */
  scorers: readonly RequestableScorer[];
  /** The language model that the site is set up with; null when none is. */
  llmModel: string | null;
};

/** Lets the operator ask for a score of an explanation; nobody else sees it. */
export function RequestScore({ explanation, scorers, llmModel }: Props): ReactNode {
  const key = useOperatorKey();
  const [state, setState] = useState<{ asked: boolean; said?: string }>({ asked: false });
  if (key === undefined) return null;
  const offered = scorers.filter(({ asks }) => !asks || llmModel !== null);
  const hint =
    offered.length < scorers.length ? "With LLM_PROVIDER and LLM_MODEL set, a language model can judge it." : "";
  if (offered.length === 0) return <p className="note mt-1">No scorer is at hand. {hint}</p>;
  return (
    <form
      className="mt-1 flex flex-wrap items-center gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const scorer = new FormData(event.currentTarget).get("scorer");
        if (typeof scorer !== "string") return;
        setState({ asked: true });
        void ask(explanation, key, scorer).then((said) => setState({ asked: false, said }));
      }}
    >
      <select name="scorer" className="field" aria-label={`Scorer for explanation ${explanation}`}>
        {offered.map(({ name, title, asks }) => (
          <option key={name} value={name}>
            {title}
            {asks ? ` by ${llmModel}` : ""}
          </option>
        ))}
      </select>
      <button className="button" disabled={state.asked} aria-label={`Score explanation ${explanation}`}>
        Score
      </button>
      <output className="note">{state.said ?? hint}</output>
    </form>
  );
}

/** @returns what to tell the operator */
async function ask(explanation: number, key: string, scorer: string): Promise<string> {
  const posted = await postRequest<ScoreAnswer>(`/api/v1/explanations/${explanation}/scores`, key, {
    scorers: [scorer],
  });
  if (!posted.ok) return posted.said;
  return posted.answer.job ? ASKED : "Nothing to do: this scorer has scored it, in its present version.";
}
