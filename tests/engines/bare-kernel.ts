/**
 * Stands in for src/kernel/load.ts in the script of the engine matrix. A bare shell cannot import a .wasm file, has no
 * TextDecoder for the loader and, in gjs, no WebAssembly API with promises; so the bytes are handed in and compiled in
 * the calling thread.
 */
import type { Build, Kernel, KernelExports } from "../../src/kernel/load.js";

export { reserve } from "../../src/kernel/load.js";

const handedIn: Partial<Record<Build, Uint8Array<ArrayBuffer>>> = {};

/** Takes the bytes of a build. */
export function handIn(build: Build, bytes: Uint8Array<ArrayBuffer>): void {
  handedIn[build] = bytes;
}

export async function loadKernel(build: Build): Promise<Kernel> {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(handedIn[build]!)) as { exports: KernelExports };
  return { lanes: exports.lanes(), memory: exports.memory, exports };
}
