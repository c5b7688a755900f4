const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** 12,345 */
export function formatCount(value: number): string {
  return whole.format(value);
}

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });

/** 7.3M; for magnitudes, never where the exact count matters. */
export function formatMagnitude(value: number): string {
  return compact.format(value);
}

/** Three significant digits, plainly: 8.21, 0.043, 12.4, −3.10. A true zero is 0. */
export function formatValue(value: number): string {
  if (value === 0) return "0";
  const text = Math.abs(value) >= 1000 ? whole.format(value) : trimExponent(value.toPrecision(3));
  return text.replace("-", "−");
}

/** Inverse of `formatValue`, to its three digits. */
export function parseValue(text: string): number {
  return Number(text.replace("−", "-").replaceAll(",", ""));
}

/** A share as a percentage with three significant digits: 12.4%, 0.0123%. */
export function formatShare(share: number): string {
  if (share === 0) return "0%";
  if (share < 1e-6) return "<0.0001%";
  return `${Number((share * 100).toPrecision(3))}%`;
}

/** How rare something is, in words people compare: "1 in 812". */
export function formatOneIn(share: number): string {
  if (share <= 0) return "never";
  const every = 1 / share;
  return `1 in ${every < 10 ? String(Number(every.toPrecision(2))) : whole.format(every < 1000 ? every : roundTo(every, 3))}`;
}

/** 42 s, 3 min 5 s, 2 h 10 min */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return total % 60 === 0 ? `${minutes} min` : `${minutes} min ${total % 60} s`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** An ISO time as 2031-04-05 06:07 UTC, the same on every machine. */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** The first twelve digits of a content hash: enough to compare by eye. */
export function formatHash(hash: string): string {
  return hash.replace(/^sha256:/, "").slice(0, 12);
}

/** "1 token", "2 tokens" */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function roundTo(value: number, digits: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) + 1 - digits);
  return Math.round(value / unit) * unit;
}

/** `toPrecision` turns to exponents below 1e-6; people read decimals. */
function trimExponent(text: string): string {
  return text.includes("e") ? Number(text).toFixed(8).replace(/0+$/, "") : text;
}
