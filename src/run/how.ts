/**
 * How a study is run: what may change the speed, and no bit.
 */
import { kernelBytes } from "../kernel/load.js";
import type { Pool, PoolOptions, Progress } from "../pool/pool.js";
import { openPool } from "../pool/pool.js";
import { expected, shown } from "../study/errors.js";
import type { Kernels } from "../train/group.js";

export interface How extends PoolOptions {
  /** Default: simd where the host has it, else scalar. */
  kernels?: Kernels;
  /** Ends the run early; it rejects with the signal's reason. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** A pool of `openPool` to train on; it stays open. Default: one of its own. */
  pool?: Pool;
}

/** What trained. */
export type Host = {
  engine: string;
  architecture: string;
  kernels: Kernels;
  /** Why not simd, where it was not asked for otherwise. */
  reason: string | null;
  workers: number;
};

const KERNELS: readonly Kernels[] = ["simd", "scalar", "reference"];

/**
 * Kernels that this host can run: the wanted ones, or the fastest.
 * @throws RangeError for SIMD on a host without it
 */
export async function chooseKernels(wanted?: Kernels): Promise<{ kernels: Kernels; reason: string | null }> {
  if (wanted !== undefined && !KERNELS.includes(wanted)) throw new RangeError(expected("how.kernels", `one of ${KERNELS.join(", ")}`, shown(wanted)));
  if (wanted === "scalar" || wanted === "reference") return { kernels: wanted, reason: null };
  const hasSimd = WebAssembly.validate(await kernelBytes("simd"));
  if (hasSimd) return { kernels: "simd", reason: null };
  if (wanted === "simd") throw new RangeError(expected("how.kernels", "kernels that this host can run", "simd", "This engine has no WebAssembly SIMD; use scalar."));
  return { kernels: "scalar", reason: "this engine has no WebAssembly SIMD" };
}

/** Name and version of the engine, and the processor, as far as the host tells. */
export function hostOf(): Pick<Host, "engine" | "architecture"> {
  if (typeof process !== "undefined" && process.versions?.node) {
    return { engine: `Node ${process.versions.node} (V8 ${process.versions.v8})`, architecture: `${process.platform} ${process.arch}` };
  }
  return { engine: typeof navigator === "undefined" ? "unknown" : navigator.userAgent, architecture: "unknown" };
}

/** Calls `use` with the pool of `how`, or with one that is open only so long. */
export async function withPool<T>(how: How, use: (pool: Pool) => Promise<T>): Promise<T> {
  if (how.workers !== undefined && !(Number.isInteger(how.workers) && how.workers >= 0 && how.workers <= 1024)) {
    throw new RangeError(expected("how.workers", "an integer from 0 to 1024", shown(how.workers)));
  }
  if (how.pool) return use(how.pool);
  const pool = await openPool(how);
  try {
    return await use(pool);
  } finally {
    await pool.close();
  }
}
