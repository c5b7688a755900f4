/** Servers of one's own are given words such as "EMPTY", which are no secret and occur in answers. */
const SECRET_CHARACTERS_MIN = 8;

/** Takes a key out of a text, also as JSON may write it. */
export function createRedact(apiKey: string | undefined): (text: string) => string {
  if (apiKey === undefined || apiKey.length < SECRET_CHARACTERS_MIN) return (text) => text;
  const spellings = [apiKey, apiKey.replaceAll("/", "\\/")];
  return (text) => spellings.reduce((rest, spelling) => rest.replaceAll(spelling, "[key]"), text);
}
