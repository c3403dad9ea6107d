/**
 * Elementary functions and activations, nanoseconds an element: the SIMD and the scalar build, the host's Math,
 * AssemblyScript's NativeMathf.
 */
import { FUNCTIONS, type FunctionName } from "../src/kernel/codes.js";
import { type Kernel, loadKernel, reserve } from "../src/kernel/load.js";
import { readFloats, writeWords } from "../src/kernel/memory.js";
import { uniform, word } from "../src/reference/random.js";
import { prepare } from "../src/run/prepare.js";
import { type Activation, activationForm } from "../src/study/variants/activations.js";
import { variantNames } from "../src/study/variants/names.js";
import { type BenchOptions, inTurn } from "./in-turn.js";
import { type Machine, machineOf } from "./machine.js";
import { effortOf, interleaved, type Piece, type Timing } from "./measure.js";
import { loadBench } from "./peak.js";
import { type Sheet, short } from "./sheet.js";

/** Nanoseconds an element. */
export interface MathRow {
  /** A function, an activation forward, or the gradient times its slope. */
  kind: "function" | "activation" | "slope";
  name: string;
  /** Whether both builds give the same bits. */
  same: boolean;
  simd: Timing;
  scalar: Timing;
  /** The host's Math, and AssemblyScript's NativeMathf: not correctly rounded; null where there is none. */
  host: Timing | null;
  standard: Timing | null;
}

export interface MathReport {
  bench: "math";
  machine: Machine;
  rows: MathRow[];
}

const ELEMENTS = 4096;

/** Elements uniform in [low, high). */
function between(low: number, high: number): Float32Array {
  return Float32Array.from({ length: ELEMENTS }, (_, k) => low + (high - low) * uniform(word([1, 2], 0, k)));
}

const wide = between(-8, 8);
const positive = between(0.01, 100);
const turns = between(-2, 2);
const INPUTS: Record<FunctionName, Float32Array> = {
  exp: wide,
  expm1: wide,
  log: positive,
  log1p: positive,
  tanh: wide,
  sigmoid: wide,
  softplus: wide,
  erf: between(-4, 4),
  sinpi: turns,
  cospi: turns,
};

type Loop = (out: Float32Array, x: Float32Array) => void;

/** A loop a function, so that the engine can inline each. */
const HOST: Record<FunctionName, Loop | null> = {
  exp: (out, x) => {
    for (let k = 0; k < ELEMENTS; k++) out[k] = Math.exp(x[k]!);
  },
  expm1: (out, x) => {
    for (let k = 0; k < ELEMENTS; k++) out[k] = Math.expm1(x[k]!);
  },
  log: (out, x) => {
    for (let k = 0; k < ELEMENTS; k++) out[k] = Math.log(x[k]!);
  },
  log1p: (out, x) => {
    for (let k = 0; k < ELEMENTS; k++) out[k] = Math.log1p(x[k]!);
  },
  tanh: (out, x) => {
    for (let k = 0; k < ELEMENTS; k++) out[k] = Math.tanh(x[k]!);
  },
  sigmoid: (out, x) => {
    for (let k = 0; k < ELEMENTS; k++) out[k] = 1 / (1 + Math.exp(-x[k]!));
  },
  softplus: (out, x) => {
    for (let k = 0; k < ELEMENTS; k++) out[k] = Math.log1p(Math.exp(x[k]!));
  },
  erf: null,
  sinpi: (out, x) => {
    for (let k = 0; k < ELEMENTS; k++) out[k] = Math.sin(Math.PI * x[k]!);
  },
  cospi: (out, x) => {
    for (let k = 0; k < ELEMENTS; k++) out[k] = Math.cos(Math.PI * x[k]!);
  },
};

/** One row before it is timed. `arrays` lie in the memory of each build; the last is written to. */
interface Subject {
  kind: MathRow["kind"];
  name: string;
  arrays: readonly Float32Array[];
  call(kernel: Kernel["exports"], places: readonly number[], cells: number): void;
  others: { host: Piece; standard: Piece } | null;
}

export async function benchMath(options: BenchOptions = {}): Promise<MathReport> {
  const machine = await machineOf();
  const kernels = { simd: await loadKernel("simd"), scalar: await loadKernel("scalar") };
  const activations = options.quick ? variantNames.activation.slice(0, 3) : variantNames.activation;
  const subjects = [...(await functionSubjects()), ...(await Promise.all(activations.map(activationSubjects))).flat()];
  const rows = await inTurn(
    subjects,
    ({ name }) => name,
    options,
    async ({ kind, name, arrays, call, others }) => {
      const [simd, scalar] = [kernels.simd, kernels.scalar].map((kernel) => {
        const places = written(kernel.memory, kernel.exports.heapBase(), arrays);
        const once = () => call(kernel.exports, places, ELEMENTS / kernel.lanes);
        once();
        const bits = new Uint32Array(readFloats(kernel.memory, places.at(-1)!, ELEMENTS).buffer);
        // A slope multiplies what is there, again and again: zeros stay what they are.
        writeWords(kernel.memory, places.at(-1)!, new Float32Array(ELEMENTS));
        return { bits, piece: piece(once) };
      }) as [{ bits: Uint32Array; piece: Piece }, { bits: Uint32Array; piece: Piece }];
      const same = simd.bits.every((bits, k) => bits === scalar.bits[k]);
      const pieces: Record<string, Piece> = { simd: simd.piece, scalar: scalar.piece, ...others };
      const { simd: fast, scalar: slow, host = null, standard = null } = await interleaved(pieces, effortOf(options));
      return { kind, name, same, simd: fast!, scalar: slow!, host, standard };
    },
  );
  return { bench: "math", machine, rows };
}

