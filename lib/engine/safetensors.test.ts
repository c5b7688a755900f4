import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { openSafetensors } from "#lib/engine/safetensors.ts";
import { encodeSafetensors, joinSafetensors } from "#lib/engine/testing/write-safetensors.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "safetensors-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function openBytes(bytes: Uint8Array) {
  const path = join(directory, "file.safetensors");
  await writeFile(path, bytes);
  return openSafetensors(path);
}

describe("values", () => {
  test("F32, F16 and BF16 widen exactly, subnormals and infinities included", async () => {
    const file = await openBytes(
      encodeSafetensors({
        f32: { dtype: "F32", shape: [2], data: Float32Array.of(1.5, -1e-40) },
        f16: {
          dtype: "F16",
          shape: [2, 3],
          data: Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00, 0x7e00, 0x8000),
        },
        bf16: { dtype: "BF16", shape: [2], data: Uint16Array.of(0x3f80, 0xc0a0) },
      }),
    );
    expect([...(await file.readFloat32("f32", [2]))]).toEqual([...Float32Array.of(1.5, -1e-40)]);
    expect([...(await file.readFloat32("f16", [2, 3]))]).toEqual([1, -2, 2 ** -24, Infinity, NaN, -0]);
    expect([...(await file.readFloat32("bf16", [2]))]).toEqual([1, -5]);
  });

  test("F64 is rounded, and a slice is what the whole tensor has there", async () => {
    const data = Float64Array.from({ length: 24 }, (_, i) => i + 1 / 3);
    const file = await openBytes(encodeSafetensors({ a: { dtype: "F64", shape: [2, 3, 4], data } }));
    const whole = await file.readFloat32("a", [2, 3, 4]);
    expect(whole[5]).toBe(Math.fround(5 + 1 / 3));
    expect([...(await file.readFloat32Slice("a", [2, 3, 4], 1))]).toEqual([
      ...whole.subarray(4, 8),
      ...whole.subarray(16, 20),
    ]);
  });

  test("a tensor that lies beyond 4 GiB of its file is read from there", async () => {
    const path = join(directory, "large.safetensors");
    const before = 2 ** 32 + 4;
    const header = JSON.stringify({
      before: { dtype: "U8", shape: [before], data_offsets: [0, before] },
      after: { dtype: "F32", shape: [2, 1, 2], data_offsets: [before, before + 16] },
    });
    await writeFile(path, joinSafetensors(header, new Uint8Array()));
    const file = await open(path, "r+");
    // All before it is a hole, which takes no room on the disk.
    await file.write(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer), 0, 16, 8 + header.length + before);
    await file.close();
    const { readFloat32, readFloat32Slice } = await openSafetensors(path);
    expect([...(await readFloat32("after", [2, 1, 2]))]).toEqual([1, 2, 3, 4]);
    expect([...(await readFloat32Slice("after", [2, 1, 2], 0))]).toEqual([1, 2, 3, 4]);
  });

  test("empty tensors, scalars and metadata are allowed", async () => {
    const file = await openBytes(
      encodeSafetensors({
        empty: { dtype: "F32", shape: [0, 4], data: new Float32Array(0) },
        scalar: { dtype: "F32", shape: [], data: Float32Array.of(3) },
      }),
    );
    expect(await file.readFloat32("empty", [0, 4])).toHaveLength(0);
    expect([...(await file.readFloat32("scalar", []))]).toEqual([3]);
    expect((await openBytes(joinSafetensors('{"__metadata__":{"format":"pt"}}', new Uint8Array()))).tensors.size).toBe(
      0,
    );
  });
});

const four = new Uint8Array(4);
const entry = (dtype: unknown, shape: unknown, offsets: unknown) => ({
  dtype,
  shape,
  data_offsets: offsets,
});
const file = (tensors: object, data: Uint8Array) => joinSafetensors(JSON.stringify(tensors), data);

describe("hostile files are refused with a sentence", () => {
  test.each([
    ["an empty file", new Uint8Array(), "too short"],
    ["a truncated length", new Uint8Array(7), "too short"],
    ["a header longer than the file", joinSafetensors("{}", four, 1000n), "ends inside its header"],
    ["a header above the limit", joinSafetensors("{}", four, 2n ** 63n), "above the limit"],
    ["a header that is not JSON", joinSafetensors("{]", new Uint8Array()), "not a JSON object"],
    [
      "a header that is not UTF-8",
      Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from([0xff, 0xfe])]),
      "not a JSON object",
    ],
    ["a header that is a list", joinSafetensors("[]", new Uint8Array()), "not a JSON object"],
    ["an entry that is null", file({ a: null }, four), "without a valid dtype"],
    ["a missing offset", file({ a: entry("F32", [1], [0]) }, four), "without a valid dtype"],
    ["a negative size", file({ a: entry("F32", [-1], [0, 4]) }, four), "without a valid dtype"],
    ["a fractional size", file({ a: entry("F32", [0.5], [0, 4]) }, four), "without a valid dtype"],
    ["an unsafe size", file({ a: entry("F32", [1e300], [0, 4]) }, four), "without a valid dtype"],
    ["too many dimensions", file({ a: entry("F32", Array(9).fill(1), [0, 4]) }, four), "without a valid dtype"],
    ["sizes that overflow", file({ a: entry("F32", [2 ** 40, 2 ** 40], [0, 4]) }, four), "needs"],
    ["an unknown dtype", file({ a: entry("F24", [1], [0, 4]) }, four), "unknown dtype"],
    ["a dtype named like a method", file({ a: entry("toString", [1], [0, 4]) }, four), "unknown dtype"],
    ["bytes that do not match the shape", file({ a: entry("F32", [2], [0, 4]) }, four), "needs 8"],
    ["offsets in reverse", file({ a: entry("F32", [1], [4, 0]) }, four), "needs 4"],
    ["offsets past the end", file({ a: entry("F32", [2], [0, 8]) }, four), "header describes"],
    [
      "overlapping tensors",
      file({ a: entry("F32", [1], [0, 4]), b: entry("F32", [1], [2, 6]) }, new Uint8Array(6)),
      "overlaps",
    ],
    [
      "a gap between tensors",
      file({ a: entry("F32", [1], [0, 4]), b: entry("F32", [1], [5, 9]) }, new Uint8Array(9)),
      "leaves a gap",
    ],
    ["bytes after the last tensor", file({ a: entry("F32", [1], [0, 4]) }, new Uint8Array(5)), "header describes"],
  ])("%s", async (_name, bytes, message) => {
    const opening = openBytes(bytes);
    await expect(opening).rejects.toBeInstanceOf(AppError);
    await expect(opening).rejects.toThrow(message);
  });

  test("a missing file, tensor, another shape or a whole-number dtype", async () => {
    await expect(openSafetensors(join(directory, "absent"))).rejects.toThrow("could not be opened");
    const opened = await openBytes(encodeSafetensors({ a: { dtype: "I32", shape: [1], data: Int32Array.of(1) } }));
    await expect(opened.readFloat32("b", [1])).rejects.toThrow("has no tensor b");
    await expect(opened.readFloat32("a", [1, 1])).rejects.toThrow("has shape [1]");
    await expect(opened.readFloat32("a", [1])).rejects.toThrow("convert it to F32");
  });
});
