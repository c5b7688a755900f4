/** The longest query, in characters. */
export const SEARCH_CHARACTERS_MAX = 400;
