import { roundToFloat16 } from "#lib/stats/float16.ts";

/** What every feature of one source did on an indexed text, feature by feature. */
export type Observation = {
  features: number;
  tokens: number;
  /** Entries of feature f: `starts[f]…starts[f+1]`. */
  starts: Uint32Array;
  /** [entries] positions in the text, ascending within a feature */
  positions: Uint32Array;
  /** [entries] activations above zero, rounded to float16 as the catalog's are */
  values: Float32Array;
};

/** One feature's part of an observation; views. */
export type ObservedFeature = { positions: Uint32Array; values: Float32Array };

const ENTRIES_FIRST = 1 << 16;

/** Collects sparse activations in the order of the text and turns them round, from tokens to features. */
export class ObservationBuilder {
  readonly #features: number;
  #indices = new Uint32Array(ENTRIES_FIRST);
  #positions = new Uint32Array(ENTRIES_FIRST);
  #values = new Float32Array(ENTRIES_FIRST);
  #entries = 0;
  #tokens = 0;

  /** @param features width of the source */
  constructor(features: number) {
    this.#features = features;
  }

  /**
   * Adds the next sequence.
   * @param indices,values [rows × k] sparse activations; value 0 means unused
   * @param firstRow row of the sequence's first counted token (the one after its lead)
   * @param tokens counted tokens of the sequence
   */
  add(
    indices: Int32Array,
    values: Float32Array,
    { k, firstRow, tokens }: { k: number; firstRow: number; tokens: number },
  ): void {
    this.#reserve(tokens * k);
    for (let token = 0; token < tokens; token++) {
      const from = (firstRow + token) * k;
      for (let entry = from; entry < from + k; entry++) {
        const value = values[entry] ?? 0;
        if (!(value > 0)) continue;
        const rounded = roundToFloat16(value);
        if (rounded === 0) continue;
        this.#indices[this.#entries] = indices[entry] ?? 0;
        this.#positions[this.#entries] = this.#tokens + token;
        this.#values[this.#entries] = rounded;
        this.#entries += 1;
      }
    }
    this.#tokens += tokens;
  }

  finish(): Observation {
    const starts = new Uint32Array(this.#features + 1);
    for (let entry = 0; entry < this.#entries; entry++) {
      const after = (this.#indices[entry] ?? 0) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let feature = 0; feature < this.#features; feature++)
      starts[feature + 1] = (starts[feature + 1] ?? 0) + (starts[feature] ?? 0);
    const next = starts.slice();
    const positions = new Uint32Array(this.#entries);
    const values = new Float32Array(this.#entries);
    for (let entry = 0; entry < this.#entries; entry++) {
      const feature = this.#indices[entry] ?? 0;
      const at = next[feature] ?? 0;
      positions[at] = this.#positions[entry] ?? 0;
      values[at] = this.#values[entry] ?? 0;
      next[feature] = at + 1;
    }
    return { features: this.#features, tokens: this.#tokens, starts, positions, values };
  }

  #reserve(more: number): void {
    const needed = this.#entries + more;
    if (needed <= this.#positions.length) return;
    const length = Math.max(needed, 2 * this.#positions.length);
    this.#indices = grow(this.#indices, new Uint32Array(length));
    this.#positions = grow(this.#positions, new Uint32Array(length));
    this.#values = grow(this.#values, new Float32Array(length));
  }
}

function grow<A extends Uint32Array | Float32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

export function observedFeature({ starts, positions, values }: Observation, feature: number): ObservedFeature {
  const from = starts[feature] ?? 0;
  const end = starts[feature + 1] ?? 0;
  return { positions: positions.subarray(from, end), values: values.subarray(from, end) };
}
