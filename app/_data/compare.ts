import "server-only";
import { setTimeout } from "node:timers/promises";
import { headers } from "next/headers";
import { findFeatureView } from "#app/_data/features.ts";
import { findTarget } from "#app/_data/search-target.ts";
import { clientOf, textSearchRateLimit } from "#lib/api/rate-limit.ts";
import { type FeatureAddress, formatFeatureAddress, parseFeatureAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { compareFeatures } from "#lib/compare/compare-features.ts";
import { COMPARED_MAX } from "#lib/compare/limits.ts";
import type { Comparison } from "#lib/compare/schema.ts";
import { getDb } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";

/** The features of a page's address, and a sentence for each part of it that names none. */
export type NamedFeatures = { features: FeatureDetail[]; problems: string[] };

/** Reads what was typed or linked: each feature once, in its order, as many as can be compared. */
export async function findNamedFeatures(names: readonly string[]): Promise<NamedFeatures> {
  const features = new Map<string, FeatureDetail>();
  const problems: string[] = [];
  for (const name of new Set(names.map((typed) => typed.trim()).filter((typed) => typed !== ""))) {
    const feature = await findNamed(name);
    if (typeof feature === "string") problems.push(feature);
    else if (features.size < COMPARED_MAX || features.has(formatFeatureAddress(feature)))
      features.set(formatFeatureAddress(feature), feature);
    else
      problems.push(
        `At most ${COMPARED_MAX} features stand side by side; ${formatFeatureAddress(feature)} is left out.`,
      );
  }
  return { features: [...features.values()], problems };
}

async function findNamed(name: string): Promise<FeatureDetail | string> {
  const shown = `“${name.slice(0, 100)}”`;
  const address = await readAddress(name);
  if (typeof address === "string") return `${shown} ${address}`;
  const view = await findFeatureView(address.model, address.source, address.index);
  return view?.feature ?? `${shown} is not in the catalog.`;
}

/** `4-res-4k/123` is enough where one model has such a source. @returns what is wrong, as the end of a sentence */
async function readAddress(name: string): Promise<FeatureAddress | string> {
  const whole = parseFeatureAddress(name);
  if (whole) return whole;
  const target = await findTarget(name);
  if (target?.kind === "features") return "is in sources of several models; put the model before it.";
  const found = target && parseFeatureAddress(target.path.slice(1));
  return found ?? "is not the address of a feature, such as 4-res-4k/123.";
}

export type ComparisonOutcome =
  | { kind: "answered"; comparison: Comparison }
  | { kind: "incomparable"; reason: string }
  | { kind: "failed"; reason: string };

/** So long a page waits for the answer, so that it works without a script; later it is streamed. */
const WAIT_MS = 3_000;

/** What features have in common, or a sentence that says why that is not known; still a promise where a worker takes long. */
export async function askForComparison(
  features: readonly FeatureDetail[],
): Promise<{ common: ComparisonOutcome | Promise<ComparisonOutcome> }> {
  const asked = findComparison(features);
  const known = await Promise.race([asked, setTimeout(WAIT_MS)]);
  return { common: known ?? asked };
}

async function findComparison(features: readonly FeatureDetail[]): Promise<ComparisonOutcome> {
  const models = new Set(features.map(({ model }) => model)).size;
  if (models > 1) {
    const reason = `These are features of ${models} models, which share neither tokens nor directions: only what they are said to be, and where they fire, can be compared.`;
    return { kind: "incomparable", reason };
  }
  try {
    textSearchRateLimit.take(clientOf({ headers: await headers() }));
    return { kind: "answered", comparison: await compareFeatures(getDb(), features) };
  } catch (error) {
    if (error instanceof AppError) return { kind: "failed", reason: error.message };
    throw error;
  }
}
