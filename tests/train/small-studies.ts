/**
 * Small studies that may use anything, and the bits that training and evaluation leave.
 */
import fc from "fast-check";
import type { Prepared } from "../../src/run/prepare.js";
import type { ArithmeticInput } from "../../src/study/arithmetic.js";
import type { StudyInput } from "../../src/study/study.js";
import type { Activation } from "../../src/study/variants/activations.js";
import { variantNames } from "../../src/study/variants/names.js";
import type { Backend } from "../../src/train/group.js";
import { openGroup } from "../../src/train/setting.js";

const half = fc.constantFrom(0.25, 0.5, 1, 2);
const activation = fc.constantFrom(...variantNames.activation).chain((name): fc.Arbitrary<Activation> => {
  if (name === "smelu") return fc.record({ name: fc.constant(name), beta: fc.constantFrom(0, 0.25, 1, 2) });
  if (name === "softplus" || name === "swish") return fc.record({ name: fc.constant(name), beta: half });
  if (name === "leaky_relu" || name === "elu") return fc.record({ name: fc.constant(name), alpha: half });
  if (name === "gsmelu") {
    const slope = fc.constantFrom(-0.1, 0, 0.25, 1);
    return fc.record({
      name: fc.constant(name),
      gMinus: slope,
      gPlus: slope,
      alpha: fc.constantFrom(0, 0.5, 1),
      beta: half,
      t: slope,
    });
  }
  return fc.constant({ name });
});

const rate = fc.constantFrom(0.003, 0.02, 0.1);
const weightDecay = fc.constantFrom(0, 0, 0.01);
const momentum = fc.constantFrom(0, 0.5, 0.9);
export const optimizer = fc.constantFrom(...variantNames.optimizer).chain((name): fc.Arbitrary<{ name: string }> => {
  const base = { name: fc.constant(name), learningRate: rate, weightDecay };
  if (name === "momentum") return fc.record({ ...base, momentum, dampening: fc.constantFrom(0, 0.3) });
  if (name === "nesterov") return fc.record({ ...base, momentum });
  if (name === "adagrad")
    return fc.record({
      ...base,
      initialAccumulator: fc.constantFrom(0, 0.1),
      learningRateDecay: fc.constantFrom(0, 0.05),
    });
  if (name === "rmsprop") return fc.record({ ...base, momentum, centered: fc.boolean() });
  if (name === "adam" || name === "adamw") return fc.record({ ...base, amsgrad: fc.boolean() });
  return fc.record(base);
});

const schedule = fc.constantFrom(
  "constant",
  { name: "step", factor: 0.5, every: 1 },
  { name: "linear", final: 0.001 },
  "cosine",
);
const scheme = fc.constantFrom(...variantNames.scheme);
const width = fc.integer({ min: 1, max: 9 });
const train = 23;

/** A small study that may use anything. */
export const study: fc.Arbitrary<StudyInput> = fc
  .record({
    task: fc.constantFrom(
      { name: "vee", loss: "logistic", classes: 2 },
      { name: "vee", loss: "squared", classes: 2 },
      { name: "vee", loss: "softmax", classes: 2 },
      { name: "gaussians", loss: "softmax", classes: 3 },
      { name: "gaussians", loss: "squared", classes: 3 },
    ),
    weights: fc.constantFrom(null, null, "balanced", [0.5, 3, 1e-9], [1, 1, 1]),
    dimension: width,
    hidden: fc.array(width, { maxLength: 3 }),
    activation,
    optimizer,
    schedule,
    clipNorm: fc.constantFrom(null, null, 0.1, 1),
    initial: fc.record({ weights: scheme, biases: fc.constantFrom("zeros", ...variantNames.scheme) }),
    batchSize: fc.integer({ min: 1, max: train }),
    epochs: fc.integer({ min: 1, max: 2 }),
    shuffleWindow: fc.integer({ min: 1, max: train }),
    shuffleForm: fc.constantFrom("buffer", "block"),
    reshuffle: fc.boolean(),
    vary: fc.subarray(["init", "shuffle"]),
    replicas: fc.integer({ min: 1, max: 5 }),
    seed: fc.maxSafeNat(),
  })
  .map(
    ({ task: { name, loss, classes }, weights, dimension, ...rest }) =>
      ({
        data: { name, train, test: 70, dimension },
        loss,
        classWeights: Array.isArray(weights) ? weights.slice(0, classes) : weights,
        ...rest,
      }) as StudyInput,
  );

