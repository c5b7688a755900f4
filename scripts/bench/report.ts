/** One measured figure. `better` says what it is held against, where there is something. */
export type Figure = { what: string; value: number; unit: string; note?: string };

/** Figures of one topic as an aligned table. */
export function formatReport(title: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, unit, note = "" }) => [what, formatFigure(value), unit, note]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([what = "", value = "", unit = "", note = ""]) =>
    `  ${what.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)} ${unit.padEnd(widths[2] ?? 0)}  ${note}`.trimEnd(),
  );
  return [title, ...lines, ""].join("\n");
}

/** Three significant digits below a thousand, whole numbers above. */
function formatFigure(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en");
  return Number(value.toPrecision(3)).toString();
}

/** The value of rank ⌈share·n⌉ among `values`. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