async function functionSubjects(): Promise<Subject[]> {
  const bench = await loadBench();
  return FUNCTIONS.map((name, code) => {
    const [x, loop] = [INPUTS[name], HOST[name]];
    const out = new Float32Array(ELEMENTS);
    const standard = () => {
      const [from, to] = written(bench.memory, bench.heapBase(), [x, out]) as [number, number];
      return piece(() => bench.mapStandard(code, to, from, ELEMENTS));
    };
    return {
      kind: "function",
      name,
      arrays: [x, out],
      call: (exports, [from, to], cells) => exports.mapFunction(code, to!, from!, cells),
      others: loop && { host: piece(() => loop(out, x)), standard: standard() },
    };
  });
}

async function activationSubjects(name: Activation["name"]): Promise<Subject[]> {
  const { study } = await prepare({ activation: name });
  const { kind: code, constants } = activationForm(study.activation);
  const padded = new Float32Array(ELEMENTS);
  padded.set(constants);
  return [
    {
      kind: "activation",
      name,
      arrays: [padded, wide, turns],
      call: (exports, [c, z, a], cells) => exports.mapActivation(a!, z!, cells, code, c!),
      others: null,
    },
    {
      kind: "slope",
      name,
      arrays: [padded, wide, turns, turns],
      call: (exports, [c, z, a, dz], cells) => exports.mapSlope(dz!, z!, a!, cells, code, c!),
      others: null,
    },
  ];
}

/** Writes arrays of ELEMENTS floats one after the other from a free address; their addresses. */
function written(memory: WebAssembly.Memory, free: number, arrays: readonly Float32Array[]): number[] {
  const base = Math.ceil(free / 16) * 16;
  const places = arrays.map((_, k) => base + 4 * ELEMENTS * k);
  reserve({ memory } as Kernel, base + 4 * ELEMENTS * arrays.length);
  arrays.forEach((values, k) => writeWords(memory, places[k]!, values));
  return places;
}

/** One pass over all elements, repeated. */
function piece(once: () => void): Piece {
  return {
    units: ELEMENTS,
    run(count) {
      for (let k = 0; k < count; k++) once();
    },
  };
}

export function mathSheets({ rows }: MathReport): Sheet[] {
  const cells = (timing: Timing | null) => (timing ? [short(timing.least), short(timing.median)] : ["-", "-"]);
  const same = (row: MathRow) => (row.same ? "same" : "DIFFER");
  const table = (kind: MathRow["kind"], title: string, note: string): Sheet => ({
    title,
    note,
    heads: ["", "bits", "simd least", "simd median", "scalar least", "scalar median", "scalar / simd"],
    rows: rows
      .filter((row) => row.kind === kind)
      .map((row) => [
        row.name,
        same(row),
        ...cells(row.simd),
        ...cells(row.scalar),
        (row.scalar.least / row.simd.least).toFixed(2),
      ]),
  });
  const functions = rows.filter(({ kind }) => kind === "function");
  return [
    {
      title: "elementary functions, ns an element",
      note: "simd and scalar: ours, correctly rounded. Math: the host's, f64 rounded to f32. NativeMathf: AssemblyScript's, f32, not correctly rounded. Ratio: of the least times.",
      heads: [
        "function",
        "bits",
        "simd least",
        "simd median",
        "scalar least",
        "scalar median",
        "Math least",
        "Math median",
        "NativeMathf least",
        "NativeMathf median",
        "Math / simd",
      ],
      rows: functions.map((row) => [
        row.name,
        same(row),
        ...[row.simd, row.scalar, row.host, row.standard].flatMap(cells),
        row.host ? (row.host.least / row.simd.least).toFixed(2) : "-",
      ]),
      bars: {
        label: "ns an element",
        rows: functions.flatMap(({ name, simd, scalar, host, standard }) =>
          Object.entries({ SIMD: simd, scalar, Math: host, NativeMathf: standard }).flatMap(([series, timing]) =>
            timing ? [{ name, series, value: timing.least }] : [],
          ),
        ),
      },
    },
    table("activation", "activations forward, ns an element", "From z to a."),
    table("slope", "activations backward, ns an element", "dz times the slope at z."),
  ];
}
