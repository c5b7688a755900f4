/** What j and k walk: examples, and features that were found, of which their links are focused. */
const steps = () =>
  [...document.querySelectorAll<HTMLElement>(".example, .result")].filter((element) => element.offsetParent !== null);

/** Moves focus to the next (+1) or previous (−1) example or result on the page; false when there is none. */
export function moveToExample(by: 1 | -1): boolean {
  const all = steps();
  const from = all.findIndex((element) => element.contains(document.activeElement));
  const target = from < 0 ? all[by > 0 ? 0 : all.length - 1] : all[Math.min(all.length - 1, Math.max(0, from + by))];
  if (!target) return false;
  const focused = target.matches(".result") ? target.querySelector("a") : target;
  if (!focused) return false;
  focused.tabIndex = 0;
  focused.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
  return true;
}

/** The first example of each list can be reached by Tab, the others by j and k: one stop a list instead of twenty. */
export function openExamplesToTab(): void {
  for (const first of document.querySelectorAll<HTMLElement>(".example:first-child")) first.tabIndex = 0;
}
