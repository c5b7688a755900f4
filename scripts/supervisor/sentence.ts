/** What a person at the terminal is told about a failure: the message; the stack only where it is our mistake. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isProgrammingError =
    error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return isProgrammingError && error.stack ? error.stack : error.message;
}
