/**
 * The loss barrier between two networks: how far the training loss on the straight line between their parameters rises
 * above the line between their losses. Source: Frankle, Dziugaite, Roy, Carbin 2020, Linear Mode Connectivity. Units
 * are not permuted first.
 * Checked: tests/experiments/barrier.test.ts.
 */
import { forwardPass } from "../reference/forward.js";
import { batchLosses, sumInOrder } from "../reference/trainer.js";
import type { Prepared } from "../run/prepare.js";

/** Places on the line at which the loss is taken. */
const PLACES = [0.25, 0.5, 0.75];

/**
 * The largest rise over the places, in the units of the loss; 0 where it rises nowhere.
 * @param a parameters of one network, P of them
 * @param b those of the other
 */
export function lossBarrier(setting: Pick<Prepared, "study" | "plan" | "train">, a: Float32Array, b: Float32Array) {
  const [atA, atB] = [meanLoss(setting, a), meanLoss(setting, b)];
  return PLACES.reduce((most, share) => {
    const between = a.map((value, p) => (1 - share) * value + share * b[p]!);
    return Math.max(most, meanLoss(setting, between) - ((1 - share) * atA + share * atB));
  }, 0);
}

/** Over the training examples. */
export function meanLoss({ study, plan, train }: Parameters<typeof lossBarrier>[0], p: Float32Array): number {
  const { logits } = forwardPass({ study, layers: plan.layers }, p, train.x, train.count);
  return sumInOrder(batchLosses({ study }, logits, train.y, train.count).losses) / train.count;
}
