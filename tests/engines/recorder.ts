/**
 * Records what a study does to a kernel, so that an interpreter without JavaScript can do it again: what is written
 * into its memory, the calls, and a digest of all its memory after each call.
 */
import { hexToBytes } from "@noble/hashes/utils";
import type { Build, Kernel, KernelExports, ModuleName } from "../../src/kernel/load.js";
import type { StudyInput } from "../../src/study/study.js";
import { needsOf } from "../../src/train/setting.js";
import { wasmGroup } from "../../src/train/wasm-group.js";
import { handIn, loadKernel, modulesOf } from "./bare-kernel.js";
import { fingerprintOf } from "./runner.js";

type Exported = (...args: number[]) => number;

export interface Call {
  /** Pages of memory that it has by then. */
  pages: number;
  /** [address, word] of every i32 written since the call before. */
  writes: [number, number][];
  field: string;
  args: number[];
  /** Of the memory afterwards: what the export `digest` of memory.wat gives. */
  digest: bigint;
}

/**
 * @param hexOf gives the bytes of a module
 * @param memoryHex those of memory.wat
 */
export async function record(
  build: Build,
  hexOf: (module: ModuleName) => string,
  memoryHex: string,
  study: StudyInput,
): Promise<{ module: ModuleName; fingerprint: string; calls: Call[] }> {
  const calls: Call[] = [];
  const memoryModule = new WebAssembly.Module(hexToBytes(memoryHex) as Uint8Array<ArrayBuffer>);
  let module: ModuleName = build;
  const fingerprint = await fingerprintOf(study, async ({ study: resolved, plan, train }) => {
    const needs = needsOf(plan, build, 1);
    [module] = modulesOf(build, needs) as [ModuleName];
    handIn(module, hexToBytes(hexOf(module)) as Uint8Array<ArrayBuffer>);
    const kernel = recording(await loadKernel(build, needs), memoryModule, calls);
    return wasmGroup(kernel, kernel.lanes, resolved, plan, train);
  });
  return { module, fingerprint, calls };
}

/** The kernel, each of whose calls is written down. */
function recording(kernel: Kernel, memoryModule: WebAssembly.Module, calls: Call[]): Kernel {
  const { memory } = kernel;
  const { digest } = new WebAssembly.Instance(memoryModule, { kernel: { memory } }).exports as { digest: () => bigint };
  let before = memory.buffer.slice(0);
  const recorded =
    (field: string, original: Exported): Exported =>
    (...args) => {
      const pages = memory.buffer.byteLength / 65536;
      const writes = differences(before, memory.buffer);
      const result = original(...args);
      calls.push({ pages, writes, field, args, digest: BigInt.asUintN(64, digest()) });
      before = memory.buffer.slice(0);
      return result;
    };
  const functions = Object.entries(kernel.exports).filter(
    (entry): entry is [string, Exported] => typeof entry[1] === "function",
  );
  const wrapped = Object.fromEntries(functions.map(([field, original]) => [field, recorded(field, original)]));
  return { ...kernel, exports: { ...kernel.exports, ...wrapped } as KernelExports };
}

function differences(before: ArrayBuffer, after: ArrayBuffer): [number, number][] {
  const [old, now] = [new DataView(before), new DataView(after)];
  const found: [number, number][] = [];
  for (let address = 0; address < after.byteLength; address += 4) {
    const word = now.getUint32(address, true);
    if (word !== (address < before.byteLength ? old.getUint32(address, true) : 0)) found.push([address, word]);
  }
  return found;
}
