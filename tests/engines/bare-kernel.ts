/**
 * Stands in for src/kernel/load.ts in the script of the engine matrix. A bare shell cannot import a .wasm file, has no
 * TextDecoder for the loader and, in gjs, no WebAssembly API with promises; so the bytes are handed in and compiled in
 * the calling thread.
 */
import {
  type Build,
  type FusedExports,
  type Kernel,
  type KernelExports,
  type MeasureExports,
  type ModuleName,
  modulesOf,
  type Needs,
} from "../../src/kernel/load.js";

export { modulesOf, reserve } from "../../src/kernel/load.js";

const handedIn: Partial<Record<ModuleName, WebAssembly.Module>> = {};

/** Takes the bytes of a module. */
export function handIn(name: ModuleName, bytes: Uint8Array<ArrayBuffer>): void {
  handedIn[name] = new WebAssembly.Module(bytes);
}

export async function compiled(name: ModuleName): Promise<WebAssembly.Module> {
  return handedIn[name]!;
}

export async function loadMeasures(): Promise<MeasureExports> {
  return new WebAssembly.Instance(handedIn.measures!).exports as MeasureExports;
}

export async function loadKernel(build: Build, needs: Needs = {}): Promise<Kernel> {
  const [module, fused] = modulesOf(build, needs).map((name) => handedIn[name]);
  const { exports } = new WebAssembly.Instance(module!) as { exports: KernelExports };
  const kernel = { lanes: exports.lanes(), memory: exports.memory, exports };
  if (!fused) return kernel;
  const { memory } = exports;
  return { ...kernel, fused: new WebAssembly.Instance(fused, { env: { memory } }).exports as FusedExports };
}
