/** The relaxed build, and whatever else has relaxed instructions. */
import { hostOf } from "../host/machine.js";
import { nodeModule } from "../host/node.js";
import { wrongValue } from "../study/errors.js";

/**
 * Compiles the relaxed build.
 * @param path what asks for it
 * @throws InputError for an engine without relaxed SIMD
 */
export async function relaxedModule(path: string): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === "undefined")
    throw wrongValue(path, "an engine with WebAssembly", `${hostOf().engine} without it`);
  const { default: bytes } = await import("../../build/relaxed.wasm");
  if (!isRunnable(bytes)) throw wrongValue(path, "an engine with relaxed SIMD", hostOf().engine, "Use a newer one.");
  return WebAssembly.compile(bytes);
}

/** Whether this engine takes a module. Node 20 has relaxed SIMD behind a flag, which can still be set now. */
export function isRunnable(bytes: Uint8Array<ArrayBuffer>): boolean {
  if (!WebAssembly.validate(bytes)) nodeModule("node:v8")?.setFlagsFromString("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(bytes);
}
