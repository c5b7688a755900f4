import { access } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import type { HookPoint } from "#lib/engine/hook-point.ts";
import { readJson } from "#lib/engine/model-directory.ts";
import { type ModelLayout, parseHookName } from "#lib/sae/formats/hook-name.ts";

/** What may be laid beside files that say nothing of where they read: `{"hook_name": "blocks.5.hook_resid_post"}`. */
export const hookFile = "cfg.json";

// What reads one point and writes another cannot be told from an autoencoder by these files.
const Written = z.looseObject({ hook_name: z.string(), hook_name_out: z.undefined().optional() });

/** @throws AppError bad_request when the file is there and names no hook point of the model. */
export async function findWrittenHook(model: ModelLayout, directory: string): Promise<HookPoint | undefined> {
  const isThere = await access(join(directory, hookFile)).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const written = Written.safeParse(await readJson(directory, hookFile));
  const hook = written.success ? parseHookName(model, written.data.hook_name) : undefined;
  if (hook) return hook;
  throw badRequest(
    `${hookFile} must name one hook_name that this engine has in this model and no hook_name_out; write one such as blocks.5.hook_resid_post, or remove the file.`,
  );
}
