import { HubApiError, listFiles, modelInfo } from "@huggingface/hub";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError, badRequest } from "#lib/errors.ts";
import type { FetchOptions, Repository, RepositoryFile } from "#lib/weights/repository.ts";

export interface HubOptions {
  /** A branch, tag or commit; what it points at now is pinned. */
  readonly revision?: string | undefined;
  /** For repositories that are private or ask for agreement; never logged. */
  readonly token?: string | undefined;
  readonly hubUrl?: string | undefined;
}

const HUB_URL = "https://huggingface.co";
const REVISION = "main";

/** @throws AppError bad_request for a repository that is not there or not open to this token, unavailable without the hub */
export async function openHubRepository(
  id: string,
  { revision = REVISION, token, hubUrl = HUB_URL }: HubOptions = {},
): Promise<Repository> {
  const access = { hubUrl, ...(token === undefined ? {} : { accessToken: token }) };
  const info = await asking(id, hubUrl, () =>
    modelInfo({ name: id, revision, additionalFields: ["sha", "tags"], ...access }),
  );
  const files: RepositoryFile[] = [];
  await asking(id, hubUrl, async () => {
    for await (const entry of listFiles({ repo: id, revision: info.sha, recursive: true, ...access }))
      if (entry.type === "file")
        files.push({
          path: entry.path,
          bytes: entry.lfs?.size ?? entry.size,
          ...(entry.lfs ? { sha256: entry.lfs.oid } : entry.oid === undefined ? {} : { gitSha1: entry.oid }),
        });
  });
  return {
    name: id,
    revision: info.sha,
    licence: info.tags.find((tag) => tag.startsWith("license:"))?.slice("license:".length),
    files,
    async fetch(file, target, options) {
      await mkdir(dirname(target), { recursive: true });
      const path = file.path.split("/").map(encodeURIComponent).join("/");
      const url = `${hubUrl}/${id}/resolve/${info.sha}/${path}`;
      const part = `${target}.part`;
      await asking(id, hubUrl, () => download(url, part, file, { ...options, token }));
      await checkContent(part, file, id);
      await rename(part, target);
    },
  };
}

/** Goes on after what is there already, if the server lets it. */
async function download(
  url: string,
  part: string,
  file: RepositoryFile,
  { onBytes, signal, token }: FetchOptions & { token: string | undefined },
): Promise<void> {
  let done = await stat(part).then(
    ({ size }) => (size <= file.bytes ? size : 0),
    () => 0,
  );
  if (done === file.bytes && done > 0) return onBytes?.(done);
  const headers: Record<string, string> = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(done > 0 ? { range: `bytes=${done}-` } : {}),
  };
  const answer = await fetch(url, { headers, signal: signal ?? null });
  if (!answer.ok || !answer.body) throw new HubApiError(url, answer.status);
  if (answer.status !== 206) done = 0;
  const handle = await open(part, done > 0 ? "r+" : "w");
  try {
    for await (const chunk of answer.body) {
      await handle.write(chunk, 0, chunk.length, done);
      done += chunk.length;
      if (done > file.bytes) break;
      onBytes?.(done);
    }
  } finally {
    await handle.close();
  }
}

/** @throws AppError unavailable, with the file gone, when it is not what the hub says it is */
async function checkContent(part: string, file: RepositoryFile, id: string): Promise<void> {
  const { size } = await stat(part);
  if (size < file.bytes)
    throw new AppError(
      "unavailable",
      `${file.path} of ${id} ended after ${size} of ${file.bytes} bytes; run the command again, it goes on from there.`,
    );
  const expected = file.sha256 ?? file.gitSha1;
  if (size === file.bytes && (expected === undefined || (await hashOf(part, file)) === expected)) return;
  await rm(part, { force: true });
  throw new AppError("unavailable", `${file.path} of ${id} did not arrive as it was sent; run the command again.`);
}

async function hashOf(path: string, { bytes, sha256 }: RepositoryFile): Promise<string> {
  const hash = sha256 === undefined ? createHash("sha1").update(`blob ${bytes}\0`) : createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

/** Says in one sentence what the hub's answer means for whoever asked. */
async function asking<T>(id: string, hubUrl: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof AppError || (cause instanceof Error && cause.name === "AbortError")) throw cause;
    const { host } = new URL(hubUrl);
    if (cause instanceof HubApiError) {
      const { statusCode: status } = cause;
      if (status === 401 || status === 403)
        throw badRequest(
          `${host} does not show ${id} to you: check the name, and if it asks for agreement, agree there and set HF_TOKEN.`,
          { cause },
        );
      if (status === 404) throw badRequest(`${host} has no ${id}, or no such revision or file of it.`, { cause });
      throw new AppError("unavailable", `${host} answered ${status} when asked for ${id}; try again later.`, { cause });
    }
    if (cause instanceof Error && "code" in cause && cause.code === "ENOSPC")
      throw new AppError("unavailable", "The disk is full; free some space and run the command again.", { cause });
    throw new AppError("unavailable", `${host} could not be reached; check the connection and run the command again.`, {
      cause,
    });
  }
}
