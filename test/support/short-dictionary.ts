import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSafetensors, type TensorInfo } from "#lib/engine/safetensors.ts";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";

const WEIGHTS = "sae_weights.safetensors";
const CONFIG = "cfg.json";

/**
 * The first latents of a dictionary in SAELens' layout, as one of its own: it does all that the whole one does, in a
 * fraction of the time, if less well. Of TopK as large a part is kept active: features fire as often as before.
 */
export async function writeShortDictionary(from: string, to: string, features: number): Promise<void> {
  const config: { d_sae: number; k?: number } = JSON.parse(await readFile(join(from, CONFIG), "utf8"));
  const { tensors } = await openSafetensors(join(from, WEIGHTS));
  const file = await open(join(from, WEIGHTS));
  try {
    const short = await Promise.all(
      Array.from(tensors, async ([name, info]) => {
        const data = Buffer.alloc(info.byteLength);
        await file.read(data, 0, info.byteLength, info.byteOffset);
        return [name, shorten(data, info, { from: config.d_sae, to: features })] as const;
      }),
    );
    await mkdir(to, { recursive: true });
    const k = config.k && Math.round((config.k * features) / config.d_sae);
    await writeFile(join(to, CONFIG), JSON.stringify({ ...config, d_sae: features, k }));
    await writeSafetensors(join(to, WEIGHTS), Object.fromEntries(short));
  } finally {
    await file.close();
  }
}

/** Keeps the first of a tensor's latents, whichever axis they lie along; a tensor without any stays as it is. */
function shorten(data: Buffer, { dtype, shape }: TensorInfo, { from, to }: { from: number; to: number }) {
  const axis = shape.indexOf(from);
  if (axis === -1) return { dtype, shape, data };
  const rows = shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const rowBytes = data.length / rows;
  const kept = Array.from({ length: rows }, (_, row) =>
    data.subarray(row * rowBytes, row * rowBytes + (rowBytes / from) * to),
  );
  return { dtype, shape: shape.with(axis, to), data: Buffer.concat(kept) };
}
