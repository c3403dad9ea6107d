/**
 * Follows runs that PyTorch made: same data, initial weights and batches. Gates and their reason stand in README.md.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Build } from "../../src/kernel/load.js";
import { loadKernel, reserve } from "../../src/kernel/load.js";
import { readFloats, writeWords } from "../../src/kernel/memory.js";
import { activation } from "../../src/reference/activation.js";
import { startReplica } from "../../src/reference/trainer.js";
import { prepare } from "../../src/run/prepare.js";
import { openTrainer } from "../../src/run/trainer.js";
import { perFactor } from "../../src/study/levels.js";
import type { StudyInput } from "../../src/study/study.js";
import { type Activation, activationForm } from "../../src/study/variants/activations.js";

const GATE = { gradient: 5e-6, 1: 5e-6, 10: 2e-5, 100: 2e-4 };

interface Task {
  dims: number[];
  n: number;
  n_test: number;
  x: number[];
  y: number[];
  x_test: number[];
  init: { values: number[] }[];
  batches: number[][];
}
interface State {
  w: number[][];
  out: number[];
}
interface Numbers {
  losses: number[];
  grad1: number[][];
  after1: State;
  after10: State;
  after100: State;
}
interface Case {
  task: string;
  activation: string;
  f32: Numbers;
  f64: Numbers;
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as T;
}

/** The largest |a - b| / max(1, |b|). */
function distance(a: ArrayLike<number>, b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return b.reduce((most, value, i) => Math.max(most, Math.abs(a[i]! - value) / Math.max(1, Math.abs(value))), 0);
}

function rows(flat: readonly number[], width: number): number[][] {
  return Array.from({ length: flat.length / width }, (_, n) => flat.slice(n * width, (n + 1) * width));
}

/** PyTorch's [out][in] as I rows of O. */
function transposed(weights: readonly number[], inputs: number, outputs: number): number[][] {
  return Array.from({ length: inputs }, (_, i) => Array.from({ length: outputs }, (_, o) => weights[o * inputs + i]!));
}

/** A list W1, b1, W2, ... of PyTorch as our flat parameters. */
function flatParameters(list: readonly number[][], dims: readonly number[]): number[] {
  return list.flatMap((array, k) => (k % 2 ? array : transposed(array, dims[k / 2]!, dims[k / 2 + 1]!).flat()));
}

function activationOf(name: string): Activation {
  const special: Record<string, unknown> = {
    gelu_erf: { name: "gelu" },
    silu: { name: "swish", beta: 1 },
    softplus: { name: "softplus", beta: 1 },
    elu: { name: "elu", alpha: 1 },
    leaky_relu: { name: "leaky_relu", alpha: 0.01 },
    smelu_1: { name: "smelu", beta: 1 },
    smelu_0p5: { name: "smelu", beta: 0.5 },
  };
  return (special[name] ?? { name }) as Activation;
}

interface Hyper {
  lr: number;
  weight_decay: number;
  momentum?: number;
  dampening?: number;
  betas?: [number, number];
  eps?: number;
  amsgrad?: boolean;
  lr_decay?: number;
  initial_accumulator_value?: number;
}

function optimizerOf(name: string, h: Hyper) {
  return Object.fromEntries(
    Object.entries({
      name,
      learningRate: h.lr,
      weightDecay: h.weight_decay,
      ...(name === "momentum" && { momentum: h.momentum, dampening: h.dampening }),
      ...(name === "adagrad" && {
        epsilon: h.eps,
        learningRateDecay: h.lr_decay,
        initialAccumulator: h.initial_accumulator_value,
      }),
      ...(h.betas && { beta1: h.betas[0], beta2: h.betas[1], epsilon: h.eps, amsgrad: h.amsgrad }),
    }),
  );
}

const LOSS: Record<string, string> = { mse: "squared", bce: "logistic", ce: "softmax" };
const TASK: Record<string, string> = { mse: "regression", bce: "binary", ce: "classes" };

