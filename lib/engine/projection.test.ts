import { describe, expect, test } from "vitest";
import { transpose, unitRows } from "#lib/engine/linear.ts";
import { nearestOthers, nearestRows, projectRows } from "#lib/engine/projection.ts";
import { randomNormals } from "#lib/engine/testing/random.ts";

const width = 12;

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
const row = (data: Float32Array, i: number): Float32Array => data.subarray(i * width, (i + 1) * width);

describe("projectRows", () => {
  test("equals the plain product of unit rows, whatever the chunks", async () => {
    const [features, tokens] = [70, 50];
    const decoder = randomNormals(features * width, 1);
    const unembedding = randomNormals(width * tokens, 2);
    const columns = transpose(unembedding, width, tokens);
    const seen: number[] = [];
    const collect = (first: number, logits: Float32Array): void => {
      for (let i = 0; i < logits.length / tokens; i++) {
        seen.push(first + i);
        const feature = row(decoder, first + i);
        for (let token = 0; token < tokens; token++) {
          const expected = dot(feature, row(columns, token)) / Math.hypot(...feature);
          expect(logits[i * tokens + token]).toBeCloseTo(expected, 4);
        }
      }
    };
    await projectRows({ data: decoder, width }, unembedding, collect, { chunkRowsMax: 16 });
    expect(seen).toEqual(Array.from({ length: features }, (_, i) => i));
  });

  test("a row of zeros promotes nothing", async () => {
    await projectRows({ data: new Float32Array(width), width }, randomNormals(width * 5, 3), (_first, logits) => {
      expect([...logits]).toEqual([0, 0, 0, 0, 0]);
    });
  });

  test("stops between chunks when aborted", async () => {
    const abort = new AbortController();
    const projecting = projectRows(
      { data: randomNormals(40 * width, 1), width },
      randomNormals(width * 50, 2),
      () => abort.abort(new Error("enough")),
      { signal: abort.signal, chunkRowsMax: 9 },
    );
    await expect(projecting).rejects.toThrow("enough");
  });
});

describe("nearestRows", () => {
  test("equals sorting all cosine similarities", async () => {
    const data = randomNormals(60 * width, 5);
    const unit = unitRows(data, width);
    const { k, indices, similarities } = await nearestRows({ data, width }, 7, { chunkRowsMax: 16 });
    expect(k).toBe(7);
    for (let i = 0; i < 60; i++) {
      const all = Array.from({ length: 60 }, (_, j) => ({
        j,
        similarity: dot(row(unit, i), row(unit, j)),
      }));
      const best = all
        .filter(({ j }) => j !== i)
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, 7);
      expect([...indices.subarray(i * 7, (i + 1) * 7)]).toEqual(best.map(({ j }) => j));
      best.forEach(({ similarity }, n) => expect(similarities[i * 7 + n]).toBeCloseTo(similarity, 5));
    }
  });

  test("equal rows find each other and never themselves", async () => {
    const same = randomNormals(width, 6);
    const { indices } = await nearestRows({ data: Float32Array.from([...same, ...same, ...same, ...same]), width }, 2);
    expect([...indices]).toEqual([1, 2, 0, 2, 0, 1, 0, 1]);
  });

  test("asks for no more neighbours than there are", async () => {
    expect((await nearestRows({ data: randomNormals(3 * width, 7), width }, 10)).k).toBe(2);
    expect((await nearestRows({ data: randomNormals(width, 8), width }, 10)).indices).toHaveLength(0);
  });
});

describe("nearestOthers", () => {
  test("equals sorting the cosine similarities to all others, whatever the chunks", async () => {
    const [data, others] = [randomNormals(40 * width, 11), randomNormals(25 * width, 12)];
    const { k, indices, similarities } = await nearestOthers({ data, width }, { data: others, width }, 4, {
      chunkRowsMax: 16,
    });
    expect(k).toBe(4);
    const [unit, unitOthers] = [unitRows(data, width), unitRows(others, width)];
    for (let i = 0; i < 40; i++) {
      const all = Array.from({ length: 25 }, (_, j) => ({ j, similarity: dot(row(unit, i), row(unitOthers, j)) }));
      const expected = all.toSorted((a, b) => b.similarity - a.similarity || a.j - b.j).slice(0, 4);
      expect([...indices.subarray(i * 4, i * 4 + 4)]).toEqual(expected.map(({ j }) => j));
      expected.forEach(({ similarity }, place) => expect(similarities[i * 4 + place]).toBeCloseTo(similarity, 5));
    }
  });

  test("finds as many as there are, and refuses others of another width", async () => {
    const rows = { data: randomNormals(3 * width, 1), width };
    expect(await nearestOthers(rows, { data: randomNormals(2 * width, 2), width }, 5)).toMatchObject({ k: 2 });
    expect(await nearestOthers(rows, { data: new Float32Array(), width }, 5)).toMatchObject({ k: 0 });
    await expect(nearestOthers(rows, { data: randomNormals(8, 2), width: 4 }, 5)).rejects.toThrow(
      "rows of 12 and of 4",
    );
  });
});
