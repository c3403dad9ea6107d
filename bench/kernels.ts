/**
 * Whole training steps, and each kernel of one: the scalar build, the SIMD build with one replica alone, and with four.
 * The bits of all are compared first.
 */
import { prepare } from "../src/run/prepare.js";
import { openGroup } from "../src/train/setting.js";
import { agree } from "./agree.js";
import { type BenchOptions, inTurn } from "./in-turn.js";
import { type Machine, machineOf } from "./machine.js";
import { effortOf, interleaved, type Piece, type Timing } from "./measure.js";
import { benchMeasures, type MeasuresRow, measuresSheet } from "./measures.js";
import { flopsOfStep, NETWORKS, type Network, SMALL, stepsOf } from "./networks.js";
import { benchOverheads, type OverheadRow, overheadSheet } from "./overheads.js";
import { benchParts, type PartsReport, partsSheet } from "./parts.js";
import { gflops, peakPieces } from "./peak.js";
import { type Sheet, short } from "./sheet.js";
import { benchTogether, type TogetherRow, togetherSheet } from "./together.js";

/** One network. Times are nanoseconds a step and replica; rates are of the least times. */
export interface KernelRow {
  network: string;
  /** Of a step and replica. */
  flops: number;
  /**
   * Replicas side by side in the group that a study of four replicas gets: by the shape of the network, four or one.
   */
  lanes: number;
  /** Whether the parameters of four replicas are the same, bit for bit, however they are trained. */
  same: boolean;
  scalar: Timing;
  alone: Timing;
  four: Timing;
  gflops: { scalar: number; alone: number; four: number; peak: number; scalarPeak: number };
  /** Of the peak of the build, measured in turns with the row. */
  fraction: { scalar: number; alone: number; four: number };
  /** Scalar over SIMD with four replicas. */
  ratio: number;
}

export interface KernelsReport {
  bench: "kernels";
  machine: Machine;
  /** GFLOP/s, the highest of all rows. */
  peak: { simd: number; scalar: number };
  rows: KernelRow[];
  /** Steps of sixteen replicas, one example at a time. */
  together: TogetherRow[];
  /** Each kernel of a step. */
  parts: PartsReport;
  measures: MeasuresRow[];
  /** What a run costs beside its steps. */
  overheads: OverheadRow[];
}

const REPLICAS = 4;
/** Flops after which the bits are compared, about; at least two steps. */
const CHECKED = 2e8;

export async function benchKernels(options: BenchOptions = {}): Promise<KernelsReport> {
  const machine = await machineOf();
  const peaks = await peakPieces();
  const rows = await inTurn(
    options.quick ? SMALL : NETWORKS,
    ({ name }) => name,
    options,
    (network) => benchNetwork(network, peaks, options),
  );
  const highest = (of: (row: KernelRow) => number) => Math.max(...rows.map(of));
  const peak = { simd: highest((row) => row.gflops.peak), scalar: highest((row) => row.gflops.scalarPeak) };
  return {
    bench: "kernels",
    machine,
    peak,
    rows,
    together: await benchTogether(options),
    parts: await benchParts(options),
    measures: await benchMeasures(options),
    overheads: await benchOverheads(options),
  };
}

async function benchNetwork(
  { name, study }: Network,
  peaks: { peak: Piece; scalarPeak: Piece },
  options: BenchOptions,
): Promise<KernelRow> {
  const setting = await prepare({ ...study, replicas: REPLICAS });
  const flops = flopsOfStep(setting.plan.layers, setting.study.batchSize);
  const alone = await openGroup(setting, "simd", 1);
  const four = await openGroup(setting, "simd");
  const scalar = await openGroup(setting, "scalar");

  const steps = Math.max(2, Math.min(200, Math.floor(CHECKED / flops)));
  const same = agree([scalar, alone, four, await openGroup(setting, "simd", 4)], steps, REPLICAS);
  const pieces = { scalar: stepsOf(scalar, 1), alone: stepsOf(alone, 1), four: stepsOf(four, REPLICAS), ...peaks };
  const times = await interleaved(pieces, effortOf(options));

  const rates = {
    scalar: gflops(times.scalar, flops),
    alone: gflops(times.alone, flops),
    four: gflops(times.four, flops),
    peak: gflops(times.peak),
    scalarPeak: gflops(times.scalarPeak),
  };
  const fraction = {
    scalar: rates.scalar / rates.scalarPeak,
    alone: rates.alone / rates.peak,
    four: rates.four / rates.peak,
  };
  const { scalar: slow, alone: one, four: fast } = times;
  return {
    network: name,
    flops,
    lanes: four.lanes,
    same,
    scalar: slow,
    alone: one,
    four: fast,
    gflops: rates,
    fraction,
    ratio: slow.least / fast.least,
  };
}

export function kernelSheets({ rows, peak, together, parts, measures, overheads }: KernelsReport): Sheet[] {
  return [
    {
      title: "whole training steps, ns a step and replica",
      note: [
        `peak ${short(peak.simd)} GFLOP/s (scalar ${short(peak.scalar)}): multiply-adds in registers, measured in turns with each row; peak x: the row's rate over it.`,
        "1: one replica alone; 4: a study of four replicas, as many side by side as lanes says. A flop is a product or an addition of a dense layer, forward, dW and dX; the time is that of the whole step.",
        "Rates and ratios are of the least times.",
      ].join("\n"),
      heads: [
        "network",
        "bits",
        "scalar least",
        "scalar median",
        "simd 1 least",
        "simd 1 median",
        "simd 4 least",
        "simd 4 median",
        "lanes",
        "GFLOP/s 4",
        "peak x 1",
        "peak x 4",
        "scalar / simd 4",
      ],
      rows: rows.map((row) => [
        row.network,
        row.same ? "same" : "DIFFER",
        ...[row.scalar, row.alone, row.four].flatMap(({ least, median }) => [short(least), short(median)]),
        String(row.lanes),
        short(row.gflops.four),
        row.fraction.alone.toFixed(2),
        row.fraction.four.toFixed(2),
        row.ratio.toFixed(2),
      ]),
      bars: {
        label: "fraction of the peak",
        rows: rows.flatMap(({ network, fraction }) => [
          { name: network, series: "one replica", value: fraction.alone },
          { name: network, series: "four replicas", value: fraction.four },
        ]),
      },
    },
    togetherSheet(together),
    partsSheet(parts),
    measuresSheet(measures),
    overheadSheet(overheads),
  ];
}
