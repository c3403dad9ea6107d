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
import type { Backend } from "../train/group.js";
import { probe } from "../train/probe.js";

/** How a study is run: what may change the speed, and no bit. */
export interface How extends PoolOptions {
  /** What trains: "simd", "scalar" or "reference". Default: simd where the host has it, else scalar. */
  backend?: Backend;
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
  /** The backend that trained. */
  backend: Backend;
  /** Why not simd, where it was not asked for otherwise. */
  reason: string | null;
  /** How many there were; 0 where the calling thread trained. */
  workers: number;
};

/** All backends. */
export const BACKENDS = ["simd", "scalar", "reference"] as const satisfies readonly Backend[];

/** The fastest backend whose probe this host passes, and why it is not simd; null where it passes none. */
export async function hostBackend(): Promise<{ backend: Build | null; reason: string | null }> {
  const { problem } = await probe("simd");
  if (problem === null) return { backend: "simd", reason: null };
  const scalar = await probe("scalar");
  return {
    backend: scalar.problem === null ? "scalar" : null,
    reason: scalar.problem === null ? `simd: ${problem}` : `scalar: ${scalar.problem}`,
  };
}

/**
 * A backend that this host can run: the wanted one, or the fastest.
 * @throws InputError for one whose probe this host does not pass, Error where it passes none
 */
export async function chooseBackend(wanted?: Backend): Promise<{ backend: Backend; reason: string | null }> {
  if (wanted === undefined) {
    const { backend, reason } = await hostBackend();
    if (backend === null)
      throw new Error(`${hostOf().engine} can run no WebAssembly backend: ${reason}. ${await plainRemedy()}`.trimEnd());
    return { backend, reason };
  }
  const { problem } = await probe(wanted);
  if (problem !== null) {
    const plain = (await hostBackend()).backend === null ? await plainRemedy() : "";
    throw wrongValue(
      "how.backend",
      "a backend that this host can run",
      wanted,
      `${capital(problem)}. ${plain}`.trimEnd(),
    );
  }
  return { backend: wanted, reason: null };
}

/** The way out where no build runs: the reference trainer, if its bits are right here. */
export async function plainRemedy(): Promise<string> {
  const { problem } = await probe("reference");
  return problem === null
    ? 'Use backend: "reference" (--backend reference): plain JavaScript, the same bits, many times slower.'
    : "";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The options of `How`. */
export const HOW = {
  ...POOL,
  backend: oneOf(...BACKENDS),
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
