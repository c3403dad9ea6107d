/**
 * What this host can keep: rounding, subnormals, NaN handling, and the bits of a tiny training with each kernel.
 */
import type { Kernels } from "../train/group.js";
import { probe, type Probe } from "../train/probe.js";
import { hostKernels, hostOf } from "./how.js";

export interface HostReport {
  engine: string;
  architecture: string;
  /** What `run` uses here, or null where it refuses to run. */
  kernels: Kernels | null;
  /** Why it is not simd, or why nothing runs. */
  reason: string | null;
  probes: ({ kernels: Kernels; milliseconds: number } & Probe)[];
}

export async function host(): Promise<HostReport> {
  const probes: HostReport["probes"] = [];
  for (const kernels of ["simd", "scalar", "reference"] as const) {
    const started = performance.now();
    const found = await probe(kernels);
    probes.push({ kernels, milliseconds: performance.now() - started, ...found });
  }
  return { ...hostOf(), ...(await hostKernels()), probes };
}