const amount = fc.constantFrom(0, 0.125, 0.7);
const share = fc.constantFrom(0, 0.25, 0.6);

/** Noise for a study: any of it, and often none of a kind. */
export const noise = fc
  .record(
    {
      labelNoise: fc.constantFrom(0, 0.3, 1),
      inputNoise: amount,
      augment: amount,
      resample: fc.boolean(),
      dropout: fc.oneof(share, fc.record({ inputs: share, hidden: share })),
      mcPasses: fc.constantFrom(0, 1, 3),
      ulp: fc.record({
        step: fc.constantFrom(0, 0, 1),
        ulps: fc.constantFrom(1, 7, 1048576),
        parameter: fc.constantFrom(null, 0, 1),
      }),
      oracle: fc.record({
        name: fc.constantFrom("start", "gradient", "stochastic"),
        delta: fc.constantFrom(0.01, 1),
      }),
    },
    { requiredKeys: [] },
  )
  // Passes need something to drop, also of a network without hidden layers.
  .map(({ mcPasses, ...others }) =>
    mcPasses ? { ...others, dropout: { inputs: 0.25, hidden: 0.25 }, mcPasses } : others,
  );

const count = fc.integer({ min: 2, max: 12 });
const order = fc.oneof(
  fc.constantFrom("reverse", "tree", "permuted"),
  count.map((n) => `lanes:${n}`),
  count.map((n) => `split-k:${n}`),
);
const operands = fc.constantFrom("bf16", "tf32", "f16");
const additions = fc.constantFrom("fma", "f64-accumulate");
const maybe = (profile: fc.Arbitrary<string>) => fc.option(profile, { nil: [] as never });

/** Any simulated arithmetic. */
export const arithmetic = fc
  .record({
    profiles: fc
      .tuple(maybe(order), maybe(operands), maybe(additions), maybe(fc.constant("flush-subnormals")))
      .map((found) => found.flat())
      .filter((profiles) => profiles.length > 0),
    on: fc.constantFrom("both", "both", "forward", "backward"),
  })
  .map((input) => input as ArithmeticInput);

/**
 * Bits of everything that training and evaluation leave: parameters, state, batch loss, logits, predictions, losses,
 * divergence.
 * @param pieces steps to advance at a time, before all that are left
 */
export async function traces(
  setting: Prepared,
  backend: Backend,
  lanes?: number,
  pieces: readonly number[] = [],
): Promise<unknown[]> {
  const group = await openGroup(setting, backend, lanes);
  const bits = (values: Float32Array) =>
    [...new Uint32Array(values.buffer, values.byteOffset, values.length)].join(" ");
  const { replicas } = setting.study;
  const all: unknown[] = [];
  for (let first = 0; first < replicas; first += group.lanes) {
    const members = Array.from({ length: Math.min(group.lanes, replicas - first) }, (_, lane) => first + lane);
    group.start(members);
    for (const steps of [...pieces, setting.plan.steps]) group.advance(steps);
    const evaluations = group.evaluate(setting.test);
    members.forEach((_, lane) => {
      const { parameters, state } = group.snapshot(lane);
      const diverged = group.diverged(lane);
      const { logits, predictions, loss } = evaluations[lane]!;
      // After a divergence the bits are nobody's promise: NaN differ between engines.
      all.push(
        diverged ?? [bits(parameters), state.map(bits), group.batchLoss(lane), bits(logits), bits(predictions), loss],
      );
    });
  }
  return all;
}
