/** Items of one stream, in order, each with a size; `share` is the stream's weight. */
export type WeightedStream<T> = { share: number; items: readonly { item: T; size: number }[] };

/**
 * Merges streams so that sizes in any prefix are in proportion to their shares, for as long as each lasts.
 * Deterministic: an item's place depends on sizes and shares only; ties go to the earlier stream.
 */
export function interleave<T>(streams: readonly WeightedStream<T>[]): T[] {
  const placed: { item: T; place: number; stream: number }[] = [];
  streams.forEach(({ share, items }, stream) => {
    let size = 0;
    for (const entry of items) {
      placed.push({ item: entry.item, place: (size + entry.size / 2) / share, stream });
      size += entry.size;
    }
  });
  return placed.sort((a, b) => a.place - b.place || a.stream - b.stream).map(({ item }) => item);
}
