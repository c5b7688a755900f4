/** Longer texts are refused; pages import this without the schema that checks it. */
export const LIVE_TEXT_CHARACTERS_MAX = 2_000;
