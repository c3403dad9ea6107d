/**
 * What follows from a study and the size of its data before any number is computed: layers, steps, memory.
 */
import { validationCount } from "./early-stopping.js";
import { wrongValue } from "./errors.js";
import { endOf, type Layer, layersOf } from "./layers.js";
import type { DataFacts } from "./resolve.js";
import { outputCount } from "./resolve.js";
import type { Study } from "./study.js";

export interface Plan {
  inputs: number;
  /** Of the last layer: logits of an example. */
  outputs: number;
  layers: Layer[];
  /** Columns of y that the loss wants: the outputs for squared, 1 otherwise. */
  targets: number;
  parameterCount: number;
  /** Multiplications of one example, forward. */
  work: number;
  /** Examples of the training set that are kept for validation, and not trained on. */
  validation: number;
  /** ceil(N / batchSize) */
  stepsPerEpoch: number;
  /** T, all steps of the study */
  steps: number;
  /** What training takes of the noise that the study switches on, if any. */
  noise?: PlannedNoise | undefined;
}

export interface PlannedNoise {
  /** Of the labels; 0 where they are targets. */
  classes: number;
  /** The record of assembly/model.ts, without its addresses. */
  words: Int32Array;
  /** The kernels that know it: those with simulated arithmetic, or those without. */
  build: "noise" | "simulated";
  /** Room that a kernel needs: in all, and for each example of a batch. */
  cells: number;
  cellsOfExample: number;
  /** Multiplications that take as long as what is drawn, about: for each example that is trained on, and each step. */
  workOfExample: number;
  workOfStep: number;
}

/** Steps are counted in 31 bits. */
const MOST_STEPS = 2147483647;

/** The plan of a resolved study. */
export function planOf(study: Study, facts: DataFacts): Plan {
  const outputs = outputCount(study.loss, facts);
  const layers = layersOf([facts.inputs, ...study.hidden, outputs], study.initial);
  const validation = validationCount(study.earlyStopping, facts.train);
  const stepsPerEpoch = Math.ceil((facts.train - validation) / study.batchSize);
  const steps = study.order ? study.order.length : study.epochs * stepsPerEpoch;
  if (steps > MOST_STEPS)
    throw wrongValue(
      "study.epochs",
      `at most ${MOST_STEPS} steps`,
      `${steps} steps`,
      "Use fewer epochs or larger batches.",
    );
  return {
    inputs: facts.inputs,
    outputs,
    layers,
    targets: study.loss === "squared" ? outputs : 1,
    parameterCount: endOf(layers.at(-1)!.parameters.at(-1)!),
    work: layers.reduce((sum, { work }) => sum + work, 0),
    validation,
    stepsPerEpoch,
    steps,
  };
}

export const GIB = 1073741824;
/** Values that a data set, or a table of data, may hold: 1 GiB of float32. */
export const LARGEST = GIB / 4;
const LIMIT = 4 * GIB;
/** Bytes of predictions and logits that a run keeps in memory; more are kept in a file. */
export const IN_MEMORY = GIB;
/** Bytes of a block of predictions and logits that is read from that file. */
export const BLOCK = GIB / 4;
/** Bytes of a replica's outcome beside its numbers, and of what the measures sum up and sort for it, about. */
const REPLICA = 2048;
/** Most replicas whose outcomes are on their way from a worker. */
const JOB = 64;
/** Examples of the evaluation that a group takes at a time, at least. */
export const PIECE = 64;
/** Gradient and at most three arrays of state beside the parameters. */
const COPIES = 5;
/** The parameters of the best epoch, and the state that comes with them. */
const BEST = 4;

/** Bytes that running a study takes, beside the engine and the data. */
export function memoryOf(study: Study, plan: Plan, examples: { train: number; test: number }, workers: number): number {
  const outputs = 8 * examples.test * plan.outputs;
  const widths = plan.layers.reduce((sum, layer) => sum + layer.outputs, plan.inputs);
  const held = study.replicas * outputs;
  const results =
    (held <= IN_MEMORY ? held : Math.max(BLOCK, held / examples.test)) +
    study.replicas * (4 * plan.parameterCount + REPLICA);
  const batch = (study.order ?? []).reduce((most, step) => Math.max(most, step.length), study.batchSize);
  const { cells = 0, cellsOfExample = 0 } = plan.noise ?? {};
  const group =
    16 *
      (cells +
        cellsOfExample * Math.max(PIECE, batch) +
        (study.earlyStopping ? COPIES + BEST : COPIES) * plan.parameterCount +
        3 * batch * widths +
        2 * examples.train) +
    examples.train * (plan.inputs + plan.targets) * 4;
  const job = Math.min(JOB, study.replicas) * (outputs + 4 * plan.parameterCount);
  return results + Math.max(1, workers) * (group + job);
}

/**
 * Refuses a study that would need more than 4 GiB.
 * @throws InputError with the figure
 */
export function checkMemory(
  study: Study,
  plan: Plan,
  examples: { train: number; test: number },
  workers: number,
): void {
  const bytes = memoryOf(study, plan, examples, workers);
  if (bytes <= LIMIT) return;
  const remedy = "Use fewer replicas, fewer test examples, narrower layers or smaller batches.";
  throw wrongValue(
    "study",
    "at most 4 GiB of memory",
    `a study that needs about ${(bytes / GIB).toPrecision(3)} GiB`,
    remedy,
  );
}
