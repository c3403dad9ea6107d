/**
 * The loss barrier between two networks: how far the training loss on the straight line between their parameters rises
 * above the line between their losses. Source: Frankle, Dziugaite, Roy, Carbin 2020, Linear Mode Connectivity. Units
 * are not permuted first.
 * Checked: tests/further/barrier.test.ts.
 */
import { inSlices, stopIfAborted } from "../host/slices.js";
import { forwardPass } from "../reference/forward.js";
import { batchLosses, sumInOrder } from "../reference/trainer.js";
import { evaluating } from "../train/evaluating.js";
import type { Backend } from "../train/group.js";
import type { Setting } from "../train/setting.js";

/** Places on the line at which the loss is taken; the ends first. */
const PLACES = [0, 1, 0.25, 0.5, 0.75];

/** Pairs at a time: 80 networks, five groups of sixteen. */
const AT_ONCE = 16;

/**
 * The largest rise over the places, in the units of the loss; 0 where it rises nowhere. By the reference.
 * @param a parameters of one network, P of them
 * @param b those of the other
 */
export function lossBarrier(setting: Setting, a: Float32Array, b: Float32Array): number {
  return riseOf(onLine(a, b).map((parameters) => meanLoss(setting, parameters)));
}

/** Those of the pairs 0-1, 2-3 and so on, by a kernel: the same bits. */
export async function lossBarriers(
  setting: Setting,
  backend: Backend,
  parameters: readonly Float32Array[],
  signal?: AbortSignal,
): Promise<Float64Array> {
  const rises = new Float64Array(Math.floor(parameters.length / 2));
  for (let first = 0; first < rises.length; first += AT_ONCE) {
    stopIfAborted(signal);
    const pairs = Array.from({ length: Math.min(AT_ONCE, rises.length - first) }, (_, pair) => 2 * (first + pair));
    const networks = pairs.flatMap((r) => onLine(parameters[r]!, parameters[r + 1]!));
    const work = await evaluating(setting, backend, networks, setting.train, ({ loss }) => loss);
    const losses = await inSlices(work, signal);
    for (const pair of pairs.keys())
      rises[first + pair] = riseOf(losses.slice(pair * PLACES.length, (pair + 1) * PLACES.length));
  }
  return rises;
}

/** Multiplications that the barriers of so many replicas take. */
export function workOfBarriers({ plan, train }: Setting, replicas: number): number {
  return Math.floor(replicas / 2) * PLACES.length * train.count * plan.work;
}

function onLine(a: Float32Array, b: Float32Array): Float32Array[] {
  return PLACES.map((share) => a.map((value, p) => (1 - share) * value + share * b[p]!));
}

/** @param losses at the places */
function riseOf(losses: readonly number[]): number {
  const [atA, atB] = losses as [number, number];
  return PLACES.reduce((most, share, i) => Math.max(most, losses[i]! - ((1 - share) * atA + share * atB)), 0);
}

/** Over the training examples. */
export function meanLoss({ study, plan, train }: Setting, p: Float32Array): number {
  const { logits } = forwardPass({ study, layers: plan.layers }, p, train.x, train.count);
  return sumInOrder(batchLosses({ study }, logits, train.y, train.count).losses) / train.count;
}
