/** The digits of an answer of lines "1: 0", "2: 7", …; undefined unless they are exactly 1…count in order. */
export function parseLevels(answer: string, count: number): Float64Array | undefined {
  const lines = answer.trim().split(/\r?\n/);
  if (lines.length !== count) return undefined;
  const levels = lines.map((line, i) => {
    const [, number, level] = /^\s*(\d+): ?(\d)\s*$/.exec(line) ?? [];
    return Number(number) === i + 1 ? Number(level) : NaN;
  });
  return levels.some(Number.isNaN) ? undefined : Float64Array.from(levels);
}
