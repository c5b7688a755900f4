import type { ExampleText } from "./example-text.ts";
import { escapeHtml, passageHtml } from "./passage-html.ts";

/** The rows of a list of examples: largest value, text, where the text is from. */
export function exampleListHtml(examples: readonly ExampleText[], max: number): string {
  return examples
    .map(
      (example) =>
        `<li class="example" tabindex="-1"><span class="peak">${escapeHtml(example.value)}</span>` +
        `<p class="passage" dir="auto">${passageHtml(example, max)}</p>` +
        `<span class="origin">${escapeHtml(example.origin)}</span></li>`,
    )
    .join("");
}
