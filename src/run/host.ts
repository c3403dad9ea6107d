/**
 * What this host can keep: trains one tiny study with each kernel and compares every bit.
 */
import { kernelBytes } from "../kernel/load.js";
import type { Kernels } from "../train/group.js";
import { chooseKernels, hostOf } from "./how.js";
import probe from "./probe.json" with { type: "json" };
import { run } from "./run.js";

export interface HostReport {
  engine: string;
  architecture: string;
  /** What `run` uses here, and why not simd. */
  kernels: Kernels;
  reason: string | null;
  /** Of each kernel: its fingerprint of the probe, or why it cannot run. */
  probes: { kernels: Kernels; fingerprint: string | null; same: boolean; problem: string | null }[];
}

/** Transcendental functions, an adaptive optimizer, a partial batch, six replicas. probe.json holds its fingerprint. */
const PROBE = {
  data: { name: "vee", train: 40, test: 8 },
  hidden: [5, 4],
  activation: "gelu",
  optimizer: "adam",
  batchSize: 7,
  epochs: 2,
  shuffleWindow: 9,
  replicas: 6,
  vary: ["init", "shuffle"],
};

export async function host(): Promise<HostReport> {
  const probes: HostReport["probes"] = [];
  for (const kernels of ["simd", "scalar", "reference"] as const) {
    const bytes = kernels === "reference" ? null : await kernelBytes(kernels);
    if (bytes && !WebAssembly.validate(bytes)) {
      probes.push({ kernels, fingerprint: null, same: false, problem: "this engine cannot compile it" });
      continue;
    }
    const { fingerprint } = await run(PROBE, { kernels, workers: 0 });
    const same = fingerprint === probe.fingerprint;
    probes.push({ kernels, fingerprint, same, problem: same ? null : `its bits are not those of the contract (${probe.fingerprint})` });
  }
  return { ...hostOf(), ...(await chooseKernels()), probes };
}
