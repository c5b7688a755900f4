"use client";
import { useState, type ReactNode } from "react";
import { useOperatorKey } from "#app/_components/job/operator-key.tsx";
import { ASKED, postRequest } from "#app/_components/job/post-request.ts";

type Props = {
  /** `model/source/index` */
  address: string;
  /** Methods that ask a language model, by name and title. */
  explainers: readonly { name: string; title: string }[];
  scorers: readonly string[];
  /** The language model that the site is set up with; null when none is. */
  llmModel: string | null;
};

/** Lets the operator ask for an explanation by a language model; nobody else sees it. */
export function RequestExplanation({ address, explainers, scorers, llmModel }: Props): ReactNode {
  const key = useOperatorKey();
  const [state, setState] = useState<{ asked: boolean; said?: string }>({ asked: false });
  if (key === undefined) return null;
  if (llmModel === null)
    return (
      <p className="note mt-3">
        No language model is set up: with LLM_PROVIDER and LLM_MODEL set, you can ask for an explanation here.
      </p>
    );
  return (
    <form
      className="mt-3 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const explainer = new FormData(event.currentTarget).get("explainer");
        if (typeof explainer !== "string") return;
        setState({ asked: true });
        void ask(address, key, { explainer, scorers }).then((said) => setState({ asked: false, said }));
      }}
    >
      <label>
        Explain with {llmModel}
        <select name="explainer" className="field block">
          {explainers.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <button className="button" disabled={state.asked}>
        Explain and score
      </button>
      <output className="note">{state.said ?? ""}</output>
    </form>
  );
}

/** @returns what to tell the operator */
async function ask(
  address: string,
  key: string,
  body: { explainer: string; scorers: readonly string[] },
): Promise<string> {
  const posted = await postRequest(`/api/v1/features/${address}/explanations`, key, body);
  return posted.ok ? ASKED : posted.said;
}
