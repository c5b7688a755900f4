import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import { inDrawOrder } from "#lib/explain/sampling/draw-order.ts";
import { cutWindows, type Window } from "#lib/explain/sampling/window.ts";
import { mix32 } from "#lib/stats/hash.ts";

/** Passages of a set, the intruder among them: Delphi's `n_examples_shown`. */
export const SET_PASSAGES = 5;
const PARTS_MAX = 10;
/** Sets of each part of the strengths, where it has so many passages. */
const SETS_PER_PART = 5;
/** Looks for a window that fits before the search goes through all. */
const TRIES_MAX = 64;

/** Passages of like strength in which a feature fires, and one in which it is silent. */
export type IntruderSet = {
  /** [SET_PASSAGES] indices into the windows */
  members: readonly number[];
  /** Place of the silent one among them. */
  intruder: number;
  /** Part of the feature's strengths, 0 the strongest. */
  part: number;
  /** Of the passage that the set was drawn for: what the set counts for when documents are drawn again. */
  document: number;
};

/** The windows of a text, by number and by document: what all features of a source share. */
export type WindowIndex = {
  windows: readonly Window[];
  /** [documents] numbers of its windows */
  ofDocument: readonly (readonly number[])[];
  /** [windows] the number of the first window with the same tokens: corpora repeat themselves. */
  sameAs: Uint32Array;
};

export function indexWindows(text: IndexedText): WindowIndex {
  const windows = cutWindows(text);
  const ofDocument = Array.from({ length: text.documents }, (): number[] => []);
  windows.forEach(({ document }, number) => ofDocument[document]?.push(number));
  const firsts = new Map<string, number>();
  const sameAs = Uint32Array.from(windows, ({ first, end }, number) => {
    const content = text.tokenIds.subarray(first, end).join(" ");
    const same = firsts.get(content) ?? number;
    firsts.set(content, same);
    return same;
  });
  return { windows, ofDocument, sameAs };
}

/** A window in which a feature fires, with its number and how strongly it does. */
export type ActiveWindow = Window & { number: number; max: number };

/** The windows in which a feature fires, strongest first; ties in the order of the text. One pass, for thousands of features. */
export function listActivating({ windows }: WindowIndex, { positions, values }: ObservedFeature): ActiveWindow[] {
  const found: ActiveWindow[] = [];
  let next = 0;
  windows.forEach((window, number) => {
    while (next < positions.length && (positions[next] ?? 0) < window.first) next++;
    let max = 0;
    for (; next < positions.length && (positions[next] ?? 0) < window.end; next++)
      max = Math.max(max, values[next] ?? 0);
    if (max > 0) found.push({ ...window, number, max });
  });
  return found.sort((a, b) => b.max - a.max || a.first - b.first);
}

type Subject = { text: IndexedText; seed: number; feature: number; activating: readonly ActiveWindow[] };

/**
 * Sets of passages from every part of a feature's strengths, each with a silent one at a place drawn at random. A set is
 * drawn for one passage; those beside it are other texts of other documents where the part has such, so that a set does
 * not hang together by being of one document, or one text.
 */
export function pickIntruderSets(index: WindowIndex, { text, seed, feature, activating }: Subject): IntruderSet[] {
  const beside = SET_PASSAGES - 1;
  const parts = Math.min(PARTS_MAX, Math.floor(activating.length / beside));
  const active = new Set(activating.map(({ number }) => number));
  const draw = createDraw(seed, feature, 0);
  const taken = new Set(active);
  const sets: IntruderSet[] = [];
  for (let part = 0; part < parts; part++) {
    const cut = (border: number) => Math.floor((border * activating.length) / parts);
    const drawn = inDrawOrder(activating.slice(cut(part), cut(part + 1)), text, { seed, feature, purpose: "intruder" });
    for (let target = 0; target < Math.min(SETS_PER_PART, drawn.length); target++) {
      const firing = takeApart(index, [...drawn.slice(target), ...drawn.slice(0, target)], beside);
      // Each intruder once, while there are others.
      const silent =
        findWindow(index.windows.length, (number) => !taken.has(number), draw) ??
        findWindow(index.windows.length, (number) => !active.has(number), draw);
      if (silent === undefined) return sets;
      taken.add(silent);
      const intruder = Math.floor(draw() * SET_PASSAGES);
      const members = firing.map(({ number }) => number);
      members.splice(intruder, 0, silent);
      sets.push({ members, intruder, part, document: firing[0]?.document ?? 0 });
    }
  }
  return sets;
}

/**
 * The same sets with every firing passage replaced by another of its document in which the feature is silent: what hangs
 * together only because of where it was taken from does so here too.
 */
export function shuffleSets(
  index: WindowIndex,
  sets: readonly IntruderSet[],
  { seed, feature, activating }: Omit<Subject, "text">,
): IntruderSet[] {
  const active = new Set(activating.map(({ number }) => number));
  const draw = createDraw(seed, feature, 1);
  return sets.map((set) => {
    const used = new Set([set.members[set.intruder] ?? 0]);
    const members = set.members.map((member, place) => {
      if (place === set.intruder) return member;
      const fits = (number: number) => !active.has(number) && !used.has(number);
      const nearby = index.ofDocument[index.windows[member]?.document ?? 0] ?? [];
      const within = findWindow(nearby.length, (at) => fits(nearby[at] ?? 0), draw);
      const other = within === undefined ? findWindow(index.windows.length, fits, draw) : nearby[within];
      used.add(other ?? member);
      return other ?? member;
    });
    return { ...set, members };
  });
}

/** The first, then those of other documents and texts, then those of other texts, then any, as many as are wanted. */
function takeApart({ sameAs }: WindowIndex, windows: readonly ActiveWindow[], count: number): ActiveWindow[] {
  const taken = new Set<ActiveWindow>();
  const documents = new Set<number>();
  const texts = new Set<number>();
  const textOf = ({ number }: ActiveWindow) => sameAs[number] ?? 0;
  const passes = [
    (window: ActiveWindow) => !documents.has(window.document) && !texts.has(textOf(window)),
    (window: ActiveWindow) => !texts.has(textOf(window)),
    () => true,
  ];
  for (const fits of passes) {
    for (const window of windows) {
      if (taken.size === count) return [...taken];
      if (taken.has(window) || !fits(window)) continue;
      taken.add(window);
      documents.add(window.document);
      texts.add(textOf(window));
    }
  }
  return [...taken];
}

/** A number below `count` that fits, drawn at random; undefined where none does. */
function findWindow(count: number, fits: (number: number) => boolean, draw: () => number): number | undefined {
  if (count === 0) return undefined;
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    const number = Math.floor(draw() * count);
    if (fits(number)) return number;
  }
  const fitting = Array.from({ length: count }, (_, number) => number).filter(fits);
  return fitting[Math.floor(draw() * fitting.length)];
}

/** Numbers in [0, 1), the same for the same seed, feature and salt. */
function createDraw(seed: number, feature: number, salt: number): () => number {
  const key = mix32(mix32(mix32(seed + 0x51ed270b) ^ feature) ^ salt);
  let count = 0;
  return () => mix32(mix32(count++) ^ key) / 2 ** 32;
}
