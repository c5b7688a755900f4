import type { ReactNode } from "react";

const RANGES = [
  { id: "auto", text: "Mixed", title: "The strongest as snippets, the others one line each" },
  { id: "stacked", text: "Stacked", title: "One line each, strongest tokens under one another" },
  { id: "snippet", text: "Snippet", title: "The words around the strongest token" },
  { id: "full", text: "Full", title: "Everything the model read" },
] as const;

/** How much of each example is shown. Plain radio buttons: app/_styles/passage.css reads them, no script needed. */
export function RangeControl(): ReactNode {
  return (
    <fieldset className="choice screen-only flex-wrap" data-range>
      <legend className="sr-only">How much of each example to show</legend>
      {RANGES.map(({ id, text, title }) => (
        <label key={id} title={title}>
          <input type="radio" name="range" id={`range-${id}`} value={id} defaultChecked={id === "auto"} /> {text}
        </label>
      ))}
      <label title="Print its value beside every lit token">
        <input type="checkbox" id="show-values" /> Values
      </label>
    </fieldset>
  );
}
