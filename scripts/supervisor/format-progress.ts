import type { ProgressLine } from "#scripts/supervisor/progress.ts";

const TITLE_COLUMNS_MAX = 48;
const BAR_COLUMNS_MIN = 10;
const BAR_COLUMNS_MAX = 32;
const FULL = "━";
const EMPTY = "─";

/** A bar of at most `columns`: title, bar, share, rate, time left. */
export function formatBar(line: ProgressLine, columns: number): string {
  const share = shareOf(line);
  const figures = `${formatShare(share)}  ${rateWords(line)}`;
  const titleColumns = Math.max(0, Math.min(TITLE_COLUMNS_MAX, columns - figures.length - BAR_COLUMNS_MIN - 6));
  const title = fit(line.title, titleColumns);
  const barColumns = Math.min(BAR_COLUMNS_MAX, columns - titleColumns - figures.length - 6);
  if (barColumns < BAR_COLUMNS_MIN) return fit(`${line.title} ${figures}`, Math.max(0, columns - 1));
  const full = Math.round(share * barColumns);
  return `  ${title}  ${FULL.repeat(full)}${EMPTY.repeat(barColumns - full)} ${figures}`;
}

/** The same in one sentence, for a log. */
export function formatProgress(line: ProgressLine): string {
  const amount = line.total > 0 ? `${count(line.done)} of ${count(line.total)} ${line.unit}` : "starting";
  return [`${line.title}: ${formatShare(shareOf(line)).trim()}`, amount, rateWords(line)].filter(Boolean).join(", ");
}

/** What is left in the terminal when it has ended. */
export function formatEnding(line: ProgressLine, seconds: number): string {
  const word = line.state === "cancelled" ? "cancelled" : line.state === "failed" ? "failed" : "done";
  return `  ${word}: ${line.title}, ${count(line.done)} ${line.unit} in ${duration(seconds)}`;
}

/** 0:42, 3:07, 1:02:09 */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const shareOf = ({ done, total }: ProgressLine): number => (total > 0 ? Math.min(1, done / total) : 0);

const formatShare = (share: number): string => `${Math.floor(share * 100)}%`.padStart(4);

const count = (value: number): string => Math.round(value).toLocaleString("en-US");

function rateWords({ rate, unit, secondsLeft }: ProgressLine): string {
  if (rate <= 0) return "";
  const left = secondsLeft === undefined ? "" : `  ${duration(secondsLeft)} left`;
  return `${rate >= 10 ? count(rate) : rate.toFixed(1)} ${unit}/s${left}`;
}

function fit(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, Math.max(0, columns - 1))}…` : text.padEnd(columns);
}
