"use client";
import { useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import type { LiveActivations } from "#lib/catalog/schema.ts";
import { LiveResult } from "./live-result.tsx";
import { requestLiveActivations } from "./request-live-activations.ts";

type State =
  | { kind: "idle" }
  | { kind: "waiting" }
  | { kind: "failed"; reason: string }
  | { kind: "answered"; answer: LiveActivations };

/** Longer than any context here; the answer says when it was cut. */
const TEXT_CHARACTERS_MAX = 2_000;

/** A visitor's own text against this feature, answered by a worker. */
export function TrySentence({ address, max }: { address: string; max: number }): ReactNode {
  const [state, setState] = useState<State>({ kind: "idle" });
  const latest = useRef<AbortController>(undefined);
  const id = useId();

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("text");
    if (typeof text !== "string" || text.trim() === "") return;
    latest.current?.abort();
    const stop = new AbortController();
    latest.current = stop;
    setState({ kind: "waiting" });
    const next = await requestLiveActivations(address, text, stop.signal);
    if (!stop.signal.aborted) setState(next);
  }

  return (
    <section className="section screen-only" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Try a sentence</h2>
      <form onSubmit={(event) => void submit(event)} className="mt-1 flex items-end gap-3">
        <label htmlFor={`${id}-text`} className="sr-only">
          Text to run through the model
        </label>
        <textarea
          id={`${id}-text`}
          name="text"
          rows={1}
          required
          dir="auto"
          maxLength={TEXT_CHARACTERS_MAX}
          placeholder="Your own text: where does this feature fire?"
          className="field field-sizing-content max-h-48 w-full resize-none font-serif"
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        <button className="button" disabled={state.kind === "waiting"}>
          Run
        </button>
      </form>
      <div className="mt-2 min-h-8" aria-live="polite">
        {state.kind === "waiting" ? <p className="note">Asking a worker…</p> : null}
        {state.kind === "failed" ? <p className="text-small text-alarm">{state.reason}</p> : null}
        {state.kind === "answered" ? <LiveResult answer={state.answer} max={max} /> : null}
      </div>
      <noscript>
        <p className="note">This needs JavaScript; everything else on this page does not.</p>
      </noscript>
    </section>
  );
}
