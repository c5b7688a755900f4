"use client";
import { useEffect, useRef, type ReactNode } from "react";
import { announceRange, readRange, storeRange } from "./stored-range.ts";

const RANGES = [
  { id: "auto", text: "Mixed", title: "The strongest as snippets, the others one line each" },
  { id: "stacked", text: "Stacked", title: "One line each, strongest tokens under one another" },
  { id: "snippet", text: "Snippet", title: "The words around the strongest token" },
  { id: "full", text: "Full", title: "Everything the model read" },
] as const;

/**
 * How much of each example is shown. Plain radio buttons that app/_styles/passage.css reads: they work without a script,
 * which only carries the choice on to the next feature.
 */
export function RangeControl(): ReactNode {
  const fields = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (fields.current) announceRange(fields.current, readRange());
  }, []);
  return (
    <fieldset
      ref={fields}
      className="choice screen-only flex-wrap"
      onChange={(event) => storeRange(event.currentTarget)}
    >
      <legend className="sr-only">How much of each example to show</legend>
      {RANGES.map(({ id, text, title }) => (
        <label key={id} title={title}>
          <input type="radio" name="range" id={`range-${id}`} value={id} defaultChecked={id === "auto"} /> {text}
        </label>
      ))}
      <label title="Print its value beside every lit token">
        <input type="checkbox" name="values" id="show-values" /> Values
      </label>
    </fieldset>
  );
}
