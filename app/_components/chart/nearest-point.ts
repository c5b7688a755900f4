import type { ScatterPoint } from "./pack-scatter.ts";

/** The point nearest to (x, y), all in shares of the axes; `aspect` = width / height makes near mean near on the screen. */
export function nearestPoint(
  points: readonly ScatterPoint[],
  x: number,
  y: number,
  aspect: number,
): ScatterPoint | undefined {
  let best: ScatterPoint | undefined;
  let bestDistance = Infinity;
  for (const point of points) {
    const distance = ((point.x - x) * aspect) ** 2 + (point.y - y) ** 2;
    if (distance < bestDistance) {
      bestDistance = distance;
      best = point;
    }
  }
  return best;
}
