import type { MapPoint } from "./pack-map.ts";

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] } as const;
export type Arrow = keyof typeof DIRECTIONS;
export const isArrow = (key: string): key is Arrow => Object.hasOwn(DIRECTIONS, key);

/** How much a step aside counts against a step ahead. */
const ASIDE = 2;

/** The point that an arrow key leads to: the nearest one in that direction, what lies aside counting double. */
export function nextPoint(points: readonly MapPoint[], from: MapPoint, arrow: Arrow): MapPoint | undefined {
  const [dx, dy] = DIRECTIONS[arrow];
  let best: { point: MapPoint; distance: number } | undefined;
  for (const point of points) {
    const [x, y] = [point.x - from.x, point.y - from.y];
    const ahead = x * dx + y * dy;
    if (ahead <= 0) continue;
    const distance = ahead + ASIDE * Math.abs(x * dy - y * dx);
    if (!best || distance < best.distance) best = { point, distance };
  }
  return best?.point;
}
