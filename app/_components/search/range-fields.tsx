import type { ReactNode } from "react";

type End = { name: string; label: string; value: number | undefined; min: number; max: number };

/** From and to of a figure. */
export function RangeFields({ legend, ends }: { legend: string; ends: readonly End[] }): ReactNode {
  return (
    <fieldset>
      <legend className="label">{legend}</legend>
      <div className="flex gap-4">
        {ends.map(({ name, label, value, min, max }) => (
          <label key={name} className="flex min-w-0 flex-1 items-baseline gap-2 text-small">
            {label}
            <input
              type="number"
              name={name}
              defaultValue={value}
              min={min}
              max={max}
              step="any"
              inputMode="decimal"
              placeholder="any"
              className="field w-full"
              aria-label={`${legend} ${label}`}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
