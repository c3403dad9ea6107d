/** The fastest way to add up, loaded where it is wanted. */
import type { Backend } from "../train/group.js";
import type { Adding } from "./sums.js";

/** Most replicas that are sorted by a network: with more, buckets (sort.ts) are the better way. */
const MOST = 2048;

/** That of a backend, for single precision and logits. Where the host has no kernels, the plain code. */
export async function addingOf(backend: Backend, replicas: number): Promise<Adding> {
  if (backend === "simd" && replicas <= MOST) {
    try {
      return await (await import("./kernel.js")).kernelAdding();
    } catch {}
  }
  return (await import("./plain.js")).plain;
}
