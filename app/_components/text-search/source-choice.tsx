"use client";
import { useState, type ReactNode } from "react";
import { TEXT_SOURCES_MAX } from "#lib/search/text/source-limit.ts";

export type SourceOption = { id: string; what: string };

/** Which sources of the model to search; no more can be ticked than a worker takes at once. */
export function SourceChoice({
  sources,
  chosen,
}: {
  sources: readonly SourceOption[];
  chosen: readonly string[];
}): ReactNode {
  const [count, setCount] = useState(chosen.length);
  return (
    <fieldset className="min-w-0">
      <legend className="label">
        Sources{sources.length > TEXT_SOURCES_MAX ? `, ${count} of at most ${TEXT_SOURCES_MAX}` : ""}
      </legend>
      <div
        className="source-choice"
        onChange={(event) => setCount(event.currentTarget.querySelectorAll("input:checked").length)}
      >
        {sources.map(({ id, what }) => (
          <SourceTick key={id} id={id} what={what} ticked={chosen.includes(id)} full={count >= TEXT_SOURCES_MAX} />
        ))}
      </div>
    </fieldset>
  );
}

function SourceTick({ id, what, ticked, full }: SourceOption & { ticked: boolean; full: boolean }): ReactNode {
  const [isTicked, setTicked] = useState(ticked);
  return (
    <label title={what}>
      <input
        type="checkbox"
        name="source"
        value={id}
        checked={isTicked}
        disabled={full && !isTicked}
        onChange={(event) => setTicked(event.currentTarget.checked)}
      />{" "}
      <span className="address">{id}</span>
      {/^\d+$/.test(id) ? " neurons" : ""}
      <span className="sr-only">, {what}</span>
    </label>
  );
}
