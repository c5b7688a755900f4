import { EXPLAINERS } from "#lib/explain/explainers/registry.ts";

/** Methods that say what a feature promotes, never what it responds to. */
export const OUTPUT_METHODS: readonly string[] = Object.values(EXPLAINERS)
  .filter(({ side }) => side === "output")
  .map(({ name }) => name);
