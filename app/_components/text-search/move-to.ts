/** Where a key moves in a row of `count`; undefined for a key that does not, and in an empty row. */
export function moveTo(key: string, { from, count }: { from: number; count: number }): number | undefined {
  if (count === 0) return undefined;
  const within = (position: number) => Math.min(count - 1, Math.max(0, position));
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return within(from + 1);
    case "ArrowLeft":
    case "ArrowUp":
      return within(from - 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
