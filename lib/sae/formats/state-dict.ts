import { badRequest } from "#lib/errors.ts";
import { readPickleBytes } from "#lib/sae/formats/pickle-bytes.ts";

/** Where a tensor of a state dict lies: element [i, j, …] is number offset + Σ index · stride of its storage. */
export interface StoredTensor {
  readonly kind: "tensor";
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

interface Storage {
  readonly kind: "storage";
  /** Such as `FloatStorage`. */
  readonly type: string;
  /** The name of its file. */
  readonly key: string;
  readonly elements: number;
}

/** What a state dict may hold. */
export type StateValue = string | number | boolean | null | StoredTensor | StateDict;
export type StateDict = ReadonlyMap<string, StateValue>;

type Item = StateValue | Storage | Global | readonly Item[] | Map<string, StateValue>;

interface Global {
  readonly kind: "global";
  readonly name: string;
}

/**
 * Reads the pickle of a PyTorch state dict: names with tensors, numbers and texts. Nothing is executed. Of a pickle's
 * machine only what such a dict needs is known, and of its functions the three that make a tensor, a parameter and a dict.
 * @param file the name that messages use
 * @throws AppError bad_request for anything else that a pickle can be
 * @see CPython, `Lib/pickletools.py`; PyTorch, `torch/_utils.py`
 */
export function parseStateDict(file: string, bytes: Uint8Array): StateDict {
  const refuse: Refuse = (what) =>
    badRequest(
      `${file} holds more than a state dict of tensors (${what.slice(0, 80)}), and nothing else of a pickle is read; load it where you trust it, and torch.save its state_dict() alone.`,
    );
  const { take, number, long, text, line } = readPickleBytes(bytes, refuse);
  const memo = new Map<number, Item>();
  const marks: number[] = [];
  const stack: Item[] = [];

  const pop = (): Item => {
    const item = stack.length > (marks.at(-1) ?? 0) ? stack.pop() : undefined;
    if (item === undefined) throw refuse("its stack runs empty");
    return item;
  };
  const popMark = (): Item[] => {
    const mark = marks.pop();
    if (mark === undefined) throw refuse("a mark is missing");
    return stack.splice(mark);
  };
  const push = (item: Item) => void stack.push(item);
  const recall = (index: number) => {
    const item = memo.get(index);
    if (item === undefined) throw refuse("it refers to nothing");
    push(item);
  };
  const keep = (index: number) => {
    const item = stack.at(-1);
    if (item === undefined) throw refuse("its stack runs empty");
    memo.set(index, item);
  };
  const setItems = (items: readonly Item[]) => {
    const target = stack.at(-1);
    if (!(target instanceof Map)) throw refuse("entries of what is no dict");
    for (let i = 0; i < items.length; i += 2) {
      const [key, value] = [items[i], items[i + 1]];
      if (typeof key !== "string" || !isStateValue(value)) throw refuse("an entry that is no tensor, number or text");
      target.set(key, value);
    }
  };
  const tuple = (length: number) => {
    const items = Array.from({ length }, pop).reverse();
    push(items);
  };

  // The letters are those of Python's pickletools, whose names stand beside them.
  const operations: Readonly<Record<string, () => void>> = {
    "\x80": () => requireProtocol(file, number(1)), // PROTO
    "(": () => void marks.push(stack.length), // MARK
    ")": () => push([]), // EMPTY_TUPLE
    t: () => push(popMark()), // TUPLE
    "\x85": () => tuple(1),
    "\x86": () => tuple(2),
    "\x87": () => tuple(3),
    "}": () => push(new Map()), // EMPTY_DICT
    s: () => setItems([pop(), pop()].reverse()), // SETITEM
    u: () => setItems(popMark()), // SETITEMS
    N: () => push(null), // NONE
    "\x88": () => push(true), // NEWTRUE
    "\x89": () => push(false), // NEWFALSE
    K: () => push(number(1)), // BININT1
    M: () => push(number(2)), // BININT2
    J: () => push(long(4)), // BININT
    "\x8a": () => push(long(number(1))), // LONG1
    G: () => push(new DataView(take(8).slice().buffer).getFloat64(0)), // BINFLOAT
    X: () => push(text(number(4))), // BINUNICODE
    q: () => keep(number(1)), // BINPUT
    r: () => keep(number(4)), // LONG_BINPUT
    h: () => recall(number(1)), // BINGET
    j: () => recall(number(4)), // LONG_BINGET
    c: () => push({ kind: "global", name: `${line()}.${line()}` }), // GLOBAL
    Q: () => push(readStorage(pop(), refuse)), // BINPERSID
    R: () => push(call(pop(), pop(), refuse)), // REDUCE
    // BUILD gives a dict attributes of its own (which version of a module wrote it); a state dict means nothing by them.
    b: () => {
      pop();
      if (!(stack.at(-1) instanceof Map)) throw refuse("an object with attributes");
    },
  };

  while (true) {
    const code = String.fromCharCode(number(1));
    if (code === ".") break; // STOP
    const operation = Object.hasOwn(operations, code) ? operations[code] : undefined;
    if (!operation) throw refuse(`pickle code 0x${code.charCodeAt(0).toString(16)}`);
    operation();
  }
  const [dict] = stack;
  if (!(dict instanceof Map) || stack.length !== 1) throw refuse("no dict at its end");
  return dict;
}

type Refuse = (what: string) => Error;

/** What stands for a tensor's numbers: ("storage", type, file, device, count). */
function readStorage(item: Item, refuse: Refuse): Storage {
  const [word, type, key, , elements] = Array.isArray(item) ? item : [];
  const name = isGlobal(type) ? /^torch\.(\w+Storage)$/.exec(type.name)?.[1] : undefined;
  if (word !== "storage" || !name || typeof key !== "string" || !/^\d+$/.test(key) || !isCount(elements)) {
    throw refuse("a reference that is no storage");
  }
  return { kind: "storage", type: name, key, elements };
}

/** What the three functions would return. */
function call(given: Item, called: Item, refuse: Refuse): Item {
  const name = isGlobal(called) ? called.name : "no function";
  const values: readonly Item[] = Array.isArray(given) ? given : [];
  if (name === "collections.OrderedDict" && values.length === 0) return new Map();
  if (name === "torch._utils._rebuild_parameter" && isTensor(values[0])) return values[0];
  if (name !== "torch._utils._rebuild_tensor_v2") throw refuse(name);
  const [storage, offset, shape, strides] = values;
  const isWhole = isStorage(storage) && isCount(offset) && isCounts(shape) && isCounts(strides);
  if (!isWhole || shape.length !== strides.length) throw refuse("a malformed tensor");
  return { kind: "tensor", storage, offset, shape, strides };
}

function requireProtocol(file: string, protocol: number): void {
  if (protocol === 2) return;
  throw badRequest(
    `${file} is written in pickle protocol ${protocol}, where torch.save writes 2 unless told otherwise; save it again.`,
  );
}

const isCount = (item: unknown): item is number => Number.isSafeInteger(item) && Number(item) >= 0;
const isCounts = (item: unknown): item is readonly number[] => Array.isArray(item) && item.every(isCount);
const isKind = (item: unknown, kind: string): boolean =>
  typeof item === "object" && item !== null && "kind" in item && item.kind === kind;
const isGlobal = (item: unknown): item is Global => isKind(item, "global");
const isStorage = (item: unknown): item is Storage => isKind(item, "storage");
export const isTensor = (item: unknown): item is StoredTensor => isKind(item, "tensor");
const isStateValue = (item: unknown): item is StateValue =>
  item === null || ["string", "number", "boolean"].includes(typeof item) || isTensor(item) || item instanceof Map;
