"use client";
import { useEffect, useState } from "react";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { packExample, type ExampleText } from "./example-text.ts";
import { useFullRange } from "./use-full-range.ts";

type Whole = ReadonlyMap<number, ExampleText>;
type Loaded = { address: string; whole?: Whole; failed: boolean };

/** By sequence, the whole examples of the feature at `address`, asked for once the full range is chosen. */
export function useWholeExamples(address: string | undefined): { whole: Whole | undefined; failed: boolean } {
  const full = useFullRange();
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    if (!full || address === undefined) return undefined;
    let left = false;
    loadExamples(address).then(
      (whole) => left || setLoaded({ address, whole, failed: false }),
      () => left || setLoaded({ address, failed: true }),
    );
    return () => {
      left = true;
    };
  }, [full, address]);
  // What was loaded for the feature before this one holds the same sequences with other values.
  const current = full && loaded?.address === address ? loaded : undefined;
  return { whole: current?.whole, failed: current?.failed ?? false };
}

/** The lists of one page ask at the same time; the last answer serves them all. */
let latest: { address: string; examples: Promise<Whole> } | undefined;

function loadExamples(address: string): Promise<Whole> {
  if (latest?.address !== address) {
    const examples = fetchExamples(address);
    latest = { address, examples };
    examples.catch(() => {
      latest = undefined;
    });
  }
  return latest.examples;
}

async function fetchExamples(address: string): Promise<Whole> {
  const response = await fetch(`/api/v1/features/${address}`);
  if (!response.ok) throw new Error(`The feature answered ${response.status}.`);
  // Our own endpoint, checked against its contract on the other side.
  const feature = (await response.json()) as FeatureDetail;
  const examples = feature.groups.flatMap((group) => group.examples);
  return new Map(examples.map((example) => [example.sequence, packExample(example)]));
}
