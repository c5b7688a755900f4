import { describe, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { parseStateDict } from "#lib/sae/formats/state-dict.ts";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const parse = (text: string) => parseStateDict("a.pt", bytes(`\x80\x02${text}`));

const word = (text: string) => `X${String.fromCharCode(text.length)}\0\0\0${text}`;
const storage = `(${word("storage")}ctorch\nFloatStorage\n${word("0")}${word("cpu")}K\x06tQ`;
const tensor = `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\x00K\x02K\x03\x86K\x03K\x01\x86\x89NtR`;

test("tensors, numbers, texts and dicts within come back", () => {
  const dict = parse(
    `ccollections\nOrderedDict\n)Rq\0(${word("w")}${tensor}${word("k")}M\x20\x01${word("of")}}${word("n")}J\xff\xff\xff\xffsu.`,
  );
  expect(dict.get("w")).toMatchObject({
    kind: "tensor",
    storage: { type: "FloatStorage", key: "0", elements: 6 },
    offset: 0,
    shape: [2, 3],
    strides: [3, 1],
  });
  expect(dict.get("k")).toBe(288);
  expect(dict.get("of")).toEqual(new Map([["n", -1]]));
});

test("attributes that a module's version is kept in mean nothing", () => {
  expect(parse(`ccollections\nOrderedDict\n)R}${word("_metadata")}Nsb.`).size).toBe(0);
});

test("another protocol is named", () => {
  expect(() => parseStateDict("a.pt", bytes("\x80\x04\x95"))).toThrow("a.pt is written in pickle protocol 4");
});

describe("anything else is refused, and nothing is called", () => {
  test.each([
    ["a call of the system", `cposix\nsystem\n(${word("true")}tR.`, "posix.system"],
    ["a function kept as a value", `}${word("f")}cposix\nsystem\ns.`, "an entry that is no tensor"],
    ["an object with attributes", `cposix\nsystem\n}b.`, "an object with attributes"],
    ["an instance by its own code", `(cposix\nsystem\n${word("x")}o.`, "pickle code 0x6f"],
    ["a list", "].", "pickle code 0x5d"],
    ["a global by its own code", `${word("posix")}${word("system")}\x93.`, "pickle code 0x93"],
    ["a reference to no storage", `${word("storage")}Q.`, "a reference that is no storage"],
    ["a storage with a path for a name", storage.replace("X\x01\0\0\x000", "X\x02\0\0\0..") + ".", "no storage"],
    ["a tensor of negative size", tensor.replace("K\x02K\x03\x86", "J\xff\xff\xff\xffK\x03\x86") + ".", "malformed"],
    ["a tensor alone", `${tensor}.`, "no dict at its end"],
    ["an empty stack", "0", "pickle code 0x30"],
    ["a pop of nothing", "R.", "its stack runs empty"],
    ["a pop past a mark", `}(${word("a")}R.`, "its stack runs empty"],
    ["a tuple without a mark", "t.", "a mark is missing"],
    ["what was never kept", "h\x07.", "refers to nothing"],
    ["an early end", "X\xff\xff\xff\xffabc", "it ends early"],
    ["no end at all", "}", "it ends early"],
    ["a text of no characters' code", "X\x01\0\0\0\xff.", "not UTF-8"],
    ["a name without a line's end", "cposix", "it ends early"],
  ])("%s", (_name, pickle, message) => {
    expect(() => parse(pickle)).toThrow(message);
  });
});

test("whatever is done to its bytes, a dict comes back or a sentence", () => {
  const given = bytes(`\x80\x02}q\0(${word("w")}${tensor}${word("k")}M\x20\x01h\0)R${word("n")}J\xff\xff\xff\xffu.`);
  const unexpected: unknown[] = [];
  for (let at = 0; at < given.length; at++) {
    for (let value = 0; value < 256; value++) {
      const damaged = given.slice();
      damaged[at] = value;
      try {
        parseStateDict("a.pt", damaged);
      } catch (error) {
        if (!(error instanceof AppError)) unexpected.push(error);
      }
    }
  }
  expect(unexpected).toEqual([]);
});
