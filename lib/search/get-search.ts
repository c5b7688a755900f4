import { getDb } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { readEmbedderSettings } from "#lib/search/embedders/settings.ts";
import { openSearchEngine } from "#lib/search/engines/open-engine.ts";
import { openSearch, type Search } from "#lib/search/open-search.ts";

let shared: Search | undefined;

/** The process-wide search: its directions are read once. @throws AppError unavailable when it is set up wrongly */
export function getSearch(): Search {
  shared ??= openSearch(getDb(), openSearchEngine(getDb()), readSettings());
  return shared;
}

function readSettings(): ReturnType<typeof readEmbedderSettings> {
  try {
    return readEmbedderSettings();
  } catch (error) {
    // Nothing that the client can change.
    if (error instanceof AppError) throw new AppError("unavailable", error.message, { cause: error });
    throw error;
  }
}
