/**
 * Simulated arithmetic, as a user writes it and as its parts: how the sums of the dense layers are taken in training, in
 * place of the order and the roundings of docs/arithmetic.md section 6.
 */
import * as v from "valibot";
import { notOneOf, shown, wrongType, wrongValue } from "./errors.js";
import { anything, isArray, isPlain, oneOf, parseFields } from "./fields.js";

/** One way in which an implementation differs from the contract. At most one order, and one form of operands. */
export type ArithmeticProfile =
  | "reverse"
  | "tree"
  | `lanes:${number}`
  | `split-k:${number}`
  | "permuted"
  | "bf16"
  | "tf32"
  | "f16"
  | "fma"
  | "f64-accumulate"
  | "flush-subnormals";

/** Simulated arithmetic, as a user writes it where it is not a bare profile or a list of them. */
export interface ArithmeticInput {
  /** What differs. Required; one profile, or a list of them. */
  profiles: ArithmeticProfile | readonly ArithmeticProfile[];
  /** Where: in the sums of the forward pass, in those of the gradients, or in both. Default both. */
  on?: "forward" | "backward" | "both";
}

/** Simulated arithmetic, of the same fields as `ArithmeticInput`, which says what they are. */
export interface Arithmetic {
  profiles: ArithmeticProfile[];
  on: "forward" | "backward" | "both";
}

/** What the profiles come to. */
export interface ArithmeticParts {
  order: (typeof ORDERS)[number];
  /** Of lanes or pieces; 0 for the other orders. */
  count: number;
  operands: (typeof OPERANDS)[number];
  additions: (typeof ADDITIONS)[number];
  flushes: boolean;
}

// What is not named is the first of each: the contract's.
export const ORDERS = ["ascending", "reverse", "tree", "lanes", "split-k", "permuted"] as const;
export const OPERANDS = ["f32", "bf16", "tf32", "f16"] as const;
export const ADDITIONS = ["rounded", "fma", "f64-accumulate"] as const;
const FLUSH = "flush-subnormals";

/** The kinds of profiles, of each of which there is at most one, in their order. */
const KINDS: [what: string, names: readonly string[]][] = [
  ["order", ORDERS.slice(1)],
  ["form of operands", OPERANDS.slice(1)],
  ["way of adding", ADDITIONS.slice(1)],
  [FLUSH, [FLUSH]],
];
/** Orders that have a count: of accumulators that take terms in turn, and of pieces. */
const COUNTED: readonly string[] = ["lanes", "split-k"];
const NAMES = KINDS.flatMap(([, names]) => names);
const MOST = 1024;

const WRITTEN = NAMES.map((name) => (COUNTED.includes(name) ? `${name}:n` : name));
const FIELDS = {
  profiles: anything(),
  on: v.optional(oneOf("forward", "backward", "both"), "both"),
};

/**
 * @param written a profile, a list of them, or an object
 * @throws InputError for what is none, and for profiles that exclude each other
 */
export function resolveArithmetic(written: unknown, path: string): Arithmetic {
  const isObject = isPlain(written);
  const { profiles, on } = parseFields(FIELDS, isObject ? written : { profiles: written }, path);
  const place = isObject ? `${path}.profiles` : path;
  const isList = isArray(profiles);
  if (!isList && typeof profiles !== "string")
    throw wrongType(place, "a profile of arithmetic, or an array of them", shown(profiles));
  const list: readonly unknown[] = isList ? profiles : [profiles];
  const named = list.map((profile, index) => nameOf(profile, isList ? `${place}[${index}]` : place));
  if (named.length === 0) throw wrongValue(place, "at least one profile", "none", "Take it out.");
  const found = KINDS.flatMap(([what, names]) => {
    const chosen = list.filter((_, index) => names.includes(named[index]!));
    if (chosen.length > 1) throw wrongValue(place, `at most one ${what}`, chosen.join(" and "));
    return chosen as ArithmeticProfile[];
  });
  return { profiles: found, on };
}

/** The name of a profile without its count, which is checked. */
function nameOf(profile: unknown, path: string): string {
  const [name = "", digits] = typeof profile === "string" ? profile.split(/:(.*)/s) : [];
  if (!NAMES.includes(name)) throw notOneOf(path, profile, WRITTEN);
  const isCounted = COUNTED.includes(name);
  const isRight = isCounted ? /^[1-9]\d{0,3}$/.test(digits ?? "") && inRange(Number(digits)) : digits === undefined;
  if (isRight) return name;
  const what = isCounted ? `"${name}:n" with an integer n from 2 to ${MOST}` : `"${name}" alone`;
  throw wrongValue(path, what, shown(profile));
}

function inRange(count: number): boolean {
  return count >= 2 && count <= MOST;
}

export function arithmeticParts({ profiles }: Pick<Arithmetic, "profiles">): ArithmeticParts {
  const names = profiles.map((profile) => profile.split(":") as [string, string?]);
  const one = <Name extends string>(all: readonly Name[]) =>
    all.find((each) => names.some(([name]) => name === each)) ?? all[0]!;
  const order = one(ORDERS);
  return {
    order,
    count: Number(names.find(([name]) => name === order)?.[1] ?? 0),
    operands: one(OPERANDS),
    additions: one(ADDITIONS),
    flushes: names.some(([name]) => name === FLUSH),
  };
}
