/** English words that a query is no poorer without; and what explanations say of every feature. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a an and any are as at be been being by can could did do does for from had has have how in into is it its of on or
   such than that the their them then there these they this those to was were what when where which while who whose why
   will with would about feature features token tokens like fire fires firing activate activates text texts
   word words verb verbs noun nouns name names term terms phrase phrases`.split(/\s+/),
);
