/**
 * How a study is run: what may change the speed, and no bit.
 */
import * as v from "valibot";
import type { Pool, PoolOptions, Progress } from "../pool/pool.js";
import { openPool, POOL } from "../pool/pool.js";
import { callback, oneOf } from "../study/fields.js";
import { abortSignal, hasMethods } from "../study/options.js";
import { BACKENDS, type Backend } from "../train/group.js";

/** How a study is run: what may change the speed, and no bit. */
export interface ExecutionOptions extends PoolOptions {
  /** The implementation that trains. Default: "simd" where the host has it, else "scalar"; "reference" is slow. */
  backend?: Backend;
  /** Aborts the run, which then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called now and then with how many training steps of all replicas are done. */
  onProgress?: (progress: Progress) => void;
  /** A pool of `openPool` to train on, which stays open. Default: a pool for this call alone. */
  pool?: Pool;
}

/** The options of `ExecutionOptions`. */
export const EXECUTION = {
  ...POOL,
  backend: oneOf(...BACKENDS),
  signal: abortSignal,
  onProgress: callback(),
  pool: v.custom<Pool>((input) => hasMethods(input, "train", "close"), "a pool of openPool"),
};

/** Calls `use` with the pool of the options, or with one that is open only so long. */
export async function withPool<T>(
  { pool: given, workers, worker, startTimeout }: Pick<ExecutionOptions, keyof PoolOptions | "pool">,
  use: (pool: Pool) => Promise<T>,
): Promise<T> {
  if (given) return use(given);
  const pool = await openPool({ workers, worker, startTimeout });
  try {
    return await use(pool);
  } finally {
    await pool.close();
  }
}
