/**
 * Lays out the memory of the kernels of the measures for tiles of one shape (assembly/measures/tile.ts).
 *
 * Shapes: a row is one number an example, and a whole number of cache lines; a cell is four f64, an example each.
 * Checked: tests/measure/kernel.test.ts.
 */
import { type MeasureExports, reserve } from "../kernel/load.js";
import { groupCount } from "../statistics/jackknife.js";
import { oddEvenMerge } from "./network.js";
import type { Shape } from "./predictions.js";
import { type KnownOfExamples, replicasKept, type Sums } from "./sums.js";

/** An instance of the kernels. */
export interface Instance {
  exports: MeasureExports;
  /** Address of the table of log(1 + e^-t). */
  table: number;
  /** First byte that is free for a layout, and the one that has it now. */
  free: number;
  layout: TileLayout | null;
}

/** Fields of the record (assembly/measures/tile.ts), in their order. */
export const FIELDS = [
  ...["replicas", "columns", "examples", "stride", "rows", "network", "comparators", "weights"],
  ...["distances", "quotients", "totals", "groups", "kept", "norm1", "norm2", "relative", "variance", "bias", "own"],
  ...["truth", "keys", "sorted", "below", "above", "values", "byReplica", "squares", "members", "means", "apart"],
  ...["shares", "others", "biases", "logits", "table", "logs", "labels", "right", "agreements", "classes", "counts"],
  "agreeing",
];
export const EXAMPLES = FIELDS.indexOf("examples");
type Tile = Record<string, number>;

/** Bytes of a cell. */
const CELL = 32;

/** The last network, which the next tiles want too. */
let last = { replicas: 0, network: new Int32Array(0) };

/** The places of the comparators for so many replicas, in bytes. */
function networkOf(replicas: number): Int32Array {
  if (last.replicas !== replicas) last = { replicas, network: oddEvenMerge(replicas).map((place) => place * CELL) };
  return last.network;
}

/** Where everything stands; addresses in bytes. */
export interface TileLayout {
  /** Numbers of a row: examples that a tile may have. */
  capacity: number;
  /** All cells and, of several columns, those of the labels; with the addresses of their records. */
  tile: Tile;
  ofLabel: Tile | null;
  /** What is compared with the outputs, and the sums of that. */
  losses: { targets: number; sums: number }[];
  /** Written before a tile and read after it. */
  sums: [address: number, array: Float64Array][];
  /** Written once. */
  constants: [address: number, array: Float64Array | Int32Array][];
}

/**
 * Where the numbers of tiles stand.
 * @param examples the most that a tile may have
 */
export function layOutTiles(
  { exports, table, free }: Instance,
  shape: Shape,
  sums: Sums,
  { truth, label }: KnownOfExamples,
  examples: number,
): TileLayout {
  const { replicas, columns } = shape;
  // An odd number of cache lines: rows that are a power of two apart would fall into few sets of the cache.
  const capacity = 16 * (Math.ceil(examples / 16) | 1);
  const { losses } = sums;
  const { distances, about, ratio, pairs } = sums.ofCells ?? {};
  const layout: TileLayout = { capacity, tile: {}, ofLabel: null, losses: [], sums: [], constants: [] };
  let end = free;
  const take = (bytes: number): number => {
    const address = Math.ceil(end / 16) * 16;
    end = address + bytes;
    return address;
  };
  const constant = (array: Float64Array | Int32Array): number => {
    const address = take(array.byteLength);
    layout.constants.push([address, array]);
    return address;
  };
  const sum = (array: Float64Array | null | undefined | false): number => {
    if (!array) return 0;
    const address = take(array.byteLength);
    layout.sums.push([address, array]);
    return address;
  };

  const row = 4 * capacity;
  const classes = Math.max(2, columns);
  const groups = about ? groupCount(replicas) : 0;
  const network = networkOf(replicas);
  const cells = columns * replicas * CELL;
  const ofGroups = columns * (groups + 1) * CELL;
  const common: Tile = {
    replicas,
    stride: row,
    groups,
    kept: constant(replicasKept(replicas)),
    network: constant(network),
    comparators: network.length / 2,
  };
  for (const name of ["keys", "sorted", "below", "above", "values", "byReplica", "squares"]) common[name] = take(cells);
  for (const name of ["members", "means", "apart", "shares", "others", "biases"]) common[name] = take(ofGroups);
  const ofLabels: Tile = {
    totals: sum(ratio?.sums.totals),
    quotients: sum(pairs?.sums),
    relative: sum(label && about?.relative),
  };
  const isAlone = columns === 1;
  layout.tile = {
    ...common,
    ...(isAlone && ofLabels),
    columns,
    rows: take(columns * replicas * row),
    logits: take(columns * replicas * row),
    weights: take(2 * columns * row),
    truth: take(2 * columns * row),
    distances: sum(distances ?? (isAlone && ratio?.sums.distances)),
    norm1: sum(about?.norm1),
    norm2: sum(!isAlone && about?.norm2),
    variance: sum(about?.variance),
    bias: sum(truth && about?.bias),
    own: sum(about?.own),
    table,
    logs: take(classes * CELL),
    labels: take(row),
    right: sum(sums.accuracy?.right),
    agreements: sum(sums.churn?.agreements),
    classes: take(replicas * row),
    counts: take(classes * row),
    agreeing: take(2 * row),
  };
  if (!isAlone && label) {
    layout.ofLabel = {
      ...common,
      ...ofLabels,
      columns: 1,
      rows: take(replicas * row),
      weights: take(2 * row),
      distances: sum(ratio?.sums.distances),
    };
  }
  layout.losses = losses.map(({ targets, sums: ofReplicas }) => ({
    targets: take((targets.byteLength / shape.examples) * capacity),
    sums: sum(ofReplicas),
  }));
  for (const tile of [layout.tile, layout.ofLabel]) {
    if (tile) tile.record = constant(Int32Array.from(FIELDS, (name) => tile[name] ?? 0));
  }
  reserve(exports, end);
  return layout;
}
