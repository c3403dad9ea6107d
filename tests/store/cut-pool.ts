/** A pool in the calling thread that is cut off behind some slices of work, as by a kill, with groups of any size. */

import type { Pool } from "../../src/pool/pool.js";
import { openTraining, work } from "../../src/pool/work.js";
import type { Outcome } from "../../src/train/train-group.js";

/** The error of a pool that was cut. */
export const CUT = "cut";

/**
 * @param slices after which it is cut, over all trainings; Infinity for never
 * @param lanes of its groups
 * @param went is told of each training at which step it goes on
 */
export function cutPool(slices: number, lanes: number, went?: (first: number, step: number) => void): Pool {
  let left = slices;
  return {
    workers: 0,
    async train(setting, { backend, first = 0, end = setting.study.replicas, withTrail, withCurves, ...options }) {
      const { keeping, keeper, onProgress, signal } = options;
      went?.(first, keeping?.from?.step ?? 0);
      const order = { setting, backend, withTrail, withCurves, keeping, modules: [] };
      const opened = await openTraining({ ...order, lanes: backend === "reference" ? 1 : lanes });
      const job = work(opened, first, end - first, 0, keeper);
      const outcomes: Outcome[] = [];
      let done = 0;
      for (let next = job.next(); ; next = job.next()) {
        outcomes.push(...next.value.outcomes);
        done += next.value.steps;
        onProgress?.({ done, total: (end - first) * setting.plan.steps });
        if (next.done) break;
        if (left-- <= 0) throw new Error(CUT);
        signal?.throwIfAborted();
      }
      const divergedAt = outcomes.findIndex(({ diverged }) => diverged);
      return divergedAt < 0 ? outcomes : outcomes.slice(0, divergedAt + 1);
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}
