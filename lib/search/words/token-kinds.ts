/** Tokens of a kind that people ask for by name. */
export type TokenKind = {
  /** Names of the kind, and of its members as a kind, in the words of a query. */
  names: string;
  /** Of a token without the space that it begins with, in lower case. */
  has: (token: string) => boolean;
  /** Whether its words begin lines of code, without a space before them. */
  inCode?: boolean;
};

const words = (list: string): TokenKind["has"] => {
  const set = new Set(list.split(/\s+/));
  return (token) => set.has(token);
};
const signs =
  (pattern: RegExp): TokenKind["has"] =>
  (token) =>
    pattern.test(token);

/**
 * Kinds whose members are a matter of fact: signs have names, and grammar and the calendar have closed lists. What texts are
 * about is none of these: that is left to explanations and to embedders.
 */
export const TOKEN_KINDS: readonly TokenKind[] = [
  { names: "closing bracket, right parenthesis, end of a block", has: signs(/^["'`]?[)\]}]+[;,.:]*$/) },
  { names: "opening bracket, left parenthesis", has: signs(/^[([{]+$/) },
  { names: "quotation mark, quote, speech mark", has: signs(/^[.,!?]?["“”„«»]+[.,;]?$|^[‘’'`]+$/) },
  { names: "end of a sentence, full stop, period", has: signs(/^[.!?]+["”’')]*$/) },
  { names: "question mark", has: signs(/^\?["”’')]*$/) },
  { names: "exclamation mark", has: signs(/^!+["”’')]*$/) },
  { names: "comma", has: signs(/^["'”’)\]}]*,["'”’]*$/) },
  { names: "semicolon, end of a statement", has: signs(/^[)\]}"'`>]*;$/) },
  { names: "colon", has: signs(/^["')\]}]*:$/) },
  { names: "dash, hyphen", has: signs(/^[-–—]+$/) },
  { names: "line break, newline character, end of a line", has: signs(/^[\n\r↵]+/u) },
  { names: "white space, indentation", has: signs(/^[\n↵]*[␣ \t⇥]+$/u) },
  { names: "arrow, arrow function", has: signs(/^\)?\s?[=-]>$/) },
  { names: "comment in source code", has: signs(/^(\/\/+|\/\*+|\*+\/|\*{1,2}|#+)$/) },
  { names: "equals sign, comparison operator", has: signs(/^[=!]={0,2}$/) },
  {
    names: "web address, URL, link, domain name",
    has: words(":// http https www com org net .com .org"),
    inCode: true,
  },
  { names: "number, digits", has: signs(/^\d+$/) },
  { names: "year, date", has: signs(/^(1[5-9]\d\d|20\d\d|1[5-9]\d|20\d)$/) },
  { names: "percentage, percent sign", has: words("% percent percentage") },
  { names: "currency, dollar sign, money", has: words("$ £ €") },
  { names: "first person pronoun", has: words("i me my we us our mine ours myself ourselves") },
  { names: "second person pronoun", has: words("you your yours yourself") },
  {
    names: "third person pronoun",
    has: words("he she it they him her them his hers its their himself herself itself themselves"),
  },
  { names: "possessive pronoun", has: words("my his her its our your their whose thy") },
  { names: "archaic pronoun, old English", has: words("thou thee thy thine ye hath doth") },
  { names: "question word, interrogative", has: words("who what which why how where when whose whom") },
  { names: "demonstrative", has: words("this that these those") },
  { names: "article", has: words("the a an") },
  {
    names: "negation, negative word, denial",
    has: words("not no never none nothing neither nor cannot without n't 't don didn doesn isn wasn couldn wouldn"),
  },
  {
    names: "modal verb, auxiliary verb",
    has: words("can could may might must shall should will would cannot ought couldn wouldn shouldn"),
  },
  { names: "form of be", has: words("am is are was were be been being") },
  { names: "past tense of be", has: words("was were been") },
  { names: "form of have", has: words("have has had having 've") },
  { names: "form of do", has: words("do does did done doing") },
  {
    names: "preposition",
    has: words("of in on at by for with from to into upon under over through between among against about"),
  },
  { names: "conjunction", has: words("and or but nor so yet") },
  {
    names: "contrast, contrasting conjunction",
    has: words("but however although though yet nevertheless whereas despite unlike instead"),
  },
  { names: "condition, conditional", has: words("if unless else elif otherwise whether when") },
  { names: "quantifier", has: words("all every each any some many few several both most none") },
  {
    names: "intensifier, adverb of degree",
    has: words("very really extremely quite too so highly absolutely completely entirely particularly especially"),
  },
  {
    names: "comparison, comparative",
    has: words("more less than better worse greater fewer larger smaller most least"),
  },
  {
    names: "number word, number written as a word",
    has: words(
      `two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety
       hundred thousand million billion dozen fif thir`,
    ),
  },
  { names: "ordinal number", has: words("first second third fourth fifth sixth last") },
  {
    names: "month of the year",
    has: words("january february march april june july august september october november december sept oct nov dec"),
  },
  { names: "day of the week, weekday", has: words("monday tuesday wednesday thursday friday saturday sunday") },
  { names: "compass direction", has: words("north south east west northern southern eastern western") },
  {
    names: "unit of time, period",
    has: words(
      `second seconds minute minutes hour hours day days week weeks month months year years decade decades century
       centuries`,
    ),
  },
  { names: "color, colour", has: words("red green blue yellow black white gray grey brown orange purple pink") },
  { names: "title before a name", has: words("mr mrs dr miss sir madam") },
  {
    names: "family member, relative, kinship",
    has: words("mother father brother sister son daughter wife husband uncle aunt cousin parents parent family child"),
  },
  { names: "import statement", has: words("import imports require"), inCode: true },
  { names: "export statement", has: words("export exports"), inCode: true },
  { names: "asynchronous code, promise", has: words("async await promise"), inCode: true },
  { names: "missing value", has: words("null undefined none nil nan"), inCode: true },
  { names: "boolean value", has: words("true false boolean bool"), inCode: true },
  {
    names: "type annotation",
    has: words("string number boolean interface type readonly unknown any void never keyof typeof"),
    inCode: true,
  },
];

/** How many of a feature's tokens a kind must have, so that the feature is called by it, and so that it is said beside others. */
const MOSTLY = 0.6;
const PARTLY = 0.3;

/** Names of the kinds that tokens are of: of most of them, and of a good part. @param tokens as explanations and tables show them */
export function nameKinds(tokens: readonly string[]): { mostly: string[]; partly: string[] } {
  const known = tokens.filter((token) => token.trim() !== "" || /[\n\t]/u.test(token));
  const shares = TOKEN_KINDS.map(({ names, has, inCode }) => {
    const members = known.map((token) => bareToken(token, inCode)).filter((token) => token !== undefined && has(token));
    return { names, share: members.length / Math.max(1, known.length) };
  });
  return {
    mostly: shares.filter(({ share }) => share >= MOSTLY).map(({ names }) => names),
    partly: shares.filter(({ share }) => share >= PARTLY && share < MOSTLY).map(({ names }) => names),
  };
}

/** Small letters without a space before them, as explanations show them. */
const CONTINUES = /^…\p{Ll}/u;

/**
 * A token in small letters without its space; undefined for one that continues a word, unless it may stand alone where a line of
 * code begins.
 */
function bareToken(token: string, inCode = false): string | undefined {
  const inside = token.replace(/^…/u, "");
  if (CONTINUES.test(token) && !inCode) return undefined;
  return (inside.startsWith(" ") && inside.trim() !== "" ? inside.slice(1) : inside).toLowerCase();
}
