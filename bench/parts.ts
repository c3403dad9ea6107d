/**
 * Each kernel of a training step alone: the scalar build's, the SIMD build's with one replica, and with four. Composed
 * they must be a step, bit for bit, before anything is timed.
 */
import { type Layout, layOut } from "../src/kernel/layout.js";
import type { Kernel } from "../src/kernel/load.js";
import { readFloats } from "../src/kernel/memory.js";
import { type Prepared, prepare } from "../src/run/prepare.js";
import { wasmGroup } from "../src/train/wasm-group.js";
import type { BenchOptions } from "./in-turn.js";
import { effortOf, interleaved, type Piece, type Timing } from "./measure.js";
import { NETWORKS } from "./networks.js";
import { gflops, loadBench, peakPieces } from "./peak.js";
import { type Sheet, short } from "./sheet.js";

/** In the order of a step, with the layers that have them; `dense` where a product is all there is. */
const PARTS = [
  { name: "gather", layers: "first" },
  { name: "forward", layers: "all", dense: true },
  { name: "activation", layers: "hidden" },
  { name: "loss and dz", layers: "last" },
  { name: "dW", layers: "all", dense: true },
  { name: "db", layers: "all" },
  { name: "dX", layers: "hidden", dense: true },
  { name: "slope", layers: "hidden" },
  { name: "update", layers: "last" },
  { name: "excess", layers: "last" },
] as const;

/** One kernel. Times are nanoseconds a step and replica, of all its layers. */
export interface PartRow {
  part: string;
  scalar: Timing;
  alone: Timing;
  four: Timing;
  /** Of the peak of multiply-add, four replicas; null for what is no product. */
  fraction: number | null;
}

export interface PartsReport {
  network: string;
  /** Whether the kernels, composed, are a step, bit for bit, in all three forms. */
  same: boolean;
  rows: PartRow[];
}

/** Replicas side by side, and floats of a register. */
const FORMS = { scalar: [1, 1], alone: [1, 4], four: [4, 4] } as const;
/** A step after the first, because the first of momentum is another. */
const STEP = 1;

export async function benchParts(options: BenchOptions = {}): Promise<PartsReport> {
  const { name, study } = NETWORKS.find((network) => network.name.startsWith("10-32-32-1 relu"))!;
  const setting = await prepare({ ...study, replicas: 4 });
  const { layers } = setting.plan;
  const { peak } = await peakPieces();
  const opened = {
    scalar: await open(setting, ...FORMS.scalar),
    alone: await open(setting, ...FORMS.alone),
    four: await open(setting, ...FORMS.four),
  };
  const same = Object.values(opened).every(composes);
  const rows: PartRow[] = [];
  for (const [kind, part] of PARTS.entries()) {
    const times = await interleaved(
      { scalar: opened.scalar.piece(kind), alone: opened.alone.piece(kind), four: opened.four.piece(kind), peak },
      effortOf(options),
    );
    const flops = range(part.layers, layers.length).reduce(
      (sum, l) => sum + 2 * setting.study.batchSize * layers[l]!.work,
      0,
    );
    const { peak: limit, ...own } = times;
    rows.push({
      part: part.name,
      ...own,
      fraction: "dense" in part ? gflops(times.four, flops) / gflops(limit) : null,
    });
  }
  return { network: name, same, rows };
}

/** Indices of the layers that have a part. */
function range(layers: "first" | "last" | "all" | "hidden", count: number): number[] {
  const all = Array.from({ length: count }, (_, l) => l);
  return layers === "first" ? [0] : layers === "last" ? [count - 1] : layers === "hidden" ? all.slice(1) : all;
}

interface Opened {
  piece(kind: number): Piece;
  /** The parameters after two steps of the kernel, and after one step and its parts. */
  whole(): Float32Array;
  composed(): Float32Array;
}

async function open(setting: Prepared, lanes: number, floats: number): Promise<Opened> {
  const { study, plan, train } = setting;
  const exports = await loadBench();
  const kernel: Kernel = { lanes: 4, memory: exports.memory, exports };
  const group = wasmGroup(kernel, lanes, study, plan, train);
  // The same addresses as the group's: they follow from the arguments.
  const layout: Layout = layOut(kernel, lanes, study, plan, train, plan.stepsPerEpoch);
  const replicas = Array.from({ length: lanes }, (_, r) => r);
  const order = layout.order + STEP * study.batchSize * lanes * 4;
  const rates = layout.rates + 12 * STEP;
  const count = plan.layers.length;
  const part = (kind: number, from: number, to: number, times: number): void =>
    exports.part(lanes, floats, kind, from, to, layout.model, order, rates, study.batchSize, times);
  const startOver = (steps: number): void => {
    group.start(replicas);
    group.advance(steps);
  };
  const parameters = (): Float32Array =>
    readFloats(kernel.memory, layout.parameters, plan.parameterCount * lanes).slice();
  const kindOf = (name: (typeof PARTS)[number]["name"]): number => PARTS.findIndex((one) => one.name === name);
  return {
    piece(kind) {
      const layers = range(PARTS[kind]!.layers, count);
      return {
        units: lanes,
        prepare: () => startOver(2),
        run: (times) => part(kind, layers[0]!, layers.at(-1)!, times),
        most: 100_000,
      };
    },
    whole() {
      startOver(2);
      return parameters();
    },
    composed() {
      startOver(1);
      const run = (name: (typeof PARTS)[number]["name"], l: number): void => part(kindOf(name), l, l, 1);
      run("gather", 0);
      for (let l = 0; l < count; l++) {
        if (l > 0) run("activation", l);
        run("forward", l);
      }
      run("loss and dz", count - 1);
      for (let l = count - 1; l >= 0; l--) {
        run("dW", l);
        run("db", l);
        if (l > 0) run("dX", l);
        if (l > 0) run("slope", l);
      }
      run("update", count - 1);
      return parameters();
    },
  };
}

function composes({ whole, composed }: Opened): boolean {
  const words = new Uint32Array(composed().buffer);
  return new Uint32Array(whole().buffer).every((word, k) => word === words[k]);
}

export function partsSheet({ network, same, rows }: PartsReport): Sheet {
  const sum = (of: (row: PartRow) => number): string => short(rows.reduce((total, row) => total + of(row), 0));
  return {
    title: `each kernel of a step, ${network}, ns a step and replica`,
    note: `All layers of the network; peak x: of four replicas, the products' flops over the peak. Composed, the kernels are ${same ? "a step, bit for bit" : "NOT a step: BITS DIFFER"}.`,
    heads: ["kernel", "scalar least", "simd 1 least", "simd 4 least", "simd 4 median", "peak x 4", "scalar / simd 4"],
    rows: [
      ...rows.map(({ part, scalar, alone, four, fraction }) => [
        part,
        short(scalar.least),
        short(alone.least),
        short(four.least),
        short(four.median),
        fraction === null ? "-" : fraction.toFixed(2),
        (scalar.least / four.least).toFixed(2),
      ]),
      [
        "all",
        sum(({ scalar }) => scalar.least),
        sum(({ alone }) => alone.least),
        sum(({ four }) => four.least),
        sum(({ four }) => four.median),
        "",
        "",
      ],
    ],
  };
}
