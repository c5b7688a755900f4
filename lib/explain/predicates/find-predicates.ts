import { countOf, type IndexedText, positionsOf } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import type { ContextIndex } from "#lib/explain/predicates/context-index.ts";
import type { Predicate, Term, TokenSet } from "#lib/explain/predicates/predicate.ts";
import { type Cell, explainedShare, type FeatureSums, shrunkMean } from "#lib/explain/predicates/score-cells.ts";
import { addSparse, createSparseSums, type SparseSums } from "#lib/explain/predicates/sparse-sums.ts";
import type { TokenIndex } from "#lib/explain/predicates/token-index.ts";

const TERMS_MAX = 3;
/** List lengths tried: one token, a few, as many as a reader takes in. */
const LIST_LENGTHS = [1, 4, 12] as const;
/** Sets that are tried with every context. */
const BEAM = 4;
/** What a context, or one more term, must add to the share explained, as a part of what is not explained yet. */
const GAIN_MIN = 0.04;
/** Lists whose tokens occur more often than this are not tried with contexts: their named twins are, from a table. */
const SCANNED_POSITIONS_MAX = 20_000;
/** A cell seen less often is chance. */
const CELL_COUNT_MIN = 3;

/** A text with everything that is looked up while predicates are searched, and what was counted once for all features. */
export type SearchSpace = {
  text: IndexedText;
  tokens: TokenIndex;
  contexts: ContextIndex;
  /** [sets] occurrences of each named set in the text */
  setCounts: Float64Array;
  /** For a named set the positions at which each context holds as well; filled when first asked for. */
  setContextCounts: Map<number, Uint32Array>;
};

export function createSearchSpace(text: IndexedText, tokens: TokenIndex, contexts: ContextIndex): SearchSpace {
  const setCounts = Float64Array.from(tokens.members, (ids) => ids.reduce((sum, id) => sum + countOf(text, id), 0));
  return { text, tokens, contexts, setCounts, setContextCounts: new Map() };
}

/** A set of tokens under consideration. `named` is its number among the vocabulary's named sets. */
type Candidate = Cell & { set: TokenSet; ids: readonly number[] | Uint32Array | undefined; named?: number };
type Choice = Cell & { term: Term; ids: readonly number[] | Uint32Array | undefined };

/**
 * Searches what a feature's activations have in common on this text: a beam over token sets, each alone and with one
 * context, then further terms over other tokens. A feature that never fires here gives nothing.
 * @returns predicates of one term, two, three: each explains more of this text than the one before
 */
export function findPredicates(space: SearchSpace, feature: ObservedFeature): Predicate[] {
  const sums = sumFeature(space.text, feature);
  const chosen: Choice[] = [];
  const found: Predicate[] = [];
  const tallies = tallyTokens(space, feature);
  const taken = new Set<number>();
  while (chosen.length < TERMS_MAX) {
    const before = explainedShare(sums, chosen);
    const free = tallies.filter(({ id }) => !taken.has(id));
    const next = findTerm(space, feature, sums, { tallies: free, taken, alone: chosen.length === 0 });
    if (!next) break;
    const gain = explainedShare(sums, [...chosen, next]) - before;
    if (gain < GAIN_MIN * (1 - before) && chosen.length > 0) break;
    chosen.push(next);
    found.push({ terms: chosen.map(({ term }) => term) });
    // A term about any token leaves none for another.
    if (next.ids === undefined) break;
    for (const id of next.ids) taken.add(id);
  }
  return found;
}

/** The single token that explains most: what an explanation must beat. */
export function findTopToken(space: SearchSpace, feature: ObservedFeature): Predicate | undefined {
  const sums = sumFeature(space.text, feature);
  const best = pickBest(sums, tallyTokens(space, feature).map(asCandidate));
  return best && { terms: [{ tokens: best.set, level: best.sum / best.count }] };
}

export function sumFeature({ tokenIds }: IndexedText, { values }: ObservedFeature): FeatureSums {
  let sum = 0;
  let sumOfSquares = 0;
  for (const value of values) {
    sum += value;
    sumOfSquares += value * value;
  }
  return { count: tokenIds.length, sum, sumOfSquares };
}

function findTerm(
  space: SearchSpace,
  feature: ObservedFeature,
  sums: FeatureSums,
  { tallies, taken, alone }: { tallies: readonly Tally[]; taken: ReadonlySet<number>; alone: boolean },
): Choice | undefined {
  const candidates = [...listTokenLists(tallies), ...listNamedSets(space, tallies, taken)];
  if (alone) candidates.push({ set: { by: "any" }, ids: undefined, count: sums.count, sum: sums.sum });
  const share = (cell: Cell) => explainedShare(sums, [cell]);
  const beam = candidates
    .map((candidate) => ({ candidate, explained: candidate.ids ? share(candidate) : Infinity }))
    .sort((a, b) => b.explained - a.explained)
    .slice(0, BEAM);
  let best: { choice: Choice; explained: number } | undefined;
  for (const { candidate } of beam) {
    const plain = candidate.ids ? share(candidate) : 0;
    if (candidate.ids && candidate.count >= CELL_COUNT_MIN && plain > (best?.explained ?? 0))
      best = { choice: toChoice(candidate), explained: plain };
    const narrowed = narrow(space, feature, sums, candidate);
    const needed = Math.max(
      plain + GAIN_MIN * (1 - plain),
      (best?.explained ?? 0) + GAIN_MIN * (1 - (best?.explained ?? 0)),
    );
    if (narrowed && narrowed.explained > needed) best = narrowed;
  }
  return best?.choice;
}

function toChoice({ set, ids, count, sum }: Candidate): Choice {
  return { term: { tokens: set, level: sum / count }, ids, count, sum };
}

