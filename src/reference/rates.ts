/**
 * The numbers of each step that no gradient touches: learning rate, epsilon and decay. docs/arithmetic.md section 8.
 *
 * Order: in f64 from the numbers of the study, one operation after the other, rounded once at the end.
 * Source: adam is Kingma and Ba 2015, the efficient form at the end of their section 2; adamw is Loshchilov and Hutter
 *   2019, whose predecessor (2017) gives the cosine.
 * Checked: tests/reference/rates.test.ts.
 */
import type { Study } from "../study/study.js";
import type { Schedule } from "../study/variants/schedules.js";
import { cospi } from "./math/turn.js";

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
 * The rates of a study, asked for in pieces: (first, count) gives count x 3 f32, the rate, epsilon and decay of step
 * first, first + 1, ... Pieces in ascending order cost nothing but their own steps.
 *
 * @param steps T
 * @param stepsPerEpoch S
 */
export function stepRates(
  { optimizer, schedule }: Pick<Study, "optimizer" | "schedule">,
  steps: number,
  stepsPerEpoch: number,
): (first: number, count: number) => Float32Array {
  const learningRateAt = scheduled(schedule, optimizer.learningRate, steps, stepsPerEpoch);
  const [power1, power2] =
    optimizer.name === "adam" || optimizer.name === "adamw" ? [powers(optimizer.beta1), powers(optimizer.beta2)] : [];

  function ratesAt(t: number): [rate: number, epsilon: number, decay: number] {
    const learningRate = learningRateAt(t);
    switch (optimizer.name) {
      case "adagrad":
        return [learningRate / (1 + t * optimizer.learningRateDecay), optimizer.epsilon, 1];
      case "rmsprop":
        return [learningRate, optimizer.epsilon, 1];
      case "adam":
      case "adamw": {
        const correction = Math.sqrt(1 - power2!(t + 1));
        const rate = (learningRate * correction) / (1 - power1!(t + 1));
        return [
          rate,
          optimizer.epsilon * correction,
          optimizer.name === "adamw" ? 1 - learningRate * optimizer.weightDecay : 1,
        ];
      }
      default:
        return [learningRate, 0, 1];
    }
  }

  return (first, count) => {
    const rates = new Float32Array(count * 3);
    for (let k = 0; k < count; k++) {
      const [rate, epsilon, decay] = ratesAt(first + k);
      rates[3 * k] = rate;
      rates[3 * k + 1] = epsilon;
      rates[3 * k + 2] = decay;
    }
    return rates;
  };
}

/** factor^n as a running product in f64, start * factor * factor * ...; an n below the last one starts again. */
function powers(factor: number, start = 1): (n: number) => number {
  let product = start;
  let done = 0;
  return (n) => {
    if (n < done) [product, done] = [start, 0];
    for (; done < n; done++) product *= factor;
    return product;
  };
}

/** The learning rate of step t by the schedule, f64. */
function scheduled(schedule: Schedule, start: number, steps: number, stepsPerEpoch: number): (t: number) => number {
  switch (schedule.name) {
    case "constant":
      return () => start;
    case "step": {
      const decayed = powers(schedule.factor, start);
      return (t) => decayed(Math.floor(Math.floor(t / stepsPerEpoch) / schedule.every));
    }
    case "linear":
      return (t) => start + ((schedule.final - start) * t) / steps;
    case "cosine":
      return (t) => schedule.final + ((start - schedule.final) * (1 + cospi(Math.fround(t / steps)))) / 2;
  }
}
