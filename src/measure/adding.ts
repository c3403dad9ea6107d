/** The fastest way to add up, loaded where it is wanted. */
import type { Backend } from "../train/group.js";
import type { Shape } from "./predictions.js";
import type { Adding } from "./sums.js";

/** Most replicas that are sorted by a network: with more, buckets (sort.ts) are the better way. */
const MOST_REPLICAS = 2048;
/** Most predictions of an example: the kernels take 300 bytes for each. */
const MOST_OF_EXAMPLE = 65536;

/** That of a backend, for single precision and logits. Where the host has no kernels, the plain code. */
export async function addingOf(
  backend: Backend,
  { replicas, columns }: Pick<Shape, "replicas" | "columns">,
): Promise<Adding> {
  if (backend === "simd" && replicas <= MOST_REPLICAS && replicas * columns <= MOST_OF_EXAMPLE) {
    try {
      return await (await import("./kernel.js")).kernelAdding();
    } catch {}
  }
  return (await import("./plain.js")).plain;
}
