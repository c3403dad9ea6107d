/**
 * How a study is run: what may change the speed, and no bit.
 */
import * as v from "valibot";
import { hostOf } from "../host/machine.js";
import type { Build } from "../kernel/load.js";
import type { Pool, PoolOptions, Progress } from "../pool/pool.js";
import { openPool, POOL } from "../pool/pool.js";
import { wrongValue } from "../study/errors.js";
import { callback, oneOf } from "../study/fields.js";
import { abortSignal, hasMethods } from "../study/options.js";
import type { Kernels } from "../train/group.js";
import { probe } from "../train/probe.js";

/** How a study is run: what may change the speed, and no bit. */
export interface How extends PoolOptions {
  /** Default: simd where the host has it, else scalar. */
  kernels?: Kernels;
  /** Ends the run early; it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Told how many training steps of all replicas are done, as they go on. */
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
  /** Those that trained. */
  kernels: Kernels;
  /** Why not simd, where it was not asked for otherwise. */
  reason: string | null;
  /** How many there were; 0 where the calling thread trained. */
  workers: number;
};

/** All kernels. */
export const KERNELS = ["simd", "scalar", "reference"] as const satisfies readonly Kernels[];

/** The fastest kernels whose probe this host passes, and why it is not simd; null where it passes none. */
export async function hostKernels(): Promise<{ kernels: Build | null; reason: string | null }> {
  const { problem } = await probe("simd");
  if (problem === null) return { kernels: "simd", reason: null };
  const scalar = await probe("scalar");
  return {
    kernels: scalar.problem === null ? "scalar" : null,
    reason: scalar.problem === null ? `simd: ${problem}` : `scalar: ${scalar.problem}`,
  };
}

/**
 * Kernels that this host can run: the wanted ones, or the fastest.
 * @throws InputError for kernels whose probe this host does not pass, Error where it passes none
 */
export async function chooseKernels(wanted?: Kernels): Promise<{ kernels: Kernels; reason: string | null }> {
  if (wanted === undefined) {
    const { kernels, reason } = await hostKernels();
    if (kernels === null)
      throw new Error(
        `${hostOf().engine} can run none of the kernels of WebAssembly: ${reason}. ${await plainRemedy()}`.trimEnd(),
      );
    return { kernels, reason };
  }
  const { problem } = await probe(wanted);
  if (problem !== null) {
    const plain = (await hostKernels()).kernels === null ? await plainRemedy() : "";
    throw wrongValue(
      "how.kernels",
      "kernels that this host can run",
      wanted,
      `${capital(problem)}. ${plain}`.trimEnd(),
    );
  }
  return { kernels: wanted, reason: null };
}

/** The way out where no build runs: the reference trainer, if its bits are right here. */
export async function plainRemedy(): Promise<string> {
  const { problem } = await probe("reference");
  return problem === null
    ? 'Use kernels: "reference" (--kernels reference): plain JavaScript, the same bits, many times slower.'
    : "";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The options of `How`. */
export const HOW = {
  ...POOL,
  kernels: oneOf(...KERNELS),
  signal: abortSignal,
  onProgress: callback(),
  pool: v.custom<Pool>((input) => hasMethods(input, "train", "close"), "a pool of openPool"),
};

/** Options of `run` that other functions have no use for. */
export const OF_RUN = {
  trail: "only run writes trails",
  predictions: "only run keeps predictions",
  onMeasuring: "only run tells of its measuring",
};

const ONE_THREAD = "this trains in the calling thread";
/** Options that would share the work out. */
export const OF_POOLS = { workers: ONE_THREAD, worker: ONE_THREAD, startTimeout: ONE_THREAD, pool: ONE_THREAD };

/** Calls `use` with the pool of `how`, or with one that is open only so long. */
export async function withPool<T>(
  how: Pick<How, keyof PoolOptions | "pool">,
  use: (pool: Pool) => Promise<T>,
): Promise<T> {
  if (how.pool) return use(how.pool);
  const { workers, worker, startTimeout } = how;
  const pool = await openPool({ workers, worker, startTimeout });
  try {
    return await use(pool);
  } finally {
    await pool.close();
  }
}