function studyOf(optimizer: string, hyper: Hyper, { task, activation }: Case): { study: StudyInput; task: Task } {
  const t = read<Task>(`task-${task}.json`);
  const [inputs, outputs] = [t.dims[0]!, t.dims.at(-1)!];
  const y = task === "mse" ? rows(t.y, outputs) : t.y;
  // The outputs on the test inputs are compared, not their loss: any labels will do.
  const unknown = Array.from({ length: t.n_test }, (_, n) => (task === "mse" ? Array<number>(outputs).fill(0) : n % 2));
  const study = {
    data: { name: "given", task: TASK[task], x: rows(t.x, inputs), y, test: { x: rows(t.x_test, inputs), y: unknown } },
    hidden: t.dims.slice(1, -1),
    activation: activationOf(activation),
    loss: LOSS[task],
    optimizer: optimizerOf(optimizer, hyper),
    initial: t.dims
      .slice(1)
      .map((O, l) => ({ W: transposed(t.init[2 * l]!.values, t.dims[l]!, O), b: t.init[2 * l + 1]!.values })),
    order: t.batches,
    batchSize: 8,
    replicas: 1,
  };
  return { study: study as StudyInput, task: t };
}

describe.each(["sgd", "momentum", "adagrad", "adam", "adamw"])("%s", (optimizer) => {
  const file = read<{ hyper: Hyper; cases: Case[] }>(`opt-${optimizer}.json`);

  test.each(file.cases.map((item) => ({ name: `${item.task} ${item.activation}`, item })))(
    "$name",
    async ({ item }) => {
      const { study, task } = studyOf(optimizer, file.hyper, item);
      const { f32 } = item;

      const setting = await prepare(study);
      const first = startReplica(
        {
          study: setting.study,
          layers: setting.plan.layers,
          steps: 100,
          stepsPerEpoch: 8,
          keys: perFactor(() => [0, 0]),
        },
        { ...setting.train, inputs: task.dims[0]!, targets: setting.plan.targets },
      );
      first.advance(1);
      expect(distance(first.gradient, flatParameters(f32.grad1, task.dims))).toBeLessThan(GATE.gradient);

      for (const backend of ["simd", "scalar"] as const) {
        const trainer = await openTrainer(study, { backend });
        for (const steps of [1, 10, 100] as const) {
          trainer.advance(steps - trainer.step);
          const after = f32[`after${steps}`];
          expect(distance(trainer.parameters()[0]!, flatParameters(after.w, task.dims))).toBeLessThan(GATE[steps]);
          expect(distance(trainer.evaluate()[0]!.logits, after.out)).toBeLessThan(GATE[steps]);
          const loss = f32.losses[[1, 2, 10, 100].indexOf(steps)]!;
          expect(distance(trainer.losses(), [loss])).toBeLessThan(GATE[steps]);
        }
      }
    },
  );
});

interface Table {
  x: number[];
  table: Record<string, Record<"f32" | "f64", { value: number[]; grad: number[] }>>;
}

describe("activations", () => {
  const { x, table } = read<Table>("activations.json");
  const z = Float32Array.from(x);

  /** Values and slopes by a build of the kernels. */
  async function mapped(build: Build, spec: Activation): Promise<{ values: Float32Array; slopes: Float32Array }> {
    const kernel = await loadKernel(build);
    const { kind, constants } = activationForm(spec);
    const cells = Float32Array.from(x.flatMap((value) => Array<number>(kernel.lanes).fill(value)));
    const at = kernel.exports.heapBase();
    const region = (k: number) => at + 64 + k * cells.byteLength;
    reserve(kernel, region(3));
    writeWords(kernel.memory, at, constants);
    writeWords(kernel.memory, region(0), cells);
    writeWords(kernel.memory, region(2), new Float32Array(cells.length).fill(1));
    kernel.exports.mapActivation(region(1), region(0), x.length, kind, at);
    kernel.exports.mapSlope(region(2), region(0), region(1), x.length, kind, at);
    const lane0 = (k: number) =>
      readFloats(kernel.memory, region(k), cells.length).filter((_, i) => i % kernel.lanes === 0);
    return { values: lane0(1), slopes: lane0(2) };
  }

  test.each(Object.keys(table))("%s", async (name) => {
    const spec = activationOf(name);
    const { value, slope } = activation(spec);
    const values = z.map((element) => value(element));
    const slopes = z.map((element, i) => slope(element, values[i]!));
    for (const precision of ["f32", "f64"] as const) {
      expect(distance(values, table[name]![precision].value)).toBeLessThan(GATE.gradient);
      expect(distance(slopes, table[name]![precision].grad)).toBeLessThan(GATE.gradient);
    }
    for (const build of ["simd", "scalar"] as const) {
      const kernel = await mapped(build, spec);
      expect([...new Uint32Array(kernel.values.buffer)]).toEqual([...new Uint32Array(values.buffer)]);
      expect([...new Uint32Array(kernel.slopes.buffer)]).toEqual([...new Uint32Array(slopes.buffer)]);
    }
  });

  test("the table has the thirteen activations", () => expect(Object.keys(table)).toHaveLength(13));
});
