const STORED_AS = "example-range";

type Choice = { range: string; values: boolean };

/** What was chosen on an earlier feature in this tab. */
export function readRange(): Choice | undefined {
  try {
    const [range = "", values = ""] = sessionStorage.getItem(STORED_AS)?.split(" ") ?? [];
    return range === "" ? undefined : { range, values: values === "values" };
  } catch {
    // Storage is closed to this page: each feature starts as the first one did.
    return undefined;
  }
}

export function storeRange(fields: HTMLFieldSetElement): void {
  const range = fields.querySelector<HTMLInputElement>("input[type=radio]:checked")?.value ?? "";
  const values = fields.querySelector<HTMLInputElement>("input[type=checkbox]")?.checked === true;
  try {
    sessionStorage.setItem(STORED_AS, `${range} ${values ? "values" : ""}`);
  } catch {
    // As above.
  }
}

/** Sets the buttons to a choice, and tells whoever listens as if it had been clicked. */
export function announceRange(fields: HTMLFieldSetElement, choice: Choice | undefined): void {
  if (!choice) return;
  const radio = [...fields.querySelectorAll<HTMLInputElement>("input[type=radio]")].find(
    ({ value }) => value === choice.range,
  );
  const checkbox = fields.querySelector<HTMLInputElement>("input[type=checkbox]");
  if (checkbox) checkbox.checked = choice.values;
  if (!radio || radio.checked) return;
  radio.checked = true;
  document.dispatchEvent(new Event("change"));
}
