/**
 * Whole training steps, SIMD against scalar: compares the bits of both builds first, then times them interleaved.
 */
import { prepare } from "../src/run/prepare.js";
import type { StudyInput } from "../src/study/resolve.js";
import { loadKernel } from "../src/kernel/load.js";
import { hostOf } from "../src/run/how.js";
import type { Group } from "../src/train/group.js";
import { wasmGroup } from "../src/train/wasm-group.js";

/** One network. Times are nanoseconds a step and replica. */
export interface KernelRow {
  network: string;
  /** Whether the parameters of four replicas are the same, bit for bit, after the steps. */
  same: boolean;
  simd: { least: number; median: number };
  scalar: { least: number; median: number };
  /** Median of scalar over median of SIMD. */
  ratio: number;
  engine: string;
}

const NETWORKS: readonly { network: string; study: StudyInput }[] = [
  { network: "2-8-1 relu adagrad, batch 1", study: {} },
  { network: "4-16-16-1 relu sgd, batch 32", study: net(4, [16, 16], 32, "relu") },
  { network: "10-32-32-1 relu sgd, batch 32", study: net(10, [32, 32], 32, "relu") },
  { network: "10-32-32-1 tanh sgd, batch 32", study: net(10, [32, 32], 32, "tanh") },
  { network: "20-128-128-1 relu sgd, batch 128", study: net(20, [128, 128], 128, "relu") },
];

function net(dimension: number, hidden: number[], batchSize: number, activation: string): StudyInput {
  return { data: { name: "vee", dimension, train: 4096, test: 64 }, hidden, batchSize, activation, optimizer: "sgd", epochs: 1000 };
}

/** Replicas of a cell of the SIMD build: both builds train as many. */
const REPLICAS = [0, 1, 2, 3];
const ROUNDS = 15;
/** Milliseconds of one timed piece, about. */
const PIECE = 8;

export async function benchKernels(): Promise<KernelRow[]> {
  const rows: KernelRow[] = [];
  for (const { network, study } of NETWORKS) {
    const setting = await prepare(study);
    const open = async (build: "simd" | "scalar") => wasmGroup(await loadKernel(build), setting.study, setting.plan, setting.train);
    const simd = await open("simd");
    const scalar = await Promise.all(REPLICAS.map(() => open("scalar")));
    simd.start(REPLICAS);
    scalar.forEach((group, r) => group.start([r]));

    simd.advance(200);
    for (const group of scalar) group.advance(200);
    const same = REPLICAS.every((r) => sameBits(simd.snapshot(r).parameters, scalar[r]!.snapshot(0).parameters));

    const steps = stepsOf(simd);
    const times = { simd: [] as number[], scalar: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.simd.push(timed(simd, steps) / REPLICAS.length);
      times.scalar.push(timed(scalar[round % REPLICAS.length]!, steps));
    }
    const [fast, slow] = [summary(times.simd), summary(times.scalar)];
    rows.push({ network, same, simd: fast, scalar: slow, ratio: slow.median / fast.median, engine: hostOf().engine });
  }
  return rows;
}

/** Nanoseconds a step. The group starts again, so that there are steps left. */
function timed(group: Group, steps: number): number {
  group.start(REPLICAS.slice(0, group.lanes));
  group.advance(1);
  const started = performance.now();
  group.advance(steps);
  return ((performance.now() - started) * 1e6) / steps;
}

function stepsOf(group: Group): number {
  const each = timed(group, 50);
  return Math.max(20, Math.min(5000, Math.ceil((PIECE * 1e6) / each)));
}

function summary(times: number[]): { least: number; median: number } {
  const sorted = [...times].sort((a, b) => a - b);
  return { least: sorted[0]!, median: sorted[Math.floor(sorted.length / 2)]! };
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const [left, right] = [new Uint32Array(a.buffer), new Uint32Array(b.buffer)];
  return left.every((bits, index) => bits === right[index]);
}

export function kernelTable(rows: readonly KernelRow[]): string {
  const number = (value: number) => value.toFixed(0).padStart(10);
  const lines = rows.map(({ network, same, simd, scalar, ratio }) =>
    `${network.padEnd(34)} ${same ? "same  " : "DIFFER"} ${number(simd.least)} ${number(simd.median)} ${number(scalar.least)} ${number(scalar.median)} ${ratio.toFixed(2).padStart(8)}`,
  );
  return [
    `ns a training step and replica; ${rows[0]!.engine}`,
    `${"".padEnd(34)} bits         simd       simd     scalar     scalar   scalar/`,
    `${"network".padEnd(34)}             least     median      least     median     simd`,
    ...lines,
  ].join("\n");
}
