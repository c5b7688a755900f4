/** hamming.wat, assembled; sketches.test.ts holds it to that. */
export const HAMMING_CODE =
  "AGFzbQEAAAABEgJgBn9/f39/fwBgBH9/f38BfwMDAgABBQMBAAEHGwMGbWVtb3J5AgAHbWVhc3VyZQAABHBpY2sAAQq0AgK2AQMCfwF7AX8DQCAAIAJq" +
  "IQYgAyEH/QwAAAAAAAAAAAAAAAAAAAAAIQgDQCAIIAD9AAQAIAf9AAQA/VH9Yv1uIQggB0EQaiEHIABBEGoiACAGSQ0ACyAI/X39fyEIIAggCCAI/Q0I" +
  "CQoLDA0ODwABAgMEBQYH/a4BIQggCP0bACAI/RsBaiEJIAQgCTsBACAEQQJqIQQgBSAJQQJ0aiEHIAcgBygCAEEBajYCACABQQFrIgENAAsLegEDfyAD" +
  "IQYDQCAAIARBAXRq/QAEACAC/RD9NP1TBEAgBEEIaiEFIAUgAUsEQCABIQULA0AgACAEQQF0ai8BACACTQRAIAMgBDsBACADQQJqIQMLIARBAWoiBCAF" +
  "SQ0ACwUgBEEIaiEECyAEIAFJDQALIAMgBmtBAXYL";

/** Rows that lie together. */
export const BLOCK_ROWS = 1_024;
const PAGE_BYTES = 65_536;
/** In the first page: the query, the rows that were picked, and how many rows are at each distance. */
const [QUERY, PICKED, COUNTS] = [0, 1_024, 4_096];
/** Then blocks: a distance of each row, and the rows. */
const BLOCKS = PAGE_BYTES;
const DISTANCES_BYTES = 2 * BLOCK_ROWS;
/** 16 bytes hold so many numbers. */
const STEP = 128;
/** Of more than so many numbers the others are not looked at (hamming.wat). */
export const SKETCH_BITS_MAX = 31 * STEP;

/** Directions in one bit a number, its sign: they tell the near from the far in an eighth of the bytes, and of the time. */
export type Sketches = {
  /** Room for {@link BLOCK_ROWS} more. @returns its number */
  addBlock(): number;
  write(block: number, row: number, vector: Float32Array): void;
  move(from: [block: number, row: number], to: [block: number, row: number]): void;
  /** What is measured from now on is how far rows are from this. */
  aim(vector: Float32Array): void;
  /** Measures the first rows of a block: how many bits are others. */
  measure(block: number, rows: number): void;
  /** The smallest distance that so many of all measured rows keep, or the largest there is. */
  boundOf(count: number): number;
  /** Which of the first rows of a block are no farther, once it was measured. Overwritten by the next call. */
  pick(block: number, rows: number, bound: number): Uint16Array;
};

type Hamming = {
  memory: WebAssembly.Memory;
  measure(row: number, rows: number, width: number, query: number, distances: number, counts: number): void;
  pick(distances: number, rows: number, bound: number, picked: number): number;
};

export function createSketches(dimensions: number): Sketches {
  const bits = Math.min(dimensions, SKETCH_BITS_MAX);
  const width = (Math.ceil(bits / STEP) * STEP) / 8;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(HAMMING_CODE, "base64")));
  const hamming = exports as Hamming; // As hamming.wat says.
  let bytes = new Uint8Array(hamming.memory.buffer);
  let blocks = 0;
  const distancesOf = (block: number): number => BLOCKS + block * (DISTANCES_BYTES + BLOCK_ROWS * width);
  const placeOf = (block: number, row: number): number => distancesOf(block) + DISTANCES_BYTES + row * width;
  const counts = () => new Uint32Array(bytes.buffer, COUNTS, bits + 1);
  const write = (at: number, vector: Float32Array): void => {
    for (let first = 0; first < bits; first += 8) {
      let byte = 0;
      for (let i = first; i < first + 8 && i < bits; i++) if ((vector[i] ?? 0) > 0) byte |= 1 << (i - first);
      bytes[at + first / 8] = byte;
    }
  };
  return {
    addBlock() {
      const lacking = distancesOf(blocks + 1) - bytes.length;
      if (lacking > 0) {
        hamming.memory.grow(Math.ceil(lacking / PAGE_BYTES));
        bytes = new Uint8Array(hamming.memory.buffer);
      }
      return blocks++;
    },
    write: (block, row, vector) => write(placeOf(block, row), vector),
    move: (from, to) => void bytes.copyWithin(placeOf(...to), placeOf(...from), placeOf(...from) + width),
    aim(vector) {
      write(QUERY, vector);
      counts().fill(0);
    },
    measure(block, rows) {
      if (rows > 0) hamming.measure(placeOf(block, 0), rows, width, QUERY, distancesOf(block), COUNTS);
    },
    boundOf(count) {
      let kept = 0;
      for (const [distance, rows] of counts().entries()) if ((kept += rows) >= count) return distance;
      return bits;
    },
    pick(block, rows, bound) {
      const picked = rows > 0 ? hamming.pick(distancesOf(block), rows, bound, PICKED) : 0;
      return new Uint16Array(bytes.buffer, PICKED, picked);
    },
  };
}
