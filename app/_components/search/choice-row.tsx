import type { ReactNode } from "react";

type Props = {
  name: string;
  legend: string;
  /** Values with what they are called; the empty one is the default and stays out of the address. */
  options: readonly { value: string; says: string }[];
  chosen: string;
};

/** A choice of a few as words in a row. */
export function ChoiceRow({ name, legend, options, chosen }: Props): ReactNode {
  return (
    <fieldset className="choice-row">
      <legend className="label">{legend}</legend>
      <div className="choice">
        {options.map(({ value, says }) => (
          <label key={value}>
            <input type="radio" name={name} value={value} defaultChecked={value === chosen} />
            {says}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
