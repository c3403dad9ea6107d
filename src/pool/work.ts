/**
 * The work of one worker, free of any thread: jobs are trained group after group, and told about now and then.
 */
import { now } from "../host/slices.js";
import type { Group } from "../train/group.js";
import { openGroup } from "../train/setting.js";
import { type Keeper, trainGroup } from "../train/train-group.js";
import type { Done, Order } from "./messages.js";

/** A training and the group that does it, job after job. */
export interface OpenTraining extends Order {
  group: Group;
}

export async function openTraining(order: Order): Promise<OpenTraining> {
  return { ...order, group: await openGroup(order.setting, order.backend, order.lanes) };
}

/**
 * Trains `count` replicas. Yields what is done, at the first slice after every `quiet` ms, and returns the
 * rest.
 * @param keeper saves the states of groups now and then
 */
export function* work(
  { setting, group, ...recorded }: OpenTraining,
  first: number,
  count: number,
  quiet: number,
  keeper?: Keeper,
): Generator<Done, Done> {
  let done: Done = { steps: 0, outcomes: [] };
  let told = now();
  for (let replica = first; replica < first + count; replica += group.lanes) {
    const lanes = Math.min(group.lanes, first + count - replica);
    const training = trainGroup(
      group,
      Array.from({ length: lanes }, (_, lane) => replica + lane),
      setting,
      recorded,
      keeper,
    );
    let slice = training.next();
    for (; !slice.done; slice = training.next()) {
      done.steps += slice.value;
      if (now() - told < quiet) continue;
      yield done;
      done = { steps: 0, outcomes: [] };
      told = now();
    }
    done.outcomes.push(...slice.value);
  }
  return done;
}
