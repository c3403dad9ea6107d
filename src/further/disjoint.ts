/**
 * What grows with the number of replicas, told of a fixed number of them: means over disjoint groups of 16, whose own
 * values give the interval. Replicas beyond the last whole group are left out.
 *
 * Source: Marx et al. 2020 (discrepancy, here between any two), Watson-Daniels et al. 2023 (viable prediction range), Hsu
 * and Calmon 2022 (Rashomon capacity). Checked: tests/further/further.test.ts.
 */
import type { Block, Shape } from "../measure/predictions.js";
import { capacityOf, capacityOfTwo } from "./capacity.js";
import { type FoundMeasure, nothing, ofMean } from "./found.js";
import { GROUP } from "./names.js";

export interface Disjoint {
  /** `classes` as decideBlock writes them; null where nothing is decided. */
  add(tile: Block, classes: Uint32Array | null): void;
  found: { discrepancy(): FoundMeasure; viablePredictionRange(): FoundMeasure; rashomonCapacity(): FoundMeasure };
}

const FEW = `fewer than ${GROUP} replicas`;
const UNITS = `groups of ${GROUP} replicas`;

/** @param wants which are wanted: what only the others need is not computed */
export function openDisjoint(shape: Shape, wants: (name: keyof Disjoint["found"]) => boolean): Disjoint {
  const { replicas, examples, columns, kind } = shape;
  const groups = Math.floor(replicas / GROUP);
  const isProbability = kind === "probability";
  /** Examples that two members of a group decide differently: [group][member][member]. */
  const apart = new Float64Array(wants("discrepancy") ? groups * GROUP * GROUP : 0);
  const [ranges, capacities] = [new Float64Array(groups), new Float64Array(groups)];
  const rows = new Float64Array(GROUP * columns);
  const [withRange, withCapacity] = [wants("viablePredictionRange"), isProbability && wants("rashomonCapacity")];
  const most = Math.min(GROUP, Math.max(2, columns));

  function addClasses(classes: Uint32Array, some: number): void {
    for (let g = 0; g < groups; g++) {
      for (let a = 1; a < GROUP; a++) {
        for (let b = 0; b < a; b++) {
          const [left, right] = [(g * GROUP + a) * some, (g * GROUP + b) * some];
          let count = 0;
          for (let n = 0; n < some; n++) if (classes[left + n] !== classes[right + n]) count++;
          const at = (g * GROUP + a) * GROUP + b;
          apart[at] = apart[at]! + count;
        }
      }
    }
  }

  function addExample(g: number, { values, stride, offset }: Block, n: number): void {
    let range = 0;
    let [low, high] = [0, 0];
    for (let c = 0; c < columns; c++) {
      [low, high] = [Infinity, -Infinity];
      for (let k = 0; k < GROUP; k++) {
        const value = values[(g * GROUP + k) * stride + offset + n * columns + c]!;
        low = Math.min(low, value);
        high = Math.max(high, value);
        rows[k * columns + c] = value;
      }
      range = isProbability ? Math.max(range, high - low) : range + (high - low) / columns;
    }
    ranges[g] = ranges[g]! + range;
    if (withCapacity)
      capacities[g] = capacities[g]! + (columns === 1 ? capacityOfTwo(low, high) : capacityOf(rows, GROUP));
  }

  const mean = (form: string, sums: Float64Array, range: readonly [number, number]): FoundMeasure =>
    groups === 0
      ? nothing(form, FEW)
      : ofMean(
          form,
          sums.map((sum) => sum / examples),
          range,
          UNITS,
        );

  return {
    add(tile, classes) {
      if (apart.length > 0 && classes) addClasses(classes, tile.examples);
      if (withRange || withCapacity)
        for (let g = 0; g < groups; g++) for (let n = 0; n < tile.examples; n++) addExample(g, tile, n);
    },
    found: {
      discrepancy: () =>
        mean(
          `groups of ${GROUP}`,
          Float64Array.from({ length: groups }, (_, g) =>
            apart.subarray(g * GROUP * GROUP, (g + 1) * GROUP * GROUP).reduce((a, b) => Math.max(a, b), 0),
          ),
          [0, 1],
        ),
      viablePredictionRange: () => mean(`groups of ${GROUP}`, ranges, [0, isProbability ? 1 : Infinity]),
      rashomonCapacity: () =>
        isProbability
          ? mean(`groups of ${GROUP}, 2 to the capacity in bits`, capacities, [1, most])
          : nothing(`groups of ${GROUP}`, "values have no classes"),
    },
  };
}
