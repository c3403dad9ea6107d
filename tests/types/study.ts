/**
 * What a study written in TypeScript may say, and what does not compile. It is never run: tests/types/types.test.ts has
 * the compiler read it, and an expected error that is none is an error.
 */
import {
  type Activation,
  type ActivationInput,
  type DataInput,
  familyNames,
  type Optimizer,
  type OptimizerInput,
  openTrainer,
  run,
  type Study,
  type StudyInput,
  taskLosses,
  variantNames,
} from "doppelgrad";

/** Exactly the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_ extends true>(): void => undefined;

export async function whatCompiles(json: string, given: Study): Promise<void> {
  await run();
  await run({});
  await run({ data: "moons", activation: "smelu", optimizer: "adam", schedule: "cosine", loss: "softmax" });
  await run({ activation: { name: "smelu", beta: 0.5 }, initial: "he_normal" });
  await run({ activation: "silu", initial: { weights: { name: "uniform", low: -1, high: 1 }, biases: "normal" } });
  await run({ activation: { name: "gsmelu", gMinus: -0.1, t: 1 }, schedule: { name: "step", factor: 0.5 } });
  await run({ optimizer: { name: "adam", beta1: 0.8, amsgrad: true } });
  await run({ optimizer: { name: "rmsprop", centered: true, momentum: 0.9 }, clipNorm: 1 });
  await run({ data: { name: "spirals", turns: 2, noise: 0.1 } });
  await run({ data: { name: "teacher", hidden: [4], activation: "relu", task: "regression" } });
  await run({ data: { name: "csv", path: "iris.csv", label: "species", test: 0.3 } });
  await run({ data: { name: "parquet", path: "iris.parquet", label: "species" } });
  await run({ data: { name: "npy", bytes: Uint8Array.of(1), shuffle: false } });
  await run({
    data: { name: "given", x: [[0], [1]], y: [0, 1], test: { x: [Float32Array.of(1)], y: Uint8Array.of(1) } },
  });
  await run({ vary: [], order: [[0, 1]], initial: [{ W: [[1], [2]], b: [0] }], hidden: [] });
  await run({ classWeights: "balanced", earlyStopping: { share: 0.2, patience: 3, minDelta: 0.001 } });
  await run({ classWeights: Float32Array.of(1, 5), earlyStopping: null, optimizer: "adam" });
  await run({ data: { name: "given", x: [[0]], y: [0], weights: [1], test: { x: [[1]], y: [1] } } }, { curves: true });
  await run({ design: { init: 2, shuffle: 3 }, seeds: { data: 1 }, shuffleForm: "block" });
  // Parameters without a name belong to the default.
  await run({ data: { train: 100, dimension: 3 }, optimizer: { learningRate: 0.03 } });
  await run({ initial: { weights: { gain: 2 } } });
  // A result is a study again, and so is JSON that was read.
  await run(given);
  await run((await run()).study);
  await run(JSON.parse(json));
  await openTrainer(JSON.parse(json));
  // What is written apart says of which type it is.
  const study = { data: { name: "vee", train: 100 }, activation: "gelu", vary: ["init"] } satisfies StudyInput;
  await run({ ...study, epochs: 2 });
  for (const activation of variantNames.activation) await run({ activation });
  for (const optimizer of variantNames.optimizer) await run({ optimizer });
  for (const data of familyNames) await run({ data });
  for (const loss of taskLosses.binary) await run({ loss });
  // A name leads to its parameters, as in a switch.
  if (given.activation.name === "smelu") holds<Same<typeof given.activation.beta, number>>();
  if (given.optimizer.name === "adagrad") holds<Same<typeof given.optimizer.initialAccumulator, number>>();
  if (given.data.name === "csv") holds<Same<typeof given.data.path, string | null>>();
  holds<Same<Extract<Activation, { name: "elu" }>, { name: "elu"; alpha: number }>>();
  holds<Same<Extract<OptimizerInput, { name: "sgd" }>, { name: "sgd"; learningRate?: number; weightDecay?: number }>>();
  holds<Same<Optimizer["name"], (typeof variantNames.optimizer)[number]>>();
  holds<Same<Activation["name"], (typeof variantNames.activation)[number]>>();
}

export const refused: StudyInput[] = [
  // @ts-expect-error no such name
  { activation: "smelou" },
  // @ts-expect-error no such name, with parameters
  { activation: { name: "smelou", beta: 1 } },
  // @ts-expect-error a parameter that relu has not
  { activation: { name: "relu", beta: 1 } },
  // @ts-expect-error a parameter of another activation
  { activation: { name: "smelu", alpha: 1 } },
  // @ts-expect-error a text for a number
  { activation: { name: "smelu", beta: "1" } },
  // @ts-expect-error a parameter of momentum
  { optimizer: { name: "adam", momentum: 0.9 } },
  // @ts-expect-error a parameter of adam
  { optimizer: { name: "sgd", beta1: 0.9 } },
  // @ts-expect-error no such parameter
  { optimizer: { name: "adam", learningrate: 0.1 } },
  // @ts-expect-error a parameter of another optimizer than the default
  { optimizer: { dampening: 0.1 } },
  // @ts-expect-error a parameter of step
  { schedule: { name: "cosine", every: 1 } },
  // @ts-expect-error a loss is a name
  { loss: "crossentropy" },
  // @ts-expect-error a scheme of no name
  { initial: { weights: "xavier" } },
  // @ts-expect-error a parameter of normal
  { initial: { biases: { name: "uniform", stddev: 1 } } },
  // @ts-expect-error no such family
  { data: "mons" },
  // @ts-expect-error a file has to be named
  { data: "csv" },
  // @ts-expect-error a format of bytes
  { data: { name: "npy", text: "1" } },
  // @ts-expect-error moons have two inputs
  { data: { name: "moons", dimension: 3 } },
  // @ts-expect-error a parameter of spirals
  { data: { name: "vee", turns: 3 } },
  // @ts-expect-error the test set is missing
  { data: { name: "given", x: [[0]], y: [0] } },
  // @ts-expect-error one level too high
  { learningRate: 0.1 },
  // @ts-expect-error no such field
  { epoch: 3 },
  // @ts-expect-error no such factor
  { vary: ["batch"] },
  // @ts-expect-error no such stream
  { seeds: { order: 1 } },
  // @ts-expect-error no such form
  { shuffleForm: "stream" },
  // @ts-expect-error no such word
  { classWeights: "balance" },
  // @ts-expect-error no such field of early stopping
  { earlyStopping: { delta: 1 } },
  // @ts-expect-error no switch
  { earlyStopping: true },
  // @ts-expect-error widths, not a width
  { hidden: 8 },
];

// @ts-expect-error an input may leave a parameter out, a study has it
export const unfilled: Activation = { name: "smelu" } satisfies ActivationInput;
// @ts-expect-error a text is no variant without its type: `satisfies DataInput` keeps the name
export const widened: DataInput = { name: String("vee"), train: 100 };
