/** What the maps show of a study: a plane of its inputs where that is all there is to see, else its test examples. */
import type { ActiveStudy, CellView, PlaneView, View } from "./engine/protocol.js";

/** Points of a side; fewer where there are many replicas, whose maps are small. */
const gridOf = (replicas: number): number => (replicas > 32 ? 32 : 48);

/** Inputs that are not the same in all training examples: what a plane can be made of. */
export function varyingOf({ inputs, train: { count, x } }: ActiveStudy): number[] {
  return Array.from({ length: inputs }, (_, input) => input).filter((input) => {
    for (let n = 1; n < count; n++) if (x[n * inputs + input] !== x[input]) return true;
    return false;
  });
}

/** Whether a plane of two inputs is the whole space that the examples are in. */
export const isWhole = (varying: readonly number[]): boolean => varying.length <= 2;

/**
 * @param varying of varyingOf
 * @param axes the inputs across and up that are requested, or null: the plane where it is the whole, else the test
 * examples
 */
export function viewOf(active: ActiveStudy, varying: readonly number[], axes: readonly [number, number] | null): View {
  const maps = Array.from({ length: active.replicas }, (_, r) => r);
  if (!axes && !isWhole(varying)) return { of: "cells", maps };
  const across = varying[0] ?? 0;
  return planeOf(active, varying, axes ?? [across, varying[1] ?? across], maps);
}

/**
 * Over two inputs: the box of the families, or all examples where they lie outside, with a margin. All others are at
 * their mean over the training examples.
 */
function planeOf(
  { inputs, train, replicas }: ActiveStudy,
  varying: readonly number[],
  axes: readonly [number, number],
  maps: number[],
): PlaneView {
  const fixed = [...train.x.subarray(0, inputs)];
  for (const input of varying) {
    let sum = 0;
    for (let n = 0; n < train.count; n++) sum += train.x[n * inputs + input]!;
    fixed[input] = sum / train.count;
  }
  const range = (input: number): [number, number] => {
    let [low, high] = [-1, 1];
    let inside = true;
    for (let n = 0; n < train.count; n++) {
      const value = train.x[n * inputs + input]!;
      if (inside && Math.abs(value) > 1) [inside, low, high] = [false, value, value];
      [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
    const margin = inside ? 0 : 0.05 * (high - low);
    return [low - margin, high + margin];
  };
  return {
    of: "plane",
    grid: gridOf(replicas),
    axes: [...axes],
    ranges: [range(axes[0]), range(axes[1])],
    fixed,
    maps,
  };
}

/** How test examples are arranged where the maps show them: by the main directions in which they vary, or by class. */
export type Arrangement = "main" | "class";

/** What a map is drawn as: the points of a plane, curves over one input, or examples as dots or as cells. */
export function kindOf(view: View, arrangement: Arrangement): "plane" | "line" | "dots" | "cells" {
  if (view.of === "cells") return arrangement === "main" ? "dots" : "cells";
  return view.axes[0] === view.axes[1] ? "line" : "plane";
}

/** Columns and rows of a map. Cells fill a square as far as they reach. */
export function sizeOf(view: PlaneView | CellView, { cells }: ActiveStudy): { across: number; down: number } {
  if (view.of === "plane") return { across: view.grid, down: view.axes[0] === view.axes[1] ? 1 : view.grid };
  const across = Math.ceil(Math.sqrt(cells.count));
  return { across, down: Math.ceil(cells.count / across) };
}
