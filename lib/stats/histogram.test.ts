import { expect, test } from "vitest";
import { float16ToNumber } from "#lib/stats/float16.ts";
import {
  addHistogramCells,
  createHistograms,
  displayHistogram,
  type DoublingHistograms,
  histogramBinWidth,
  histogramQuantile,
  histogramTotal,
  mergeHistogram,
} from "#lib/stats/histogram.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

const random = createRandom(11);
const randomBits = (n: number, low = 1, high = 0x7bff) =>
  Uint32Array.from({ length: n }, () => low + Math.floor(random() ** 2 * (high - low + 1)));

function histogramOf(bits: Uint32Array, step = bits.length) {
  const histograms = createHistograms(2);
  for (let from = 0; from < bits.length; from += step) {
    const to = Math.min(bits.length, from + step);
    expect(addHistogramCells(histograms, 1, bits, from, to)).toBe(Math.max(...bits.subarray(from, to)));
  }
  return histograms;
}

/** Comparing strings is much faster than comparing long arrays entry by entry. */
const plain = ({ exponents, counts }: DoublingHistograms) => `${exponents.join()} ${counts.join()}`;

test("the state depends on the set of values only: any order, any chunks, any merge", () => {
  for (let round = 0; round < 60; round++) {
    const bits = randomBits(1 + Math.floor(random() * 200), 1, [0x7bff, 0x5000, 0x3ff][round % 3]);
    const whole = histogramOf(bits);
    expect(plain(histogramOf(bits.toReversed(), 1 + Math.floor(random() * 9)))).toEqual(plain(whole));
    const cut = Math.floor(random() * bits.length);
    const merged = histogramOf(bits.subarray(cut));
    mergeHistogram(merged, histogramOf(bits.subarray(0, cut)), 1);
    expect(plain(merged)).toEqual(plain(whole));
    expect(histogramTotal(whole, 0)).toBe(0);
  }
});

test("display bins are equal, 52 to 64, and count exactly the values between their edges", () => {
  for (let round = 0; round < 100; round++) {
    const bits = randomBits(300, 0x400, 0x4000 + Math.floor(random() * 0x3bff));
    const values = Array.from(bits, float16ToNumber);
    const max = Math.max(...values);
    const { low, high, counts } = displayHistogram(histogramOf(bits), 1, max);
    const width = (high - low) / counts.length;
    expect(counts.length).toBeGreaterThanOrEqual(52);
    expect(counts.length).toBeLessThanOrEqual(64);
    expect(high).toBeGreaterThan(max);
    expect(high - width).toBeLessThanOrEqual(max);
    const expected = new Uint32Array(counts.length);
    for (const value of values) expected[Math.floor(value / width)] = (expected[Math.floor(value / width)] ?? 0) + 1;
    expect(counts).toEqual(expected);
  }
});

test("quantiles are within one bin width of the exact ones, and the last is the maximum", () => {
  for (let round = 0; round < 100; round++) {
    const bits = randomBits(1 + Math.floor(random() * 500), 0x3000, 0x5800);
    const sorted = Array.from(bits, float16ToNumber).sort((a, b) => a - b);
    const max = sorted[sorted.length - 1] ?? 0;
    const histograms = histogramOf(bits);
    for (const probability of [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1]) {
      const exact = sorted[Math.max(1, Math.ceil(probability * sorted.length)) - 1] ?? 0;
      const error = Math.abs(histogramQuantile(histograms, 1, probability, max) - exact);
      expect(error).toBeLessThanOrEqual(histogramBinWidth(histograms, 1));
    }
    expect(histogramQuantile(histograms, 1, 1, max)).toBe(max);
    expect(histogramBinWidth(histograms, 1)).toBeLessThanOrEqual(max / 256);
  }
});
