/** Made-up documents and a tokenizer for them: enough for pages and tests to look real without a model. */
export type SpecimenText = {
  vocabulary: Uint8Array[];
  documents: { title: string; kind: string; origin: string; tokens: number[] }[];
};

export const BOS_TOKEN = "<|endoftext|>";

const WORDS = {
  noun: "hedgehog river captain lantern theorem garden engine letter harbour orchard compass violin winter senator".split(
    " ",
  ),
  verb: "follows repairs remembers questions paints measures carries forgets answers admires".split(" "),
  adjective: "quiet brass forgotten patient northern crooked early luminous careful naïve".split(" "),
  place: "the bridge|the mill|Lisbon|the café|an old library|the third floor|Montréal|the 東京 station".split("|"),
};
const CODE = [
  "for (let i = 0; i < rows.length; i++) {\n  total += rows[i];\n}\n",
  "def mean(values):\n    return sum(values) / len(values)\n",
];
const ASIDES = [" — or so it’s said", ", they say 🦔", "", "", ""];

/** Words with the space before them, digits, marks and line breaks; a character outside ASCII goes byte by byte. */
const PIECES = / ?[A-Za-z]+|\d|[^\S\n]+|\n| ?[!-/:-@[-`{-~]+|./gu;

export function makeSpecimenText(documents: number, random: () => number): SpecimenText {
  const ids = new Map<string, number>();
  const vocabulary: Uint8Array[] = [];
  const idOf = (bytes: Uint8Array): number => {
    const key = Buffer.from(bytes).toString("hex");
    const id = ids.get(key) ?? vocabulary.length;
    if (id === vocabulary.length) {
      ids.set(key, id);
      vocabulary.push(bytes);
    }
    return id;
  };
  idOf(utf8(BOS_TOKEN));
  const tokenize = (text: string) =>
    (text.match(PIECES) ?? []).flatMap((piece) => {
      const bytes = utf8(piece);
      return bytes.length === piece.length ? [idOf(bytes)] : Array.from(bytes, (byte) => idOf(Uint8Array.of(byte)));
    });
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] ?? (from[0] as T);
  const sentence = () =>
    `The ${pick(WORDS.adjective)} ${pick(WORDS.noun)} ${pick(WORDS.verb)} the ${pick(WORDS.noun)} near ${pick(WORDS.place)}${pick(ASIDES)}. `;
  return {
    vocabulary,
    documents: Array.from({ length: documents }, (_, ordinal) => {
      const isCode = ordinal % 8 === 7;
      const text = isCode
        ? Array.from({ length: 8 }, () => pick(CODE)).join("\n")
        : Array.from({ length: 20 }, sentence).join("");
      return {
        title: isCode
          ? `script-${ordinal}.txt`
          : `The ${pick(WORDS.adjective)} ${pick(WORDS.noun)}, part ${ordinal + 1}`,
        kind: isCode ? "code" : pick(["speech", "novel", "press"]),
        origin: "specimen@1.0.0",
        tokens: tokenize(text),
      };
    }),
  };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
