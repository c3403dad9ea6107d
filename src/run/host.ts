/**
 * What this host can keep: rounding, subnormals, NaN handling, and the bits of a tiny training with each backend.
 */

import { hostOf } from "../host/machine.js";
import { loadKernel } from "../kernel/load.js";
import { parseOptions } from "../study/options.js";
import { BACKENDS, type Backend } from "../train/group.js";
import { type Probe, probe } from "../train/probe.js";
import { hostBackend } from "./backend.js";

/** The machine and the backend that trained. */
export type Host = {
  /** Name and version of the host, and the engine below it: "Node 20.20.2 (V8 11.3.244.8-node.38)". */
  engine: string;
  /** System and processor: "linux x64"; "unknown" where the host does not tell. */
  architecture: string;
  /** The backend that trained. */
  backend: Backend;
  /** Why not simd, where nothing else was requested. */
  reason: string | null;
  /** Worker threads; 0 where the calling thread trained. */
  workers: number;
};

/** Which guarantees this host keeps. */
export interface HostReport {
  /** Name and version of the host, and the engine below it: "Node 20.20.2 (V8 11.3.244.8-node.38)". */
  engine: string;
  /** System and processor: "linux x64"; "unknown" where the host does not tell. */
  architecture: string;
  /** What `run` uses here, or null where it refuses to run. */
  backend: Backend | null;
  /** Why it is not simd, or why nothing runs. */
  reason: string | null;
  /** The outcome of probing each backend, the fastest first. */
  probes: ({
    /** Which one. */
    backend: Backend;
    /** Milliseconds to read and compile it. */
    load: number;
    /** Milliseconds to probe it. */
    probe: number;
  } & Probe)[];
}

/** What this host can keep (`lazy.ts` says what it takes). */
export async function host(options: Record<never, never> = {}): Promise<HostReport> {
  parseOptions({}, options);
  const probes: HostReport["probes"] = [];
  for (const backend of BACKENDS) {
    const started = performance.now();
    // Where it cannot be compiled, the probe says so.
    if (backend !== "reference") await loadKernel(backend).catch(() => {});
    const loaded = performance.now();
    const found = await probe(backend);
    probes.push({ backend, load: loaded - started, probe: performance.now() - loaded, ...found });
  }
  return { ...hostOf(), ...(await hostBackend()), probes };
}
