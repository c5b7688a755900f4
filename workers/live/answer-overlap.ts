import { setImmediate as nextTurn } from "node:timers/promises";
import pLimit from "p-limit";
import { listPackedTokens } from "#lib/catalog/queries/ingested-sequences.ts";
import { countOverlap, type SequenceValues } from "#lib/compare/count-overlap.ts";
import { type ComparedSource, getComparedSources, listRandomSequences } from "#lib/compare/queries.ts";
import type { Overlap, OverlapRequest } from "#lib/compare/schema.ts";
import { leadTokens } from "#lib/corpus/lead.ts";
import type { Db } from "#lib/db.ts";
import { unitRows } from "#lib/engine/linear.ts";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { notFound } from "#lib/errors.ts";
import { dotProduct } from "#lib/search/unit-vector.ts";
import { unpackTokens } from "#lib/stats/sequences.ts";
import { featureValues } from "#workers/live/feature-values.ts";
import type { LiveSessions, LoadedModel } from "#workers/live/live-sessions.ts";
import { leadOf, longestLead, readText } from "#workers/live/read-text.ts";
import { openSource } from "#workers/open-source.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";

export type AnswerOverlap = (request: OverlapRequest, signal: AbortSignal) => Promise<Overlap>;

/** Answers how much features have in common: where they point, and where they are active. One request at a time. */
export function createOverlapAnswers(db: Db, sessions: LiveSessions): AnswerOverlap {
  const inTurn = pLimit(1);
  return (request, signal) =>
    inTurn(async () => {
      signal.throwIfAborted();
      const began = performance.now();
      const sources = await getComparedSources(db, request);
      const features = request.features.map(({ source: slug, index }) => {
        const place = sources.findIndex((source) => source.slug === slug);
        const source = sources[place];
        if (!source || index >= source.features) throw notFound(`Feature ${request.model}/${slug}/${index}`);
        return { source, place, index };
      });
      const decoderCosine = await compareDecoders(sources, features);
      const loaded = await sessions.open(sources);
      try {
        const leads = sources.map((source) => leadOf(source, loaded.tokenizer));
        const rows = await readRows(db, { loaded, features, leads }, signal);
        return { decoderCosine, rows, elapsedMs: performance.now() - began };
      } finally {
        loaded.release();
      }
    });
}

/** `place`: of its source among those that the graph encodes for. */
type Compared = { source: ComparedSource; place: number; index: number };

type Comparing = { loaded: LoadedModel; features: readonly Compared[]; leads: readonly (number | null)[] };

async function readRows(db: Db, comparing: Comparing, signal: AbortSignal) {
  const { features } = comparing;
  const drawn = await listRandomSequences(
    db,
    features.map(({ source, index }) => ({ sourceId: source.id, index })),
  );
  const known = new Map<string, SequenceValues>();
  const rows: Overlap["rows"] = [];
  for (const [at, ordinals] of drawn.entries()) {
    const { modelId = 0, corpus } = features[at]?.source ?? {};
    const packed = corpus
      ? await listPackedTokens(db, { modelId, corpusId: corpus.id }, new Set(ordinals))
      : new Map<number, Uint8Array>();
    const sequences: SequenceValues[] = [];
    for (const ordinal of ordinals) {
      const tokens = packed.get(ordinal);
      if (!tokens || !corpus) continue; // Its text is no longer stored.
      const key = `${corpus.id} ${ordinal}`;
      // The graph blocks this thread; between two sequences others are answered.
      await nextTurn();
      signal.throwIfAborted();
      const values = known.get(key) ?? (await readSequence(comparing, unpackTokens(tokens), corpus));
      known.set(key, values);
      sequences.push(values);
    }
    rows.push(countOverlap(at, sequences));
  }
  return rows;
}

/** The values of every feature on the text of a stored sequence, each read with the lead of its own source. */
async function readSequence(
  { loaded: { session, contextLength }, features, leads }: Comparing,
  tokens: Uint32Array,
  { leadTokenId }: { leadTokenId: number | null },
): Promise<SequenceValues> {
  const text = tokens.subarray(leadTokens(leadTokenId).length).subarray(0, contextLength - longestLead(leads));
  const read = await readText(session, text, leads);
  return features.map(({ place, index }) => {
    const ofSource = read[place];
    return ofSource ? featureValues(ofSource.activations, index, { first: ofSource.first, count: text.length }) : [];
  });
}

async function compareDecoders(
  sources: readonly ComparedSource[],
  features: readonly Compared[],
): Promise<Overlap["decoderCosine"]> {
  const [first] = sources;
  if (!first) return [];
  const model = await openModelDirectory(resolveDirectory(first.model.directory));
  const directions: Float32Array[] = [];
  // One dictionary in memory at a time.
  for (const [place, source] of sources.entries()) {
    const { decoder, dOut } = await openSource(model, source);
    features.forEach((feature, i) => {
      if (feature.place === place)
        directions[i] = unitRows(decoder.slice(feature.index * dOut, (feature.index + 1) * dOut), dOut);
    });
  }
  return directions.map((a) => directions.map((b) => (a.length === b.length ? dotProduct(a, b) : null)));
}
