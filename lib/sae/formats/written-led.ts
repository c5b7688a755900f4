import { z } from "zod";
import { readJson } from "#lib/engine/model-directory.ts";
import { badRequest } from "#lib/errors.ts";
import { oneLine } from "#lib/sae/formats/config.ts";

/** SAELens' file; beside a source in another format it may be laid, as for its hook point. */
const configFile = "cfg.json";

const PrependBos = z.looseObject({ prepend_bos: z.boolean().nullish() });
const Written = PrependBos.extend({ metadata: PrependBos.nullish() });

/**
 * Whether a source's configuration says that texts began with BOS in its training: `prepend_bos`, at the top (as SAELens wrote
 * it before version 6) or in `metadata`.
 * @returns undefined where it says nothing
 * @throws AppError bad_request where it says neither yes nor no
 */
export async function findWrittenLed(directory: string): Promise<boolean | undefined> {
  const json = await readJson(directory, configFile).catch(() => undefined); // Not every format has one.
  const written = Written.optional().safeParse(json);
  if (!written.success)
    throw badRequest(`prepend_bos in ${configFile} must be true or false: ${oneLine(written.error)}`, {
      cause: written.error,
    });
  return written.data?.metadata?.prepend_bos ?? written.data?.prepend_bos ?? undefined;
}
