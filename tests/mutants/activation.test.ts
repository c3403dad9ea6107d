/**
 * Values and slopes of every activation where its pieces meet, at zeros of both signs, and between, in both builds
 * against the reference.
 */
import { describe, expect, test } from "vitest";
import { type Build, loadKernel, reserve } from "../../src/kernel/load.js";
import { readFloats, writeWords } from "../../src/kernel/memory.js";
import { activation } from "../../src/reference/activation.js";
import { type Activation, activationForm } from "../../src/study/variants/activations.js";

const activations: Activation[] = [
  ...(
    [
      "identity",
      "relu",
      "relu6",
      "selu",
      "gelu",
      "gelu_tanh",
      "mish",
      "tanh",
      "sigmoid",
      "softsign",
      "hard_swish",
    ] as const
  ).map((name) => ({ name })),
  { name: "leaky_relu", alpha: 0.3 },
  { name: "elu", alpha: 0.7 },
  { name: "smelu", beta: 0.7 },
  { name: "softplus", beta: 1.7 },
  { name: "swish", beta: 1.3 },
  { name: "gsmelu", gMinus: -0.1, gPlus: 1.1, alpha: 0.6, beta: 0.7, t: 0.05 },
];

/** A number and its f32 neighbours. */
function around(x: number): number[] {
  const word = new Uint32Array(Float32Array.of(x).buffer)[0]!;
  return [word - 1, word, word + 1].map((bits) => new Float32Array(Uint32Array.of(bits).buffer)[0]!);
}

const meetings = [0.6, 0.7, 1, 3, 6].flatMap((x) => [...around(x), ...around(-x)]);
const between = Array.from({ length: 100 }, (_, i) => Math.fround((i - 49.7) / 7));
const z = Float32Array.from([0, -0, ...meetings, ...between]);

/** Bits of the values, and of the slopes as they stand in the product with dz = 1. */
async function byKernel(build: Build, spec: Activation): Promise<string[][]> {
  const kernel = await loadKernel(build);
  const { kind, constants } = activationForm(spec);
  const count = Math.ceil(z.length / kernel.lanes);
  const size = 4 * count * kernel.lanes;
  const at = Math.ceil(kernel.exports.heapBase() / 16) * 16;
  const [zs, as, dzs, fields] = [at, at + size, at + 2 * size, at + 3 * size];
  reserve(kernel, fields + constants.byteLength);
  writeWords(kernel.memory, zs, z);
  writeWords(kernel.memory, dzs, new Float32Array(z.length).fill(1));
  writeWords(kernel.memory, fields, constants);
  kernel.exports.mapActivation(as, zs, count, kind, fields);
  kernel.exports.mapSlope(dzs, zs, as, count, kind, fields);
  return rowsOf(readFloats(kernel.memory, as, z.length), readFloats(kernel.memory, dzs, z.length));
}

function rowsOf(values: Float32Array, slopes: Float32Array): string[][] {
  const hex = (x: Float32Array) => Array.from(new Uint32Array(x.slice().buffer), (word) => word.toString(16));
  const [a, s] = [hex(values), hex(slopes)];
  return Array.from(z, (x, i) => [Object.is(x, -0) ? "-0" : String(x), a[i]!, s[i]!]);
}

describe.each(["scalar", "simd"] as const)("%s", (build) => {
  test.each(activations)("activation $name", async (spec) => {
    const { value, slope } = activation(spec);
    const values = z.map(value);
    expect(await byKernel(build, spec)).toEqual(
      rowsOf(
        values,
        z.map((x, i) => slope(x, values[i]!)),
      ),
    );
  });
});
