/**
 * How a study is run: what may change the speed, and no bit.
 */
import type { Build } from "../kernel/load.js";
import type { Pool, PoolOptions, Progress } from "../pool/pool.js";
import { openPool } from "../pool/pool.js";
import { expected, shown, suggestion } from "../study/errors.js";
import type { Kernels } from "../train/group.js";
import { probe } from "../train/probe.js";
import { hostOf } from "./engine.js";

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
  /** Name and version of the host, and the engine below it: "Node 20.20.2 (V8 11.3.244.8-node.38)". */
  engine: string;
  /** System and processor: "linux x64"; "unknown" where the host does not tell. */
  architecture: string;
  kernels: Kernels;
  /** Why not simd, where it was not asked for otherwise. */
  reason: string | null;
  workers: number;
};

/** All kernels. */
export const KERNELS: readonly Kernels[] = ["simd", "scalar", "reference"];

/** The fastest kernels whose probe this host passes, and why it is not simd; null where it passes none. */
export async function hostKernels(): Promise<{ kernels: Build | null; reason: string | null }> {
  const { problem } = await probe("simd");
  if (problem === null) return { kernels: "simd", reason: null };
  const scalar = await probe("scalar");
  return { kernels: scalar.problem === null ? "scalar" : null, reason: scalar.problem === null ? `simd: ${problem}` : `scalar: ${scalar.problem}` };
}

/**
 * Kernels that this host can run: the wanted ones, or the fastest.
 * @throws RangeError for kernels whose probe this host does not pass, Error where it passes none
 */
export async function chooseKernels(wanted?: Kernels): Promise<{ kernels: Kernels; reason: string | null }> {
  if (wanted === undefined) {
    const { kernels, reason } = await hostKernels();
    if (kernels === null) throw new Error(`${hostOf().engine} can run none of the kernels of WebAssembly: ${reason}.${await plainRemedy()}`);
    return { kernels, reason };
  }
  if (!KERNELS.includes(wanted)) throw new RangeError(expected("how.kernels", `one of ${KERNELS.join(", ")}`, shown(wanted)));
  const { problem } = await probe(wanted);
  if (problem !== null) throw new RangeError(expected("how.kernels", "kernels that this host can run", wanted, `${capital(problem)}.${(await hostKernels()).kernels === null ? await plainRemedy() : ""}`));
  return { kernels: wanted, reason: null };
}

/** The way out where no build runs: the reference trainer, if its bits are right here. */
export async function plainRemedy(): Promise<string> {
  const { problem } = await probe("reference");
  return problem === null ? ' Use kernels: "reference" (--kernels reference): plain JavaScript, the same bits, many times slower.' : "";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const FIELDS = ["workers", "worker", "kernels", "signal", "onProgress", "pool", "trail", "predictions", "onMeasuring"];

/** @throws TypeError for an option that there is not */
export function checkHow(how: object): void {
  const unknown = Object.keys(how).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) throw new TypeError(`how: unknown field "${unknown}".${suggestion(unknown, FIELDS) || ` Its fields are ${FIELDS.join(", ")}.`}`);
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
