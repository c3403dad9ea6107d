/**
 * Steps of sixteen replicas, one example at a time: the scalar build, the same steps four replicas at a time, and
 * sixteen together; beside them the floor of optimizers that take a root and a quotient for each parameter.
 */
import { prepare } from "../src/run/prepare.js";
import { openGroup } from "../src/train/setting.js";
import { agree } from "./agree.js";
import { type BenchOptions, inTurn } from "./in-turn.js";
import { effortOf, interleaved, type Piece, type Timing } from "./measure.js";
import { type Network, stepsOf, TOGETHER } from "./networks.js";
import { rootPiece } from "./peak.js";
import { type Sheet, short } from "./sheet.js";

/** One network. Times are nanoseconds a step and replica. */
export interface TogetherRow {
  network: string;
  /** Replicas side by side in the group that a study of sixteen gets. */
  lanes: number;
  /** Whether the parameters of all replicas are the same, bit for bit, however they are trained. */
  same: boolean;
  scalar: Timing;
  /** Four replicas a step. */
  four: Timing;
  sixteen: Timing;
  /** The time of a root and a quotient for each parameter; null for sgd, which takes none. */
  floor: number | null;
}

const REPLICAS = 16;
/** Steps after which the bits are compared. */
const CHECKED = 200;

export async function benchTogether(options: BenchOptions = {}): Promise<TogetherRow[]> {
  const root = await rootPiece();
  return inTurn(
    options.quick ? TOGETHER.filter(({ name }) => name.startsWith("2-8-1")) : TOGETHER,
    ({ name }) => name,
    options,
    (network) => benchNetwork(network, root, options),
  );
}

async function benchNetwork({ name, study }: Network, root: Piece, options: BenchOptions): Promise<TogetherRow> {
  const setting = await prepare({ ...study, replicas: REPLICAS });
  const sixteen = await openGroup(setting, "simd");
  const four = await openGroup(setting, "simd", 4);
  const scalar = await openGroup(setting, "scalar");
  const same = agree([scalar, four, sixteen], CHECKED, REPLICAS);
  const times = await interleaved(
    { scalar: stepsOf(scalar, REPLICAS), four: stepsOf(four, REPLICAS), sixteen: stepsOf(sixteen, REPLICAS), root },
    effortOf(options),
  );
  const { root: pair, ...own } = times;
  const takesRoots = setting.study.optimizer.name !== "sgd";
  return {
    network: name,
    lanes: sixteen.lanes,
    same,
    ...own,
    floor: takesRoots ? setting.plan.parameterCount * pair.least : null,
  };
}

export function togetherSheet(rows: readonly TogetherRow[]): Sheet {
  return {
    title: "steps of sixteen replicas, one example at a time, ns a step and replica",
    note: [
      "4: four replicas a step; 16: sixteen, as many side by side as lanes says. Logistic loss where none is named.",
      "floor: a square root and a division for each parameter and replica, four at a time, measured in turns with the row; floor /: its share of the time.",
      "Ratios are of the least times.",
    ].join("\n"),
    heads: [
      "network",
      "bits",
      "scalar least",
      "simd 4 least",
      "simd 16 least",
      "simd 16 median",
      "lanes",
      "floor",
      "floor / 16",
      "simd 4 / 16",
      "scalar / 16",
    ],
    rows: rows.map(({ network, same, scalar, four, sixteen, lanes, floor }) => [
      network,
      same ? "same" : "DIFFER",
      short(scalar.least),
      short(four.least),
      short(sixteen.least),
      short(sixteen.median),
      String(lanes),
      short(floor),
      floor === null ? "-" : (floor / sixteen.least).toFixed(2),
      (four.least / sixteen.least).toFixed(2),
      (scalar.least / sixteen.least).toFixed(2),
    ]),
    bars: {
      label: "scalar over simd, sixteen replicas",
      rows: rows.map(({ network, scalar, sixteen }) => ({
        name: network,
        series: "speedup",
        value: scalar.least / sixteen.least,
      })),
    },
  };
}
