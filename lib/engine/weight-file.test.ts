import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { createGraph } from "#lib/engine/graph.ts";
import { float32Data } from "#lib/engine/tensor-data.ts";
import { createStore, withWeightFile } from "#lib/engine/weight-file.ts";

/** The most that Node writes in one call. */
const NODE_BYTES_MAX = 2 ** 31 - 1;

test("weights larger than Node writes at once are written whole, each from a page on", async () => {
  let [end, largest] = [0, 0];
  const store = createStore({
    // Nothing touches what it is given, so that three gigabytes take no memory.
    async write(buffer: Uint8Array, _offset?: unknown, length?: unknown, position?: unknown) {
      const bytesWritten = Number(length);
      largest = Math.max(largest, bytesWritten);
      end = Math.max(end, Number(position) + bytesWritten);
      return { bytesWritten, buffer };
    },
  } as Parameters<typeof createStore>[0]); // write has other signatures, which a store does not use
  expect(await store.put(new Uint8Array(3 * 2 ** 30 + 1))).toBe(0);
  expect(end).toBe(3 * 2 ** 30 + 1);
  expect(largest).toBeLessThanOrEqual(NODE_BYTES_MAX);
  expect(await store.put(new Uint8Array(8))).toBe(3 * 2 ** 30 + 2 ** 16);
});

test("onnxruntime finds weights that lie beyond 4 GiB of the file", async () => {
  const size = 1 << 15;
  const graph = createGraph();
  const x = graph.input("x", "float32", [size]);
  const weight = graph.weight("weight", [size], () => Float32Array.from({ length: size }, (_, i) => i));
  const sum = graph.node("Add", [x, weight]);
  const results = await withWeightFile(async (folder, { location }) => {
    // All before it is a hole, which takes no room on the disk.
    const offset = 2 ** 32 + 2 ** 16;
    const file = await open(join(folder, location), "r+");
    const put = async (bytes: Uint8Array) => {
      await file.write(bytes, 0, bytes.length, offset);
      return offset;
    };
    await writeFile(join(folder, "model.onnx"), await graph.serialize([sum], { location, put }));
    await file.close();
    const session = await InferenceSession.create(join(folder, "model.onnx"));
    const found = await session.run({ x: new Tensor("float32", new Float32Array(size).fill(0.5), [size]) });
    await session.release();
    return found;
  });
  const values = float32Data(results, sum);
  expect([values[0], values[1], values.at(-1)]).toEqual([0.5, 1.5, size - 0.5]);
});
