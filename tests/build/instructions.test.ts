/**
 * The instructions of the shipped kernels, as Binaryen reads them from the bytes: none whose result an engine may
 * choose, and no branch on the bits of a NaN, which engines choose too.
 */
import { readFileSync } from "node:fs";
import binaryen from "assemblyscript/binaryen";
import { describe, expect, test } from "vitest";
import { compile } from "../../scripts/compile.mjs";

/** An S-expression: an instruction with its operands, or a word. */
type Node = string | Node[];

const FORBIDDEN = [
  /relaxed/, // one engine fuses or saturates where another does not
  /atomic|memory\.wait/, // the order of threads
  /^f(32|64|32x4|64x2)\.(min|max)$/, // a NaN operand comes out with bits of the engine's choice, and the sign of zero is easily got wrong
  /trunc_(sat_)?f/, // traps, or saturates, at a NaN
  /^memory\.grow$/, // may fail
];

/**
 * Float to truth value. A NaN compares false (`ne`: true) whatever its bits are, so these are safe to branch on; all
 * that do are listed below.
 */
const COMPARISON = /^f(32|64|32x4|64x2)\.(eq|ne|lt|gt|le|ge)$/;
/** Bits of a float, or of a vector, as an integer: here a NaN's own bits may decide. */
const BITS = /^i\d+\.reinterpret_f|^v128\.any_true$|^i\d+x\d+\.(all_true|bitmask|extract_lane)/;

