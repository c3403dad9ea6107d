/**
 * How a study is run: what may change the speed, and no bit.
 */
import * as v from "valibot";
import type { Pool, PoolOptions, Progress } from "../pool/pool.js";
import { openPool, POOL } from "../pool/pool.js";
import { callback, oneOf } from "../study/fields.js";
import { abortSignal, hasMethods } from "../study/options.js";
import type { Backend } from "../train/group.js";
import { BACKENDS } from "./backend.js";

/** How a study is run: what may change the speed, and no bit. */
export interface ExecutionOptions extends PoolOptions {
  /** What trains: "simd", "scalar" or "reference". Default: simd where the host has it, else scalar. */
  backend?: Backend;
  /** Ends the run early; it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Told how many training steps of all replicas are done, as they go on. */
  onProgress?: (progress: Progress) => void;
  /** A pool of `openPool` to train on; it stays open. Default: one of its own. */
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
