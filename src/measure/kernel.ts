/**
 * Adds tiles of predictions to the sums of all measures with the kernels of assembly/measures/: the bits of the plain
 * code beside, at several times its speed. The sums stay in its arrays; the kernel has them for the time of a tile.
 *
 * Checked: tests/measure/kernel.test.ts.
 */
import { hostIsLittleEndian } from "../host/machine.js";
import { loadMeasures, reserve } from "../kernel/load.js";
import { TABLE, TERMS } from "./log-probabilities.js";
import type { Block, Floats, Shape } from "./predictions.js";
import type { Adding, KnownOfExamples, Seen, Sums } from "./sums.js";
import { EXAMPLES, type Instance, layOutTiles, type TileLayout } from "./tile-layout.js";

let loaded: Promise<Adding> | null = null;

/**
 * The kernels as a way to add up, loaded once: single precision alone, with logits where there are losses of
 * probabilities.
 * @throws for a host without SIMD or with the other order of bytes
 */
export function kernelAdding(): Promise<Adding> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Adding> {
  if (!hostIsLittleEndian) throw new Error("the kernels of the measures are for little-endian hosts.");
  const exports = await loadMeasures();
  const table = Math.ceil(exports.heapBase() / 16) * 16;
  const instance: Instance = { exports, table, free: table + TABLE.byteLength, layout: null };
  reserve(exports, instance.free);
  new Float64Array(exports.memory.buffer).set(TABLE_OF_HALVES, table / 8);
  return (...of) => openAdder(instance, ...of);
}

/**
 * The kernel as what adds tiles to sums. Tiles may have any number of examples, and values in single precision; logits
 * too, where there are losses of probabilities.
 */
function openAdder(instance: Instance, shape: Shape, sums: Sums, known: KnownOfExamples): (tile: Block) => Seen {
  const { exports } = instance;
  const { replicas, columns, kind } = shape;
  const { ofCells, losses, churn, accuracy } = sums;
  const { labels, truth, label } = known;
  const wantsDecisions = Boolean(churn ?? accuracy);
  let layout: TileLayout | null = null;
  return (tile) => {
    const { first, examples, values, logits } = tile;
    const wantsLogits = logits && (wantsDecisions || (losses.length > 0 && kind === "probability"));
    const wantsValues = ofCells || kind === "value" || (wantsDecisions && !logits);
    if (!layout || examples > layout.capacity) layout = layOutTiles(instance, shape, sums, known, examples);
    const { tile: all, ofLabel: labelled, capacity } = layout;
    const { buffer } = exports.memory;
    const [integers, floats, doubles] = [new Int32Array(buffer), new Float32Array(buffer), new Float64Array(buffer)];
    if (instance.layout !== layout) {
      for (const [address, array] of layout.constants)
        (array instanceof Float64Array ? doubles : integers).set(array, address / array.BYTES_PER_ELEMENT);
      instance.layout = layout;
    }
    for (const { record } of [all, labelled ?? all]) integers[record! / 4 + EXAMPLES] = examples;
    for (const [address, array] of layout.sums) doubles.set(array, address / 8);

    const copyRows = (from: Floats, address: number) => {
      for (let r = 0; r < replicas; r++) {
        for (let c = 0; c < columns; c++) {
          const to = address / 4 + (c * replicas + r) * capacity;
          copyRow(from, r * tile.stride + tile.offset + c, columns, floats, to, examples);
        }
      }
    };
    if (wantsValues) copyRows(values, all.rows!);
    if (wantsLogits) copyRows(logits!, all.logits!);
    if (ofCells) {
      for (let i = 0; truth && i < examples * columns; i++) {
        const c = i % columns;
        doubles[all.truth! / 8 + c * capacity + (i - c) / columns] = truth[first * columns + i]!;
      }
      exports.addCells(all.record!);
      if (labelled) {
        for (let r = 0; r < replicas; r++) {
          const [to, at] = [labelled.rows! / 4 + r * capacity, r * tile.stride + tile.offset];
          for (let n = 0; n < examples; n++) floats[to + n] = values[at + n * columns + label!(first + n)]!;
        }
        exports.addCells(labelled.record!);
      }
    }
    losses.forEach(({ targets }, i) => {
      const width = targets.length / shape.examples;
      const at = layout!.losses[i]!;
      doubles.set(targets.subarray(first * width, (first + examples) * width), at.targets / 8);
      if (kind === "value") exports.addSquares(all.record!, at.targets, at.sums);
      else exports.addCrossEntropies(all.record!, at.targets, at.sums);
    });
    let ties = 0;
    if (wantsDecisions) {
      for (let n = 0; labels && n < examples; n++) integers[all.labels! / 4 + n] = labels[first + n]!;
      ties = exports.addDecisions(all.record!, logits ? all.logits! : all.rows!, logits ? 0 : 0.5);
    }
    for (const [address, array] of layout.sums) array.set(doubles.subarray(address / 8, address / 8 + array.length));
    // Of one column all cells are those of the labels.
    if (columns === 1 && ofCells?.distances) ofCells.ratio?.sums.distances.set(ofCells.distances);
    return {
      ties,
      distances: (n, column) => doubles[all.weights! / 8 + column * capacity + n]!,
      agreeing: (n) => doubles[all.agreeing! / 8 + n]!,
      classOf: (replica, n) => integers[all.classes! / 4 + replica * capacity + n]!,
    };
  };
}

/** Fewest numbers for which a view and a copy of all take less than a copy of each. */
const ROW = 64;

/** Every `step`-th number of a block. */
function copyRow(from: Floats, at: number, step: number, floats: Float32Array, to: number, count: number): void {
  if (step === 1 && count >= ROW) floats.set(from.subarray(at, at + count), to);
  else for (let n = 0; n < count; n++, at += step) floats[to + n] = from[at]!;
}

/** The series of log(1 + e^-t): in each piece, the terms of its two halves side by side. */
const TABLE_OF_HALVES = Float64Array.from(TABLE, (_, i) => {
  const [term, half] = [(i % TERMS) >> 1, i % 2];
  return TABLE[i - (i % TERMS) + term + (half * TERMS) / 2]!;
});
