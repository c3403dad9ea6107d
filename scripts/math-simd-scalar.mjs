/**
 * Tries all 2^32 arguments of the functions named on the command line (all ten without a name): the shipped simd.wasm
 * and scalar.wasm must give the same bits, any NaN counting as any NaN. Exit code 1 where they differ.
 */
import { readFileSync } from "node:fs";

/** In the order of assembly/functions.ts. */
const FUNCTIONS = ["exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus", "erf", "sinpi", "cospi"];
const BLOCK = 65536;

function load(name) {
  const url = new URL(`../build/${name}.wasm`, import.meta.url);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(url)));
  const inputs = Math.ceil(exports.heapBase() / 64) * 64;
  const outputs = inputs + 4 * BLOCK;
  const missing = outputs + 4 * BLOCK - exports.memory.buffer.byteLength;
  if (missing > 0) exports.memory.grow(Math.ceil(missing / 65536));
  return {
    inputs: new Uint32Array(exports.memory.buffer, inputs, BLOCK),
    outputs: new Uint32Array(exports.memory.buffer, outputs, BLOCK),
    map: (kind) => exports.mapFunction(kind, outputs, inputs, BLOCK / exports.lanes()),
  };
}

const isNaNBits = (bits) => (bits & 0x7fffffff) > 0x7f800000;

/** Number of arguments where the two builds differ. */
function compare(kind, simd, scalar) {
  let different = 0;
  for (let start = 0; start < 2 ** 32; start += BLOCK) {
    for (let i = 0; i < BLOCK; i++) simd.inputs[i] = start + i;
    scalar.inputs.set(simd.inputs);
    simd.map(kind);
    scalar.map(kind);
    for (let i = 0; i < BLOCK; i++) {
      const a = simd.outputs[i];
      const b = scalar.outputs[i];
      if (a !== b && !(isNaNBits(a) && isNaNBits(b))) different++;
    }
  }
  return different;
}

const simd = load("simd");
const scalar = load("scalar");
for (const name of process.argv.length > 2 ? process.argv.slice(2) : FUNCTIONS) {
  const different = compare(FUNCTIONS.indexOf(name), simd, scalar);
  console.log(`${name.padEnd(8)} ${different} of 2^32 differ between simd and scalar`);
  if (different > 0) process.exitCode = 1;
}
