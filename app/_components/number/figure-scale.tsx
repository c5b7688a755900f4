import type { ReactNode } from "react";

const WIDTH = 160;
const HEIGHT = 16;
const INSET = 5;
/** Less than this share of the scale below 0 is drawn as 0, as it reads. */
const NOUGHT = 0.005;

type Props = {
  value: number;
  /** What it must beat. */
  baseline?: number;
  /** The ends of its interval. */
  interval?: readonly [low: number, high: number];
  /** Where the scale ends. */
  top?: number;
};

/**
 * A figure between 0 and 1 as a point on a hairline, its interval as a bar behind it, with a tick at what it must beat.
 * Everywhere on the site the same way; a value below 0 points out of the scale. The numbers stand beside it, so it is hidden
 * from screen readers.
 */
export function FigureScale({ value, baseline, interval, top = 1 }: Props): ReactNode {
  const x = (figure: number) =>
    Math.round((INSET + Math.min(1, Math.max(0, figure / top)) * (WIDTH - 2 * INSET)) * 10) / 10;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
      className="inline-block max-w-full align-[-3px]"
    >
      <path d={`M${INSET} 8H${WIDTH - INSET}M${INSET} 5v6M${WIDTH - INSET} 5v6`} stroke="var(--color-rule)" />
      {interval === undefined ? null : (
        <path d={`M${x(interval[0])} 8H${x(interval[1])}`} stroke="var(--color-lit)" strokeWidth="3" />
      )}
      {baseline === undefined ? null : <path d={`M${x(baseline)} 2v12`} stroke="var(--color-ink)" strokeWidth="1.5" />}
      {value < -NOUGHT * top ? (
        <path d={`M${INSET - 4} 8l8 -4v8z`} fill="var(--color-held)" />
      ) : (
        <circle cx={x(value)} cy="8" r="4" fill="var(--color-lit)" />
      )}
    </svg>
  );
}
