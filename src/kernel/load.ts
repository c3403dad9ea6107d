/**
 * Loads a build of the kernels. The bytes are part of the package; a build is compiled once and instantiated as often
 * as needed.
 */
import { demangle } from "@assemblyscript/loader";
import { BYTES } from "./bytes.js";

/** The two builds of one source: registers of four floats, or of one. */
export type Build = "simd" | "scalar";

/** The exports of assembly/simd.ts and assembly/scalar.ts. Addresses and sizes are i32. */
export interface KernelExports extends Record<string, unknown> {
  memory: WebAssembly.Memory;
  lanes(): number;
  heapBase(): number;
  initialize(
    lanes: number,
    cells: number,
    count: number,
    kind: number,
    offset: number,
    scale: number,
    keys: number,
    position: number,
  ): void;
  epochOrder(
    lanes: number,
    buffer: number,
    order: number,
    slots: number,
    keys: number,
    part: number,
    examples: number,
    window: number,
  ): void;
  train(lanes: number, model: number, order: number, starts: number, rates: number, t: number, steps: number): void;
  evaluate(lanes: number, model: number, inputs: number, labels: number, batch: number): void;
  /** With noise alone. */
  begin?(lanes: number, model: number): void;
  evaluatePasses?(lanes: number, model: number, inputs: number, labels: number, batch: number, example: number): void;
  resample?(lanes: number, order: number, count: number, keys: number, examples: number): void;
  mapFunction(kind: number, outputs: number, inputs: number, count: number): void;
  mapActivation(a: number, z: number, count: number, kind: number, constants: number): void;
  mapSlope(dz: number, z: number, a: number, count: number, kind: number, constants: number): void;
}

/** The exports of assembly/simd-fused.ts and assembly/scalar-fused.ts, which work in the memory of a kernel. */
export interface FusedExports extends Record<string, unknown> {
  heapBase(): number;
  trainTogether(
    model: number,
    parts: number,
    states: number,
    s: number,
    rates: number,
    t: number,
    steps: number,
  ): number;
}

/** The exports of assembly/measures.ts. Addresses and sizes are i32. */
export interface MeasureExports extends Record<string, unknown> {
  memory: WebAssembly.Memory;
  heapBase(): number;
  addCells(tile: number): void;
  addCrossEntropies(tile: number, weights: number, sums: number): void;
  addSquares(tile: number, targets: number, sums: number): void;
  addDecisions(tile: number, scores: number, threshold: number): number;
}

/** One instance of a build: its exports and its memory. */
export interface Kernel {
  /** Floats in a register: the replicas of a group, unless it is laid out for one. */
  lanes: number;
  memory: WebAssembly.Memory;
  exports: KernelExports;
  /** The fused steps, where they were asked for. */
  fused?: FusedExports;
}

/** What a kernel does beside the ordinary steps. */
export interface Needs {
  /** Steps of four groups as one. */
  fused?: boolean;
  /** Steps with noise, and those in simulated arithmetic beside it. */
  noise?: "noise" | "simulated" | undefined;
}

/**
 * A build is a module, with noise it is another, and with simulated arithmetic a third; the fused steps of a build are a
 * module, and the measures are one.
 */
export type ModuleName = Build | `${Build}-${"noise" | "simulated" | "fused"}` | "measures";

const modules: Partial<Record<ModuleName, Promise<WebAssembly.Module>>> = {};

/**
 * A module, compiled, once.
 * @throws WebAssembly.CompileError where the host cannot compile it (SIMD)
 */
export function compiled(name: ModuleName): Promise<WebAssembly.Module> {
  modules[name] ??= BYTES[name]().then(async ({ default: bytes }) => WebAssembly.compile(await bytes));
  return modules[name];
}

/** Takes a module that another thread has compiled: a worker has no bytes of its own. */
export function adopt(name: ModuleName, module: WebAssembly.Module): void {
  modules[name] = Promise.resolve(module);
}

/** The modules of a kernel. */
export function modulesOf(build: Build, { fused, noise }: Needs): ModuleName[] {
  return fused ? [build, `${build}-fused`] : [noise ? `${build}-${noise}` : build];
}

/**
 * A new instance of a build that does what is needed.
 * @throws WebAssembly.CompileError where the host cannot compile it (SIMD); RangeError where no memory is left for it
 */
export async function loadKernel(build: Build, needs: Needs = {}): Promise<Kernel> {
  const [module, fused] = await Promise.all(modulesOf(build, needs).map(compiled));
  const kernel = await kernelOf(module!);
  if (!fused) return kernel;
  const { exports } = await WebAssembly.instantiate(fused, { env: { memory: kernel.memory } });
  return { ...kernel, fused: demangle<FusedExports>(exports) };
}

/** A new instance of a compiled build. */
export async function kernelOf(module: WebAssembly.Module): Promise<Kernel> {
  const exports = await exportsOf<KernelExports>(module);
  return { lanes: exports.lanes(), memory: exports.memory, exports };
}

/**
 * A new instance of the measures.
 * @throws as `loadKernel`
 */
export async function loadMeasures(): Promise<MeasureExports> {
  return exportsOf(await compiled("measures"));
}

/**
 * The exports of a new instance with a memory of its own. Each memory takes 8 GiB of addresses, of which a browser gives
 * a page about 100 times as many and takes them back late: where there is no room, the instances of runs that are over
 * get moments to be collected. (The loader's own `instantiate` asks for `Response`, which Node takes 15 ms to load.)
 */
async function exportsOf<Exports extends Record<string, unknown>>(
  module: WebAssembly.Module,
  tries = 20,
): Promise<Exports> {
  try {
    return demangle<Exports>((await WebAssembly.instantiate(module, {})).exports);
  } catch (error) {
    if (!tries) throw error;
    await new Promise((wait) => setTimeout(wait, 50));
    return exportsOf(module, tries - 1);
  }
}

const PAGE = 65536;

/** Makes the memory of a kernel at least `bytes` long. Views of it taken before are lost. */
export function reserve({ memory }: Pick<Kernel, "memory">, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
}
