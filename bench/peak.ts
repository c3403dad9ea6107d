/**
 * The peak of multiply-add in this engine on this machine: independent chains x = x a + b that stay in registers. No
 * kernel can do more products and additions a second, fused ones apart, which have other bits.
 */
import { demangle } from "@assemblyscript/loader";
import type { KernelExports } from "../src/kernel/load.js";
import type { Piece, Timing } from "./measure.js";

interface BenchExports extends KernelExports {
  vectorChains(steps: number, a: number, b: number): number;
  scalarChains(steps: number, a: number, b: number): number;
  rootsAndQuotients(steps: number, square: number, numerator: number): number;
  mapStandard(kind: number, out: number, inputs: number, count: number): void;
  part(
    lanes: number,
    floats: number,
    kind: number,
    from: number,
    to: number,
    model: number,
    order: number,
    rates: number,
    batch: number,
    count: number,
  ): void;
}

/** A new instance of bench/assembly/bench.ts. */
export async function loadBench(): Promise<BenchExports> {
  const { default: bytes } = await import("../build/bench.wasm");
  const { instance } = await WebAssembly.instantiate(bytes, {});
  return demangle<BenchExports>(instance.exports);
}

/** Chains, lanes and flops a step of the two loops. */
const VECTOR_FLOPS = 11 * 4 * 2;
const SCALAR_FLOPS = 13 * 2;
/** Steps of one repetition: some microseconds. */
const STEPS = 2000;
const ROOTS = 500;

/** Both peaks as pieces; their unit is a flop. */
export async function peakPieces(): Promise<{ peak: Piece; scalarPeak: Piece }> {
  const { vectorChains, scalarChains } = await loadBench();
  return {
    peak: { units: VECTOR_FLOPS * STEPS, run: (count) => settled(vectorChains(STEPS * count, 0.5, 0.5), 11) },
    scalarPeak: { units: SCALAR_FLOPS * STEPS, run: (count) => settled(scalarChains(STEPS * count, 0.5, 0.5), 13) },
  };
}

/** A square root and a division by it of four numbers as a piece; its unit is one number. */
export async function rootPiece(): Promise<Piece> {
  const { rootsAndQuotients } = await loadBench();
  const streams = 5;
  return {
    units: 4 * streams * ROOTS,
    run(count) {
      // The sum stays exact.
      for (let k = 0; k < count; k++) settled(rootsAndQuotients(ROOTS, 4, 2), streams * ROOTS);
    },
  };
}

/** Every chain x = x / 2 + 1 / 2 ends at 1: the loop was there, and was right. */
function settled(sum: number, chains: number): void {
  if (sum !== chains) throw new Error(`bench: expected chains with a sum of ${chains}; got ${sum}.`);
}

/** GFLOP/s of a timing whose unit holds so many flops. */
export function gflops(timing: Timing, flops = 1): number {
  return flops / timing.least;
}
