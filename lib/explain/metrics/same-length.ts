/** @throws RangeError unless all have as many entries as the first */
export function requireSameLength(arrays: Readonly<Record<string, { readonly length: number }>>): void {
  const lengths = Object.values(arrays).map(({ length }) => length);
  if (lengths.every((length) => length === lengths[0])) return;
  throw new RangeError(`${Object.keys(arrays).join(", ")} have ${lengths.join(", ")} entries`);
}
