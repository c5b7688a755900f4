import { mix32 } from "#lib/stats/hash.ts";

const CONSONANTS = "bcdfghklmnprstvz";
const VOWELS = "aeiou";

/** Draws whole numbers: a hashed counter, so that equal seeds give equal draws. @returns in [0, bound) */
export function createDraw(seed: number): (bound: number) => number {
  let state = mix32(seed);
  return (bound) => {
    state = (state + 0x9e3779b9) | 0;
    return Math.floor((mix32(state) / 2 ** 32) * bound);
  };
}

/** A word that can be said, another for every number. */
export function nameWord(rank: number): string {
  const syllables: string[] = [];
  // Two syllables at least; the mixing keeps words of neighbouring ranks from being spelt alike.
  let rest = rank + CONSONANTS.length * VOWELS.length;
  while (rest > 0) {
    const code = rest % (CONSONANTS.length * VOWELS.length);
    syllables.push(`${CONSONANTS[Math.floor(code / VOWELS.length)]}${VOWELS[code % VOWELS.length]}`);
    rest = Math.floor(rest / (CONSONANTS.length * VOWELS.length));
  }
  return `${syllables.join("")}${CONSONANTS[rank % CONSONANTS.length]}`;
}

/** Words by Zipf's law: the r-th most frequent is drawn in proportion to 1/r. @param count how many words there are */
export function createZipf(count: number): (draw: (bound: number) => number) => number {
  const cumulative = new Float64Array(count);
  for (let rank = 0, sum = 0; rank < count; rank++) cumulative[rank] = sum += 1 / (rank + 1);
  const whole = cumulative[count - 1] ?? 0;
  return (draw) => {
    const wanted = (draw(2 ** 31) / 2 ** 31) * whole;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
