import { resolve } from "node:path";

const REPOSITORY = resolve(import.meta.dirname, "..");

/** Directories in the catalog and in settings are absolute or start at the repository. */
export const resolveDirectory = (directory: string): string => resolve(REPOSITORY, directory);
