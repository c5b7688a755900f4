import { existsSync } from "node:fs";
import { badRequest } from "#lib/errors.ts";
import { type HubOptions, openHubRepository } from "#lib/weights/hub-repository.ts";
import { openLocalRepository } from "#lib/weights/local-repository.ts";
import type { Repository } from "#lib/weights/repository.ts";

const HUB_ID = /^[\w-][\w.-]*\/[\w.-]+$/;

/** A folder on this machine, where there is one of that name, or a repository of the hub. @throws AppError bad_request */
export async function openRepository(given: string, hub: HubOptions): Promise<Repository> {
  if (existsSync(given) || given.startsWith(".") || given.startsWith("/")) return openLocalRepository(given);
  if (HUB_ID.test(given)) return openHubRepository(given, hub);
  throw badRequest(`${given} is neither a folder here nor a hub id such as openai-community/gpt2.`);
}
