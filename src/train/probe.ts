/**
 * The probe of a host: rounding, subnormals, NaN handling, and a tiny training whose fingerprint is part of the
 * contract. A few milliseconds, before the first training.
 */
import { type Kernel, loadKernel, reserve } from "../kernel/load.js";
import { readFloats, writeWords } from "../kernel/memory.js";
import { planOf } from "../study/plan.js";
import { resolveStudy } from "../study/resolve.js";
import { type Activation, activationForm } from "../study/variants/activations.js";
import { studyFingerprint } from "./fingerprint.js";
import type { Backend } from "./group.js";
import golden from "./probe.json" with { type: "json" };
import { openGroup, type Setting } from "./setting.js";
import { trainAll } from "./train-group.js";

/** What a tiny training with some backend has shown of the host. */
export interface Probe {
  /** Of the tiny training; null where it was not reached. */
  fingerprint: string | null;
  /** What the host cannot keep, or null. */
  problem: string | null;
}

/**
 * Activations as single operations: values whose result shows how the host rounds, flushes and compares, and the bits
 * of the reference.
 */
export const OPERATIONS: { name: string; spec: Activation; inputs: number[]; outputs: string[] }[] = [
  // 1 + 2^-24 and 1 + 3 * 2^-24 lie half-way between two f32: the even neighbour is 1 and 1 + 2^-22.
  {
    name: "rounding",
    spec: { name: "softsign" },
    inputs: [5.960464477539063e-8, 1.7881393432617188e-7, 1 / 3, 1e30],
    outputs: ["33800000", "343ffffd", "3e800000", "3f800000"],
  },
  {
    name: "subnormals",
    spec: { name: "leaky_relu", alpha: 1e-10 },
    inputs: [-1e-30, -1.1754943508222875e-38, -1e-40, -0],
    outputs: ["800116c2", "80000000", "80000000", "80000000"],
  },
  {
    name: "NaN",
    spec: { name: "relu" },
    inputs: [NaN, -NaN, Infinity, -Infinity],
    outputs: ["00000000", "00000000", "7f800000", "00000000"],
  },
];

/**
 * Two inputs, partial batches, transcendental functions, an adaptive optimizer, a group with an empty lane: six
 * replicas.
 */
function tinySetting(batchSize: number): Setting {
  const x = Float32Array.from({ length: 26 }, (_, k) => ((k * 7) % 13) / 8 - 0.75);
  const y = Float32Array.from({ length: 13 }, (_, n) => (n * 5) % 2);
  const examples = { count: 13, x, y };
  const facts = { task: "binary", inputs: 2, classes: 2, targets: 1, train: 13 } as const;
  const input = {
    hidden: [5, 3],
    activation: "gelu",
    optimizer: "adam",
    batchSize,
    epochs: 2,
    shuffleWindow: 4,
    replicas: 6,
  };
  const study = resolveStudy(input, { name: "given" }, facts);
  return { study, plan: planOf(study, facts), train: examples, validation: null, test: examples };
}

const known: Partial<Record<Backend, Promise<Probe>>> = {};

/** Probes a backend on this host, once. */
export function probe(backend: Backend): Promise<Probe> {
  known[backend] ??= probed(backend);
  return known[backend];
}

async function probed(backend: Backend): Promise<Probe> {
  if (backend !== "reference") {
    if (typeof WebAssembly === "undefined") return { fingerprint: null, problem: "there is no WebAssembly here" };
    const kernel = await loadKernel(backend).catch((error: unknown) => {
      if (error instanceof WebAssembly.CompileError) return error;
      throw error;
    });
    const problem =
      kernel instanceof Error
        ? `this engine cannot compile it: ${firstLine(kernel.message)}`
        : operationProblem(kernel);
    if (problem) return { fingerprint: null, problem };
  }
  const fingerprint = await tinyFingerprint(backend);
  const problem =
    fingerprint === golden.fingerprint
      ? null
      : `a tiny training gave ${fingerprint.slice(0, 16)}, not ${golden.fingerprint.slice(0, 16)}`;
  return { fingerprint, problem };
}

function firstLine(text: string): string {
  return text.split("\n")[0]!.replace(/\.$/, "");
}

/** The first operation whose bits differ from the reference, or null. */
function operationProblem(kernel: Kernel): string | null {
  const { memory, exports, lanes } = kernel;
  const constantsAt = Math.ceil(exports.heapBase() / 16) * 16;
  for (const { name, spec, inputs, outputs } of OPERATIONS) {
    const { kind, constants } = activationForm(spec);
    const cells = Float32Array.from(inputs.flatMap((value) => Array<number>(lanes).fill(value)));
    const from = constantsAt + 64;
    reserve(kernel, from + 2 * cells.byteLength);
    writeWords(memory, constantsAt, constants);
    writeWords(memory, from, cells);
    exports.mapActivation(from + cells.byteLength, from, inputs.length, kind, constantsAt);
    const found = Array.from(readFloats(memory, from + cells.byteLength, cells.length), bitsOf);
    const wrong = found.findIndex((bits, k) => bits !== outputs[Math.floor(k / lanes)]);
    if (wrong >= 0)
      return `${name}: ${spec.name}(${cells[wrong]}) is 0x${found[wrong]}, not 0x${outputs[Math.floor(wrong / lanes)]}`;
  }
  return null;
}

/** A f32 in hex. */
export function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0).toString(16).padStart(8, "0");
}

/** Of the tiny training; `lanes` as in `openGroup`. */
export async function tinyFingerprint(backend: Backend, batchSize = 5, lanes?: number): Promise<string> {
  const setting = tinySetting(batchSize);
  return studyFingerprint(trainAll(await openGroup(setting, backend, lanes), setting));
}