function parse(text: string): Node[] {
  const tokens = text.match(/\$?"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+/g)!;
  let at = 0;
  const list = (): Node[] => {
    const nodes: Node[] = [];
    for (let token = tokens[at++]; token !== undefined && token !== ")"; token = tokens[at++])
      nodes.push(token === "(" ? list() : token);
    return nodes;
  };
  return list()[0] as Node[];
}

function read(bytes: Uint8Array): Node[] {
  const module = binaryen.readBinary(bytes);
  const text = module.emitText();
  module.dispose();
  return parse(text);
}

function* instructions(node: Node): Generator<Node[]> {
  if (typeof node === "string") return;
  yield node;
  for (const child of node) yield* instructions(child);
}

const head = (node: Node | undefined): string => (Array.isArray(node) ? String(node[0]) : "");

/** What makes a module's result the engine's choice: forbidden instructions, imports but a memory, shared memory. */
function faults(module: Node[]): string[] {
  const all = [...instructions(module)];
  const isImport = (node: Node[]) => node[0] === "import" && !node.some((child) => head(child) === "memory");
  const names = all.filter((node) => isImport(node) || FORBIDDEN.some((pattern) => pattern.test(head(node)))).map(head);
  return [
    ...new Set(names),
    ...all.filter((node) => head(node) === "memory" && node.includes("shared")).map(() => "shared memory"),
  ];
}

/** The integers that decide where an instruction goes on, its own or, for a call, those that it hands over. */
function decisions(node: Node[], integers: Map<Node, boolean[]>): Node[] {
  switch (node[0]) {
    case "if":
      return [node.slice(1).find((child) => !["", "result", "then", "else"].includes(head(child)))!];
    case "br_if":
    case "br_table":
      return [node.at(-1)!];
    case "call":
      return node.slice(2).filter((_, i) => integers.get(node[1]!)![i]);
    default:
      return [];
  }
}

/**
 * Where an integer value comes from floats: back through integer operations, selects and locals, up to the comparison
 * or the bits.
 */
function sources(value: Node, locals: Map<Node, Node[]>, seen = new Set<Node>()): string[] {
  const name = head(value);
  if (name === "local.get" || name === "local.tee") {
    if (seen.has(value[1]!)) return [];
    seen.add(value[1]!);
    return locals.get(value[1]!)?.flatMap((set) => sources(set, locals, seen)) ?? [];
  }
  if (COMPARISON.test(name)) return [name];
  if (name === "v128.any_true") return [`${name} of ${head(value[1])}`];
  if (BITS.test(name)) return [name];
  if (!/^i(32|64)\.(?!load)|^(select|if|then|else|block)$/.test(name)) return [];
  return (value as Node[]).slice(1).flatMap((operand) => sources(operand, locals, seen));
}

/** Branches that floats decide, function by function: `if: f64.gt`. */
function floatBranches(module: Node[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const definitions = module.filter((node) => head(node) === "func") as Node[][];
  const integers = new Map(
    definitions.map((definition) => {
      const parameters = definition.filter((node) => head(node) === "param") as Node[][];
      return [definition[1]!, parameters.map((parameter) => String(parameter[2]).startsWith("i"))];
    }),
  );
  for (const definition of definitions) {
    const all = [...instructions(definition)];
    const locals = new Map<Node, Node[]>();
    for (const [, name, value] of all.filter((node) => /^local\.(set|tee)$/.test(head(node))))
      locals.set(name!, [...(locals.get(name!) ?? []), value!]);
    const branches = all.flatMap((node) =>
      decisions(node, integers)
        .flatMap((value) => sources(value, locals))
        .map((source) => `${head(node)}: ${source}`),
    );
    // One name for all lanes of a function: $"assembly/train/train<f32,v128>"
    const name = String(definition[1]).replace(/^\$"?assembly\/|<.*$/g, "");
    if (branches.length > 0) found[name] = [...new Set([...(found[name] ?? []), ...branches])].sort();
  }
  return found;
}

const shipped = (build: string): Uint8Array => new Uint8Array(readFileSync(`dist/${build}.wasm`));

/** The bytes of the code section, which has number 10. */
function codeOf(bytes: Uint8Array): Uint8Array {
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      size |= (bytes[at]! & 127) << shift;
      if (bytes[at++]! < 128) break;
    }
    if (id === 10) return bytes.subarray(at, at + size);
    at += size;
  }
  throw new Error("no code section");
}

/** `norm > limit` of the clipping; a constant of the study that is not 0; whether a sum of flags is 0. */
const TRAIN = ["if: f32.ne", "if: f64.gt", "if: f64.ne"];
/** Whether the study has a momentum. */
const UPDATE = ["if: f32.ne"];
/** Whether a layer has dropout. */
const NOISE = ["call: f32.ne", "if: f32.eq", "if: f32.ne"];
/**
 * Functions with hard cases: whether the low bits of the f64 lie next to a tie, and whether the argument is one of the
 * table. A NaN's bits may send it either way, and it comes out a NaN: the table holds none.
 */
const NEAR_TIE = ["if: i32.reinterpret_f32", "if: i64.reinterpret_f64"];
const NEAR_TIE_IN_CELL = ["if: v128.any_true of i32x4.lt_u"];

const ALLOWED: Record<string, Record<string, string[]>> = {
  scalar: {
    "train/train": TRAIN,
    "optimizer/update": UPDATE,
    "math/log/log": NEAR_TIE,
    "math/sigmoid/sigmoid": NEAR_TIE,
    "math/softplus/softplus": NEAR_TIE,
    // log1p, whose look-up is a call.
    "scalar/mapFunction": ["if: i64.reinterpret_f64"],
  },
  simd: {
    // The union of flags of what is not finite: x - x is +0, or a NaN, which has bits set whatever its payload is.
    "train/train": [...TRAIN, "if: v128.any_true of call", "if: v128.any_true of local.get"],
    // Which quantity is not finite; in the scalar build it is a part of `train`.
    "train/recordDivergence": ["if: f32.ne", "if: f64.ne"],
    "optimizer/update": UPDATE,
    // Of a cell, and of one number: an initial parameter, the losses of one replica.
    "math/log/log": [...NEAR_TIE, ...NEAR_TIE_IN_CELL],
    "math/sigmoid/sigmoid": [...NEAR_TIE, ...NEAR_TIE_IN_CELL],
    "math/softplus/softplus": [...NEAR_TIE, ...NEAR_TIE_IN_CELL],
    "simd/mapFunction": ["if: i64.reinterpret_f64"],
  },
  // As without noise; constants of the study that are not 0, labels, and what is drawn: none is a NaN.
  "scalar-noise": {
    "train/train": ["call: f32.ne", "call: f64.ne", ...TRAIN],
    "train/backwardAll": NOISE,
    "noise/drop": ["if: f32.eq"],
    "noise/disturb": ["if: f32.lt", "if: f32.ne"],
    "optimizer/update": UPDATE,
    "math/log/log": NEAR_TIE,
    "math/sigmoid/sigmoid": NEAR_TIE,
    "math/softplus/softplus": NEAR_TIE,
  },
  "simd-noise": {
    "train/train": [...TRAIN, "if: v128.any_true of call", "if: v128.any_true of local.get"],
    "train/backwardAll": NOISE,
    "train/recordDivergence": ["if: f32.ne", "if: f64.ne"],
    "noise/drop": ["if: f32.eq"],
    "noise/disturb": ["if: f32.lt", "if: f32.ne"],
    "optimizer/update": UPDATE,
    "math/log/log": [...NEAR_TIE, ...NEAR_TIE_IN_CELL],
    "math/sigmoid/sigmoid": [...NEAR_TIE, ...NEAR_TIE_IN_CELL],
    "math/softplus/softplus": [...NEAR_TIE, ...NEAR_TIE_IN_CELL],
  },
  // Whether the study has a momentum; whether flags of what is not finite are 0.
  "scalar-fused": {
    "fused/backward": ["if: f32.ne"],
    "fused/trainTogether": ["if: f32.ne"],
    "math/sigmoid/sigmoid": NEAR_TIE,
    "math/softplus/softplus": NEAR_TIE,
  },
  "simd-fused": {
    "fused/backward": ["if: f32.ne"],
    "fused/trainTogether": ["if: v128.any_true of v128.or"],
    "math/sigmoid/sigmoid": NEAR_TIE_IN_CELL,
    "math/softplus/softplus": NEAR_TIE_IN_CELL,
  },
  // Predictions and logits are finite, so nothing here is a NaN: which predictions are at most the mean, whether a mean
  // is nearly 0, where a table ends; and lanes of comparisons, counted.
  measures: {
    "measures/about-mean/writeApart": ["if: f64.ge", "if: f64.gt", "if: f64.le", "if: f64.lt"],
    "measures/addCrossEntropies": ["if: f64.lt"],
    "measures/decisions/addDecisions": ["if: i32x4.bitmask"],
  },
};

// Sums compare and select lane by lane, and branch on nothing more.
for (const build of ["scalar", "simd"]) ALLOWED[`${build}-simulated`] = ALLOWED[`${build}-noise`]!;

describe.each(Object.keys(ALLOWED))("the %s kernel", (build) => {
  test("has no instruction whose result an engine may choose", () => {
    expect(faults(read(shipped(build)))).toEqual([]);
  });

  test("branches on floats only where it is said why", async () => {
    // Built once more with the names of its functions, which are no part of its code.
    const bytes = await compile(build, "--debug");
    expect(Buffer.from(codeOf(bytes)).equals(codeOf(shipped(build)))).toBe(true);
    expect(floatBranches(read(bytes))).toEqual(ALLOWED[build]);
  });
});

describe("the scan finds", () => {
  const module = (text: string): Node[] => {
    const parsed = binaryen.parseText(`(module ${text} (memory 1))`);
    const bytes = parsed.emitBinary();
    parsed.dispose();
    return read(bytes);
  };

  test.each([
    [
      '(func (export "f") (param v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0)))',
      "f32x4.relaxed_madd",
    ],
    [
      '(func (export "f") (param v128) (result v128) (i8x16.relaxed_swizzle (local.get 0) (local.get 0)))',
      "i8x16.relaxed_swizzle",
    ],
    ['(func (export "f") (param f32) (result f32) (f32.min (local.get 0) (local.get 0)))', "f32.min"],
    ['(func (export "f") (param f64) (result f64) (f64.max (local.get 0) (local.get 0)))', "f64.max"],
    ['(func (export "f") (param v128) (result v128) (f32x4.max (local.get 0) (local.get 0)))', "f32x4.max"],
    ['(func (export "f") (param f32) (result i32) (i32.trunc_sat_f32_s (local.get 0)))', "i32.trunc_sat_f32_s"],
    ['(func (export "f") (result i32) (i32.atomic.load (i32.const 0)))', "i32.atomic.load"],
    ['(func (export "f") (result i32) (memory.grow (i32.const 1)))', "memory.grow"],
    ['(import "host" "exp" (func (param f32) (result f32)))', "import"],
  ])("%s", (text, fault) => {
    expect(faults(module(text))).toEqual([fault]);
  });

  test("shared memory", () => {
    expect(faults(parse("(module (memory 1 1 shared))"))).toEqual(["shared memory"]);
  });

  test("nothing in a module of the allowed kind", () => {
    expect(
      faults(
        module(
          '(func (export "f") (param v128) (result v128) (f64x2.pmax (local.get 0) (f64x2.mul (local.get 0) (local.get 0))))',
        ),
      ),
    ).toEqual([]);
  });

  test.each([
    ["(if (f32.lt (local.get 0) (f32.const 0)) (then (return)))", "if: f32.lt"],
    [
      "(local.set 1 (i32.and (i32.reinterpret_f32 (local.get 0)) (i32.const 1))) (if (local.get 1) (then (return)))",
      "if: i32.reinterpret_f32",
    ],
    [
      "(block $b (br_if $b (select (i32.const 1) (f32.ne (local.get 0) (local.get 0)) (i32.const 7))))",
      "br_if: f32.ne",
    ],
    ["(call $g (f32.eq (local.get 0) (f32.const 1)))", "call: f32.eq"],
  ])("the branch of %s", (body, branch) => {
    expect(floatBranches(module(`(func $g (param i32)) (func (export "f") (param f32) (local i32) ${body})`))).toEqual({
      $1: [branch],
    });
  });
});
