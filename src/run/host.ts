/**
 * What this host can keep: rounding, subnormals, NaN handling, and the bits of a tiny training with each kernel.
 */

import { hostOf } from "../host/machine.js";
import { loadKernel } from "../kernel/load.js";
import { parseOptions } from "../study/options.js";
import type { Kernels } from "../train/group.js";
import { type Probe, probe } from "../train/probe.js";
import { hostKernels } from "./how.js";

export interface HostReport {
  engine: string;
  architecture: string;
  /** What `run` uses here, or null where it refuses to run. */
  kernels: Kernels | null;
  /** Why it is not simd, or why nothing runs. */
  reason: string | null;
  /** `load`: milliseconds to read and compile the kernels; `probe`: to probe them. */
  probes: ({ kernels: Kernels; load: number; probe: number } & Probe)[];
}

export async function host(options: Record<never, never> = {}): Promise<HostReport> {
  parseOptions({}, options, "host");
  const probes: HostReport["probes"] = [];
  for (const kernels of ["simd", "scalar", "reference"] as const) {
    const started = performance.now();
    // Where it cannot be compiled, the probe says so.
    if (kernels !== "reference") await loadKernel(kernels).catch(() => {});
    const loaded = performance.now();
    const found = await probe(kernels);
    probes.push({ kernels, load: loaded - started, probe: performance.now() - loaded, ...found });
  }
  return { ...hostOf(), ...(await hostKernels()), probes };
}
