/**
 * A group of one replica in the reference: the normative trainer behind the same face.
 */

import { finish } from "../host/slices.js";
import type { LabelledExamples, Replica, ReplicaSpec } from "../reference/trainer.js";
import { evaluateReplica, startReplica } from "../reference/trainer.js";
import type { Plan } from "../study/plan.js";
import type { Study } from "../study/study.js";
import { addProducts } from "./expected-loss.js";
import type { Evaluation, Group } from "./group.js";
import { keysOf } from "./keys.js";

/** Multiplications of one piece of an evaluation, about. */
const WORK_PER_PIECE = 1e5;

export function referenceGroup(study: Study, plan: Plan, data: LabelledExamples): Group {
  const trainingSet = { ...data, inputs: plan.inputs, targets: plan.targets };
  let spec: ReplicaSpec;
  let replica: Replica;

  function* evaluation({ x, y, count, withPasses }: LabelledExamples): Generator<void, Evaluation[]> {
    const parameters = replica.parameters();
    const { inputs, outputs } = plan;
    const whole = {
      logits: new Float32Array(count * outputs),
      predictions: new Float32Array(count * outputs),
      loss: 0,
    };
    const most = Math.ceil(WORK_PER_PIECE / plan.work);
    let sum = 0;
    for (let n = 0; n < count; n += most) {
      const piece = Math.min(most, count - n);
      const part = evaluateReplica(
        spec,
        parameters,
        x.subarray(n * inputs, (n + piece) * inputs),
        y.subarray(n * plan.targets, (n + piece) * plan.targets),
        piece,
        sum,
        withPasses ? n : undefined,
      );
      whole.logits.set(part.logits, n * outputs);
      whole.predictions.set(part.predictions, n * outputs);
      sum = part.sum;
      yield;
    }
    return [{ ...whole, loss: sum / count }];
  }

  return {
    lanes: 1,
    get step() {
      return replica.step;
    },
    start([index]) {
      spec = {
        study,
        layers: plan.layers,
        steps: plan.steps,
        stepsPerEpoch: plan.stepsPerEpoch,
        keys: keysOf(study, index!),
        classes: plan.noise?.classes,
      };
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
    *expectedLosses({ count, x, truth }) {
      const [{ logits, loss }] = (yield* evaluation({ count, x, y: new Float32Array(count) })) as [Evaluation];
      const products = new Float64Array(1);
      addProducts(products, 0, 1, truth, 0, logits);
      return [loss - products[0]! / count];
    },
  };
}
