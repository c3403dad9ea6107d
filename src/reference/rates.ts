/**
 * The numbers of each step that no gradient touches: learning rate, epsilon and decay. docs/arithmetic.md section 8.
 *
 * Order: in f64 from the numbers of the study, one operation after the other, rounded once at the end.
 * Source: adam is Kingma and Ba 2015, the efficient form at the end of their section 2; adamw is Loshchilov and Hutter 2019, whose
 *   predecessor (2017) gives the cosine.
 * Checked: tests/reference/rates.test.ts.
 */
import type { Schedule, Study } from "../study/study.js";
import { cospi } from "./math/cospi.js";

/** What an update takes besides the gradient, all f32. */
export interface Rates {
  /** Learning rate of the step. */
  rate: number;
  /** Added to the root; 0 where the optimizer has none. */
  epsilon: number;
  /** Factor of every parameter before the update (adamw); 1 where the optimizer has none. */
  decay: number;
}

/**
 * Rates of every step, T x 3 f32: rate, epsilon, decay of step 0, of step 1, ...
 *
 * @param steps T
 * @param stepsPerEpoch S
 */
export function stepRates(study: Pick<Study, "optimizer" | "schedule">, steps: number, stepsPerEpoch: number): Float32Array {
  const { optimizer, schedule } = study;
  const learningRates = scheduled(schedule, optimizer.learningRate, steps, stepsPerEpoch);
  const rates = new Float32Array(steps * 3);
  let power1 = 1;
  let power2 = 1;
  for (let t = 0; t < steps; t++) {
    const learningRate = learningRates[t]!;
    let rate = learningRate;
    let epsilon = 0;
    let decay = 1;
    switch (optimizer.name) {
      case "adagrad":
        rate = learningRate / (1 + t * optimizer.learningRateDecay);
        epsilon = optimizer.epsilon;
        break;
      case "rmsprop":
        epsilon = optimizer.epsilon;
        break;
      case "adam":
      case "adamw": {
        power1 *= optimizer.beta1;
        power2 *= optimizer.beta2;
        const correction = Math.sqrt(1 - power2);
        rate = (learningRate * correction) / (1 - power1);
        epsilon = optimizer.epsilon * correction;
        if (optimizer.name === "adamw") decay = 1 - learningRate * optimizer.weightDecay;
      }
    }
    rates.set([rate, epsilon, decay], t * 3);
  }
  return rates;
}

/** Learning rate of every step by the schedule, T f64. */
function scheduled(schedule: Schedule, start: number, steps: number, stepsPerEpoch: number): Float64Array {
  const rates = new Float64Array(steps).fill(start);
  switch (schedule.name) {
    case "constant":
      return rates;
    case "step": {
      let rate = start;
      let done = 0;
      return rates.map((_, t) => {
        const due = Math.floor(Math.floor(t / stepsPerEpoch) / schedule.every);
        for (; done < due; done++) rate *= schedule.factor;
        return rate;
      });
    }
    case "linear":
      return rates.map((_, t) => start + ((schedule.final - start) * t) / steps);
    case "cosine":
      return rates.map((_, t) => schedule.final + ((start - schedule.final) * (1 + cospi(Math.fround(t / steps)))) / 2);
  }
}
