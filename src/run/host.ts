/**
 * What this host can keep: rounding, subnormals, NaN handling, and the bits of a tiny training with each kernel.
 */

import { hostOf } from "../host/machine.js";
import { loadKernel } from "../kernel/load.js";
import { parseOptions } from "../study/options.js";
import type { Kernels } from "../train/group.js";
import { type Probe, probe } from "../train/probe.js";
import { hostKernels } from "./how.js";

/** What this host can keep. */
export interface HostReport {
  /** Name and version of the host, and the engine below it: "Node 20.20.2 (V8 11.3.244.8-node.38)". */
  engine: string;
  /** System and processor: "linux x64"; "unknown" where the host does not tell. */
  architecture: string;
  /** What `run` uses here, or null where it refuses to run. */
  kernels: Kernels | null;
  /** Why it is not simd, or why nothing runs. */
  reason: string | null;
  /** What each of the kernels has shown, the fastest first. */
  probes: ({
    /** Which ones. */
    kernels: Kernels;
    /** Milliseconds to read and compile them. */
    load: number;
    /** Milliseconds to probe them. */
    probe: number;
  } & Probe)[];
}

/**
 * Asks this host what it can keep: rounding, subnormals, NaN, and the bits of a tiny training with each of the kernels.
 * @param options none as yet; by default {}
 * @returns what the host is, which kernels `run` uses here, and why
 * @throws InputError for an option
 */
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
