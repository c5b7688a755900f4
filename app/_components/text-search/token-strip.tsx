"use client";
import type { KeyboardEvent, MouseEvent, ReactNode, SyntheticEvent } from "react";
import { levelName } from "#app/_components/example/level.ts";
import { nameLiveToken } from "#app/_components/live/live-passage.ts";
import { formatValue } from "#app/_components/number/format.ts";
import type { PackedFeature, PackedTextSearch } from "./pack-text-search.ts";
import { moveTo } from "./move-to.ts";

type Props = {
  search: PackedTextSearch;
  /** The token whose features are listed. */
  chosen: number | undefined;
  /** The feature shown over the text. */
  traced: PackedFeature | undefined;
  onChoose: (position: number) => void;
};

/** The text as tokens to choose from, one stop of the Tab key; arrow keys move. A traced feature lights where it fires. */
export function TokenStrip({ search, chosen, traced, onChoose }: Props): ReactNode {
  const values = new Map(traced?.positions.map((position, order) => [position, traced.values[order] ?? 0]));
  const max = Math.max(traced?.maxActivation ?? 0, ...values.values());
  const special = new Set(search.special);
  const windows = new Set(search.windows);

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moveTo(event.key, { from: chosen ?? -1, count: search.tokens.length });
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    optionsOf(event)[next]?.focus();
  }

  function onClick(event: MouseEvent<HTMLElement>): void {
    const option = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
    const position = option ? optionsOf(event).indexOf(option) : -1;
    if (position >= 0) onChoose(position);
  }

  return (
    <div
      role="listbox"
      aria-label="Tokens of the text"
      aria-orientation="horizontal"
      tabIndex={-1}
      className="token-strip"
      dir="auto"
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      {search.tokens.map((text, position) => {
        const value = values.get(position) ?? 0;
        // Spaces and line ends on their own are drawn, and a line still ends where it did.
        const shown = text.trim() === "" ? nameLiveToken(search, position).replaceAll("↵", "↵\n") : text;
        return (
          <span
            key={position}
            role="option"
            aria-selected={position === chosen}
            tabIndex={position === (chosen ?? 0) ? 0 : -1}
            className={special.has(position) ? "special" : windows.has(position) ? "anew" : undefined}
            title={titleOf(special.has(position), windows.has(position))}
          >
            {value > 0 ? (
              <mark className={levelName(value, max)} data-v={formatValue(value)}>
                {shown}
              </mark>
            ) : (
              shown
            )}
          </span>
        );
      })}
    </div>
  );
}

const optionsOf = ({ currentTarget }: SyntheticEvent<HTMLElement>) => [
  ...currentTarget.querySelectorAll<HTMLElement>("[role=option]"),
];

function titleOf(isSpecial: boolean, isAnew: boolean): string | undefined {
  if (isSpecial) return "A special token: what fires here is left out";
  return isAnew ? "The model’s context was full: it reads anew from here" : undefined;
}
