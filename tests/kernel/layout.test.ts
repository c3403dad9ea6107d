/**
 * The border as both sides have it. A probe, compiled from the classes of assembly/model.ts, reads by their names the
 * fields that src/kernel/layout.ts has written by their places.
 */
import { readFileSync } from "node:fs";
import { main } from "assemblyscript/asc";
import { beforeAll, describe, expect, test } from "vitest";
import { layOut } from "../../src/kernel/layout.js";
import { type Kernel, loadKernel } from "../../src/kernel/load.js";
import { readDoubles, readFloats } from "../../src/kernel/memory.js";
import { prepare } from "../../src/run/prepare.js";
import { LAYER_KINDS } from "../../src/study/layers.js";
import { activationForm } from "../../src/study/variants/activations.js";
import { LOSS_KINDS } from "../../src/study/variants/losses.js";

const KINDS = Object.keys(LAYER_KINDS) as (keyof typeof LAYER_KINDS)[];
/** Every field of every class, as the source has them; a class comes after the one that it extends. */
const CLASSES: Record<string, string[]> = {};
for (const [, name, base, body] of readFileSync("assembly/model.ts", "utf8").matchAll(
  /export class (\w+)(?: extends (\w+))? \{\n(.*?)\n\}/gs,
)) {
  const own = [...body!.matchAll(/^ {2}(\w+): \w+;/gm)].map(([, field]) => field!);
  CLASSES[name!] = [...(base ? CLASSES[base]! : []), ...own];
}

type Probe = Record<string, (address?: number) => number>;
let probeOf: (memory: WebAssembly.Memory) => Promise<Probe>;

beforeAll(async () => {
  const names = KINDS.map((kind) => kind.toUpperCase()).join(", ");
  const source = [
    `import { ${Object.keys(CLASSES).join(", ")} } from "./assembly/model";`,
    `import { ${names} } from "./assembly/layer";`,
    ...KINDS.map((kind) => `export function ${kind}(): i32 { return ${kind.toUpperCase()}; }`),
    ...Object.entries(CLASSES).flatMap(([name, fields]) => [
      `export function bytes_${name}(): usize { return offsetof<${name}>(); }`,
      ...fields.map(
        (field) => `export function ${name}_${field}(at: usize): f64 { return changetype<${name}>(at).${field}; }`,
      ),
    ]),
  ].join("\n");
  let bytes = new Uint8Array();
  const options = ["--runtime", "stub", "--enable", "simd", "--importMemory", "--outFile", "probe.wasm"];
  const { error, stderr } = await main(["probe.ts", ...options, "--disableWarning"], {
    readFile: (name) => (name === "probe.ts" ? source : name.startsWith("assembly/") ? contentsOf(name) : null),
    writeFile: (_, contents) => void (bytes = contents as typeof bytes),
  });
  expect(error, stderr.toString()).toBe(null);
  const module = await WebAssembly.compile(bytes);
  probeOf = async (memory) => (await WebAssembly.instantiate(module, { env: { memory } })).exports as Probe;
});

function contentsOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** A record by the names of its fields. */
function read(probe: Probe, name: string, address: number): Record<string, number> {
  return Object.fromEntries(CLASSES[name]!.map((field) => [field, probe[`${name}_${field}`]!(address)]));
}

const STUDY = {
  data: { name: "gaussians", classes: 3, dimension: 2, train: 30, test: 8 },
  hidden: [5, 7],
  activation: { name: "elu", alpha: 0.75 },
  optimizer: { name: "rmsprop", weightDecay: 0.5, momentum: 0.25, alpha: 0.875, centered: true },
  clipNorm: 3,
} as const;

