/** The bytes of the modules, each loaded when it is wanted. */
import type { ModuleName } from "./load.js";

export const BYTES: Record<ModuleName, () => Promise<{ default: Uint8Array<ArrayBuffer> }>> = {
  simd: () => import("../../build/simd.wasm"),
  scalar: () => import("../../build/scalar.wasm"),
  "simd-fused": () => import("../../build/simd-fused.wasm"),
  "scalar-fused": () => import("../../build/scalar-fused.wasm"),
  "simd-noise": () => import("../../build/simd-noise.wasm"),
  "scalar-noise": () => import("../../build/scalar-noise.wasm"),
  "simd-simulated": () => import("../../build/simd-simulated.wasm"),
  "scalar-simulated": () => import("../../build/scalar-simulated.wasm"),
  measures: () => import("../../build/measures.wasm"),
};
