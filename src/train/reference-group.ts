/**
 * A group of one replica in the reference: the normative trainer behind the same face.
 */
import { streamKey } from "../reference/random.js";
import type { Replica, ReplicaSpec } from "../reference/trainer.js";
import { evaluateReplica, startReplica } from "../reference/trainer.js";
import type { Plan } from "../study/plan.js";
import { levelOf, seedOf } from "../study/plan.js";
import type { Factor, Study } from "../study/study.js";
import { finish, type Evaluation, type Examples, type Group } from "./group.js";

export function referenceGroup(study: Study, plan: Plan, data: Examples): Group {
  const trainingSet = { ...data, inputs: plan.sizes[0]!, targets: plan.targets };
  let spec: ReplicaSpec;
  let replica: Replica;

  function* evaluation({ x, y, count }: Examples): Generator<void, Evaluation[]> {
    return [evaluateReplica(spec, replica.parameters(), x, y, count)];
  }

  return {
    lanes: 1,
    get step() {
      return replica.step;
    },
    start([index]) {
      const key = (factor: Factor) => streamKey(seedOf(study, factor), factor, levelOf(study, factor, index!));
      spec = { study, sizes: plan.sizes, steps: plan.steps, stepsPerEpoch: plan.stepsPerEpoch, initKey: key("init"), shuffleKey: key("shuffle") };
      replica = startReplica(spec, trainingSet);
    },
    restore(step, [snapshot]) {
      replica = startReplica(spec, trainingSet, { step, ...snapshot! });
    },
    advance(steps) {
      replica.advance(steps);
    },
    snapshot: () => ({ parameters: replica.parameters(), state: replica.state.map((array) => array.slice()) }),
    batchLoss: () => replica.loss,
    diverged: () => replica.diverged,
    evaluation,
    evaluate: (examples) => finish(evaluation(examples)),
  };
}
