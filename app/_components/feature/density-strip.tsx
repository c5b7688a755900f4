import type { ReactNode } from "react";
import type { DensityProfile } from "./density-profile.ts";

const WIDTH = 320;
const HEIGHT = 30;

/** The source's densities as a small silhouette over a log axis, with a tick where this feature stands. */
export function DensityStrip({ profile, density }: { profile: DensityProfile; density: number }): ReactNode {
  const { low, high, counts } = profile.histogram;
  const tallest = Math.max(...counts, 1);
  const step = WIDTH / counts.length;
  const outline = counts
    .map((count, bin) => `${round(bin * step)},${round(HEIGHT - (count / tallest) * (HEIGHT - 4))}h${round(step)}`)
    .join("L");
  const at = round(((Math.log10(density) - low) / (high - low)) * WIDTH);
  return (
    <figure className="my-1.5">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-8 w-full" preserveAspectRatio="none" aria-hidden="true">
        <path d={`M0,${HEIGHT}L${outline}V${HEIGHT}z`} fill="var(--color-rule)" />
        <path d={`M${at},0V${HEIGHT}`} stroke="var(--color-lit)" strokeWidth="3" vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="flex justify-between text-note text-quiet">
        <span>{formatPower(low)}</span>
        <span>{formatPower(high)}</span>
      </figcaption>
    </figure>
  );
}

const round = (value: number) => Math.round(value * 10) / 10;

const formatPower = (exponent: number) =>
  exponent === 0 ? "all" : `1 in ${(10 ** -exponent).toLocaleString("en-GB")}`;