type Tally = Cell & { id: number };

/** Count in the text and sum of activations of every token on which the feature fires, highest shrunk mean first. */
function tallyTokens({ text }: SearchSpace, { positions, values }: ObservedFeature): Tally[] {
  const byToken = createSparseSums(text.vocabularySize);
  for (let i = 0; i < positions.length; i++) addSparse(byToken, text.tokenIds[positions[i] ?? 0] ?? 0, values[i] ?? 0);
  return byToken.met
    .map((id) => ({ id, sum: byToken.sums[id] ?? 0, count: countOf(text, id) }))
    .sort((a, b) => shrunkMean(b) - shrunkMean(a) || a.id - b.id);
}

const asCandidate = ({ id, count, sum }: Tally): Candidate => ({
  set: { by: "ids", ids: [id] },
  ids: [id],
  count,
  sum,
});

/** Of all sets of tokens one level explains best a set that is a beginning of the list by mean: the best of each length. */
function listTokenLists(tokens: readonly Tally[]): Candidate[] {
  const weight = (tally: Tally) => tally.sum * shrunkMean(tally);
  const heaviest = tokens.toSorted((a, b) => weight(b) - weight(a) || a.id - b.id);
  const lists: Candidate[] = [];
  for (const length of LIST_LENGTHS) {
    // The tokens that alone explain most, in their order by mean.
    const kept = new Set(heaviest.slice(0, length));
    const chosen = tokens.filter((tally) => kept.has(tally));
    const ids = chosen.map(({ id }) => id);
    if (ids.length === 0 || lists.some((list) => list.ids?.length === ids.length)) continue;
    lists.push({
      set: { by: "ids", ids },
      ids,
      count: chosen.reduce((sum, { count }) => sum + count, 0),
      sum: chosen.reduce((sum, tally) => sum + tally.sum, 0),
    });
  }
  return lists;
}

function listNamedSets(
  { tokens, setCounts, text }: SearchSpace,
  tallies: readonly Tally[],
  taken: ReadonlySet<number>,
): Candidate[] {
  const bySet = createSparseSums(tokens.sets.length);
  for (const { id, sum } of tallies) for (const set of tokens.setsOf[id] ?? []) addSparse(bySet, set, sum);
  // Terms must not share tokens.
  const shared = new Set<number>();
  for (const id of taken) if (countOf(text, id) > 0) for (const set of tokens.setsOf[id] ?? []) shared.add(set);
  return bySet.met.flatMap((named): Candidate[] => {
    const set = tokens.sets[named];
    if (!set || shared.has(named)) return [];
    return [{ set, ids: tokens.members[named], named, count: setCounts[named] ?? 0, sum: bySet.sums[named] ?? 0 }];
  });
}

function pickBest(sums: FeatureSums, candidates: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  let explained = 0;
  for (const candidate of candidates) {
    const share = explainedShare(sums, [candidate]);
    if (share <= explained) continue;
    best = candidate;
    explained = share;
  }
  return best;
}

/** The context that makes most of a candidate. */
function narrow(
  space: SearchSpace,
  feature: ObservedFeature,
  sums: FeatureSums,
  candidate: Candidate,
): { choice: Choice; explained: number } | undefined {
  const counts = countContexts(space, candidate);
  if (!counts) return undefined;
  const within = sumContexts(space, feature, candidate);
  let best: { choice: Choice; explained: number } | undefined;
  for (const context of within.met) {
    const cell = { count: counts[context] ?? 0, sum: within.sums[context] ?? 0 };
    if (cell.count < CELL_COUNT_MIN) continue;
    const explained = explainedShare(sums, [cell]);
    const holds = space.contexts.contexts[context];
    if (!holds || explained <= (best?.explained ?? 0)) continue;
    const term = { tokens: candidate.set, context: holds, level: cell.sum / cell.count };
    best = { choice: { term, ids: candidate.ids, ...cell }, explained };
  }
  return best;
}

/** [contexts] positions of a candidate at which each context holds; undefined where counting would take too long. */
function countContexts(space: SearchSpace, { ids, named, count }: Candidate): Uint32Array | undefined {
  if (ids === undefined) return space.contexts.counts;
  const known = named === undefined ? undefined : space.setContextCounts.get(named);
  if (known) return known;
  if (named === undefined && count > SCANNED_POSITIONS_MAX) return undefined;
  const counts = new Uint32Array(space.contexts.contexts.length);
  const { starts, ids: contextIds } = space.contexts;
  for (const id of ids) {
    for (const position of positionsOf(space.text, id)) {
      const end = starts[position + 1] ?? 0;
      for (let at = starts[position] ?? 0; at < end; at++) {
        const context = contextIds[at] ?? 0;
        counts[context] = (counts[context] ?? 0) + 1;
      }
    }
  }
  if (named !== undefined) space.setContextCounts.set(named, counts);
  return counts;
}

/** Sum of a feature's activations on a candidate's tokens, by context. */
function sumContexts(
  { text, contexts }: SearchSpace,
  { positions, values }: ObservedFeature,
  { ids }: Candidate,
): SparseSums {
  const byContext = createSparseSums(contexts.contexts.length);
  const isWanted = new Uint8Array(text.vocabularySize);
  if (ids === undefined) isWanted.fill(1);
  else for (const id of ids) isWanted[id] = 1;
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] ?? 0;
    if (isWanted[text.tokenIds[position] ?? 0] === 0) continue;
    const value = values[i] ?? 0;
    const end = contexts.starts[position + 1] ?? 0;
    for (let at = contexts.starts[position] ?? 0; at < end; at++) addSparse(byContext, contexts.ids[at] ?? 0, value);
  }
  return byContext;
}
