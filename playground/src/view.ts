/** Which part of the inputs the maps show. */
import type { Opened, View } from "./engine/protocol.js";

/** Points of a side; fewer where there are many replicas, whose maps are small. */
const gridOf = (replicas: number): number => (replicas > 32 ? 32 : 48);

/**
 * All replicas' maps over two inputs: the box of the families, or all examples where they lie outside, with a margin.
 * @param wanted the inputs across and up, as far as there are so many
 */
export function viewOf({ inputs, train, replicas }: Opened, wanted: readonly [number, number]): View {
  const axes: [number, number] = [Math.min(wanted[0], inputs - 1), Math.min(wanted[1], inputs - 1)];
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
  return { grid: gridOf(replicas), axes, ranges: [range(axes[0]), range(axes[1])], maps: Array.from({ length: replicas }, (_, r) => r) };
}
