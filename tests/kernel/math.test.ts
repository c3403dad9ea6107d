import { describe } from "vitest";
import { FUNCTIONS, type FunctionName } from "../../src/kernel/codes.js";
import { type Kernel, loadKernel, reserve } from "../../src/kernel/load.js";
import { readFloats, writeWords } from "../../src/kernel/memory.js";
import { checkMathVectors } from "../math-vectors.js";

/** A function of the kernels over an array; its end is filled up to a whole cell. */
function mapped(kernel: Kernel, name: FunctionName, x: Float32Array): Float32Array {
  const count = Math.ceil(x.length / kernel.lanes);
  const bytes = 4 * count * kernel.lanes;
  const inputs = Math.ceil(kernel.exports.heapBase() / 16) * 16;
  reserve(kernel, inputs + 2 * bytes);
  writeWords(kernel.memory, inputs, x);
  kernel.exports.mapFunction(FUNCTIONS.indexOf(name), inputs + bytes, inputs, count);
  return readFloats(kernel.memory, inputs + bytes, x.length);
}

const kernels = { simd: await loadKernel("simd"), scalar: await loadKernel("scalar") };

describe.each(["simd", "scalar"] as const)("%s", (build) => {
  checkMathVectors((name) => (x) => mapped(kernels[build], name as FunctionName, x));
});