describe.each([
  ["simd", 4],
  ["simd", 1],
  ["scalar", 1],
] as const)("%s, %i in a cell", (build, lanes) => {
  let kernel: Kernel;
  let probe: Probe;
  const opened = async (study: object) => {
    const { study: resolved, plan, train } = await prepare({ ...STUDY, ...study });
    kernel = await loadKernel(build);
    const layout = layOut(kernel, lanes, resolved, plan, train, plan.stepsPerEpoch);
    probe = await probeOf(kernel.memory);
    return { plan, train, layout, study: resolved, model: read(probe, "Model", layout.model) };
  };

  test("the model", async () => {
    const { study, plan, train, layout, model } = await opened({});
    const { activationConstants, clipNorm, layers, optimizer, inputs, labels, y, scratch, panel, ...others } = model;
    expect(others).toEqual({
      layerCount: 3,
      lossKind: LOSS_KINDS.softmax,
      activation: activationForm(study.activation).kind,
      parameterCount: plan.parameterCount,
      parameters: layout.parameters,
      gradient: layout.gradient,
      state: layout.state,
      targets: 1,
      capacity: layout.capacity,
      loss: layout.loss,
      divergence: layout.divergence,
      weights: 0,
      w: 0,
      noise: 0,
    });
    expect(readFloats(kernel.memory, activationConstants!, 1)).toEqual(Float32Array.of(0.75));
    expect(readDoubles(kernel.memory, clipNorm!, 1)).toEqual(Float64Array.of(3));
    expect(readFloats(kernel.memory, inputs!, train.x.length)).toEqual(train.x);
    expect(readFloats(kernel.memory, labels!, train.y.length)).toEqual(train.y);
    expect(new Set([layers, optimizer, y, scratch, panel]).size).toBe(5);
    expect((await opened({ clipNorm: null })).model.clipNorm).toBe(0);
    const weighed = await opened({ classWeights: [1, 2, 4] });
    expect(readFloats(kernel.memory, weighed.model.weights!, 30)).toEqual(weighed.train.weights);
    expect(weighed.model.w).toBeGreaterThan(weighed.model.weights!);
  });

  test("the optimizer", async () => {
    const { model } = await opened({});
    const record = read(probe, "Optimizer", model.optimizer!);
    expect(record).toEqual({
      kind: 4,
      option: 1,
      weightDecay: 0.5,
      momentum: 0.25,
      oneMinusDampening: 1,
      alpha: 0.875,
      oneMinusAlpha: 0.125,
      beta1: 0,
      oneMinusBeta1: 1,
      beta2: 0,
      oneMinusBeta2: 1,
    });
    const adam = await opened({ optimizer: { name: "adam", beta1: 0.75, beta2: 0.875 } });
    const { beta1, oneMinusBeta1, beta2, oneMinusBeta2 } = read(probe, "Optimizer", adam.model.optimizer!);
    expect([beta1, oneMinusBeta1, beta2, oneMinusBeta2]).toEqual([0.75, 0.25, 0.875, 0.125]);
  });

  test("noise", async () => {
    const noisy = {
      labelNoise: 0.25,
      inputNoise: 0.5,
      augment: 2,
      dropout: { inputs: 0.5, hidden: [0, 0.75] },
      mcPasses: 3,
      ulp: { step: 3, ulps: 7 },
      oracle: { name: "gradient", delta: 3 },
    };
    const { plan, layout, model } = await opened(noisy);
    const { room, ...others } = read(probe, "Noise", model.noise!);
    expect(others).toEqual({
      keys: layout.keys.init,
      length: 3,
      oracle: 2,
      stepsPerEpoch: 30,
      classes: 3,
      labelNoise: 0.25,
      inputNoise: 0.5,
      augment: 2,
      ulpStep: 3,
      ulps: 7,
      parameter: -1,
      drops: probe.bytes_Noise!(),
      passes: 3,
      evaluated: -1,
    });
    expect(readFloats(kernel.memory, model.noise! + probe.bytes_Noise!(), 6)).toEqual(
      Float32Array.of(0.5, 2, 0, 1, 0.75, 4),
    );
    const bytes = 4 * lanes * (plan.parameterCount + layout.capacity * 2 * (5 + 7 + 3));
    for (const other of [layout.parameters, layout.state, layout.order]) {
      expect(room! + bytes <= other || room! > other).toBe(true);
    }
    Object.values(layout.keys).forEach((keys, place) => expect(keys).toBe(layout.keys.init + 64 * place));
  });

  test("simulated arithmetic, with room for what it copies", async () => {
    const profiles = ["split-k:5", "f16", "f64-accumulate", "flush-subnormals"];
    const { layout, model } = await opened({ arithmetic: { profiles, on: "backward" }, dropout: 0.5, batchSize: 3 });
    const { room, ...record } = read(probe, "Simulated", model.noise!);
    expect(record).toMatchObject({
      drops: probe.bytes_Simulated!(),
      passes: 0,
      order: 4,
      count: 5,
      operands: 3,
      additions: 2,
      flushes: 1,
      isForward: 0,
      isBackward: 1,
    });
    const drops = readFloats(kernel.memory, model.noise! + probe.bytes_Simulated!(), 6);
    expect(drops).toEqual(Float32Array.of(0, 1, 0.5, 2, 0.5, 2));
    // What dropout keeps; the order and the lists of the longest sum; sums that wait; a factor of the widest layer.
    const { capacity } = layout;
    const longest = Math.max(capacity, 7);
    const bytes = 4 * lanes * (capacity * 2 * (5 + 7) + 2 * longest + 2 + capacity * 7) + 2048;
    for (const other of [layout.parameters, layout.state, layout.order]) {
      expect(room! + bytes <= other || room! > other).toBe(true);
    }
  });

  test("the layers, one after the other; the last one's z and dz are what an evaluation leaves", async () => {
    const { plan, layout, model } = await opened({});
    const bytes = probe.bytes_Layer!();
    const layers = plan.layers.map((_, index) => read(probe, "Layer", model.layers! + bytes * index));
    expect(layers.map(({ x, z, dz, ...others }) => others)).toEqual(
      plan.layers.map(({ kind, inputs, outputs, parameters: [first] }) => ({
        kind: probe[kind]!(),
        inputs,
        outputs,
        parameters: layout.parameters + first!.offset * lanes * 4,
        gradient: layout.gradient + first!.offset * lanes * 4,
      })),
    );
    expect(layers.at(-1)).toMatchObject({ z: layout.logits, dz: layout.probabilities });
    expect(new Set(layers.flatMap(({ x, z, dz }) => [x, z, dz])).size).toBe(9);
  });

  test("no record reaches into what lies behind it", async () => {
    const { layout, model } = await opened({});
    const records = [
      [layout.model, probe.bytes_Model!()],
      [model.optimizer!, probe.bytes_Optimizer!()],
      [model.layers!, 3 * probe.bytes_Layer!()],
    ] as const;
    const starts = [...Object.values(layout), ...Object.values(model)].filter((address) => address >= 1024);
    for (const [start, bytes] of records) {
      expect(starts.filter((address) => address > start && address < start + bytes)).toEqual([]);
    }
  });
});

test("kinds of layer have codes of their own, the same on both sides", async () => {
  const probe = await probeOf(new WebAssembly.Memory({ initial: 1 }));
  const codes = KINDS.map((kind) => LAYER_KINDS[kind].code);
  expect(codes).toEqual(KINDS.map((kind) => probe[kind]!()));
  expect(new Set(codes).size).toBe(codes.length);
});
