import { AppError, badRequest } from "#lib/errors.ts";

/** Every body we take is a few fields; text to run is bounded by its own schema. */
export const BODY_BYTES_MAX = 65_536;

/** A request's JSON, never holding more than the bound. @throws AppError too_large or bad_request */
export async function readJson(request: Request, bytesMax = BODY_BYTES_MAX): Promise<unknown> {
  const tooLarge = new AppError("too_large", `The request's body is over ${bytesMax} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (error) {
    throw badRequest("The request's body is not JSON.", { cause: error });
  }
}
