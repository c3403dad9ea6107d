/**
 * The trainer of a study: step by step in the calling thread, open to questions on the way. Same bits as `run`.
 */
import type { Dataset } from "../data/dataset.js";
import { inFileUnits } from "../data/preprocessing.js";
import type { Source } from "../data/source.js";
import { findSource } from "../data/sources.js";
import { now, rest } from "../host/slices.js";
import { addingOf } from "../measure/adding.js";
import { measure } from "../measure/measure.js";
import { namedClasses } from "../measure/named-classes.js";
import { MEASURE_NAMES, type MeasureName } from "../measure/names.js";
import { stateCount } from "../reference/optimizer.js";
import type { Divergence } from "../reference/trainer.js";
import type { Estimate } from "../statistics/estimate.js";
import { shown, wrongType } from "../study/errors.js";
import { namesIn, numberThat, parseField } from "../study/fields.js";
import { seedOf } from "../study/levels.js";
import { parseOptions } from "../study/options.js";
import type { Study, StudyInput } from "../study/study.js";
import { identity, readCheckpoint, writeCheckpoint } from "../train/checkpoint.js";
import { replicaDigest, studyFingerprint } from "../train/fingerprint.js";
import type { Evaluation, Group } from "../train/group.js";
import { joined } from "../train/joined.js";
import { probedLanes } from "../train/probed-lanes.js";
import { openGroup } from "../train/setting.js";
import { chooseBackend } from "./backend.js";
import { constantLoss } from "./constant-loss.js";
import { OF_POOLS, OF_RUN, refuseEarlyStopping } from "./elsewhere.js";
import { EXECUTION, type ExecutionOptions } from "./execution.js";
import { withInitial } from "./named-initial.js";
import { knownOf, prepare, shapeOf } from "./prepare.js";
import { areOfFile, inputsOf, type PredictRows } from "./rows.js";

/** What one replica of a trainer says of some rows. */
export interface TrainerAnswers {
  /** [count][outputs], of the network. */
  logits: Float32Array;
  /**
   * [count][outputs]: probabilities (one output: of the second class), or values: of rows of the data file in its units,
   * of inputs of the network in its own.
   */
  predictions: Float32Array | Float64Array;
  /** Of each row the class that is decided: its name in the data file, or its index where it has none; null for values. */
  classes: (string | number)[] | null;
}

/**
 * A study that is trained step by step. As an async iterator it trains a step at a time, yields how many are done, and
 * leaves the thread free now and then; `break` leaves it where it is, to be trained on.
 */
export interface Trainer extends AsyncIterable<number> {
  /** The study with every default filled in. */
  readonly study: Study;
  /** The data it trains on and is tested on. */
  readonly dataset: Dataset;
  /** Loss of the best constant prediction, the same for every input; null where it is infinite. */
  readonly constantLoss: number | null;
  /** All steps of the study. */
  readonly steps: number;
  /** Steps done. */
  readonly step: number;
  /**
   * Trains some steps, or those that are left, in one go: the thread is not free in between.
   * @param steps how many, an integer of 0 or more; default 1
   * @throws InputError for anything else
   */
  advance(steps?: number): void;
  /**
   * The current parameters.
   * @returns one array per replica, flat: W1 as I rows of O, b1, W2, ...
   */
  parameters(): Float32Array[];
  /**
   * Mean loss on the labels of the last batch, before its update.
   * @returns one number per replica; NaN before the first step, and after `resume` before the next one
   */
  losses(): number[];
  /**
   * Where replicas diverged: the first step at which a number ceased to be finite.
   * @returns one entry per replica: its first divergence since the start or the last `resume`, or null
   */
  diverged(): (Divergence | null)[];
  /**
   * Predicts any inputs; no labels are needed.
   * @param x rows as the data file has them, by the names of its columns or in the order of
   *   `dataset.preprocessing.inputs`; of other data, and flat in a typed array, inputs of the network, [count][inputs]
   * @returns what each replica says
   * @throws InputError, with the path, for rows of another length and for anything but numbers
   */
  predict(x: PredictRows): TrainerAnswers[];
  /**
   * What is true of any inputs: the predictions of a perfect model.
   * @param x inputs of the network, as `predict` takes them
   * @returns P(y = 1), [count]; of several classes their probabilities, [count][classes]; of a regression the targets
   *   without noise, [count]; null where it is not known: of all data but the synthetic families
   * @throws InputError as `predict`
   */
  truth(x: PredictRows): Float64Array | null;
  /**
   * Evaluates the test set.
   * @returns logits, predictions and mean loss on the labels of each replica
   */
  evaluate(): Evaluation[];
  /**
   * Measures on the test set, with the current parameters; after the last step, the measures of `run`.
   * @param names keys of `MEASURES`; fewer cost less time; default all
   * @returns an estimate for each name
   * @throws InputError for an unknown name
   */
  measure(): Record<MeasureName, Estimate>;
  measure<Name extends MeasureName>(names: readonly Name[]): Record<Name, Estimate>;
  /**
   * The current fingerprint; after the last step, that of `run`.
   * @returns SHA-256 over the replicas' parameters and test logits, 64 hex digits
   */
  fingerprint(): string;
  /**
   * Saves the state of the training.
   * @returns parameters and optimizer state of all replicas as bytes, the same from every kernel
   */
  checkpoint(): Uint8Array;
  /**
   * Returns to the state of a checkpoint, earlier or later.
   * @param bytes what `checkpoint` returned, of this or another trainer of the same study
   * @throws InputError for bytes of another study, and for damaged bytes
   */
  resume(bytes: Uint8Array): void;
}

/** Options for which a trainer has no use. */
const OF_CALLER = {
  signal: "the training ends when advance is no longer called",
  onProgress: "step says how far the training is",
};

/** Milliseconds of an iteration after which others may have the thread. */
const TURN = 3;

/** How a trainer is opened. */
export type TrainerOptions = Pick<ExecutionOptions, "backend">;

/** Opens a study at step 0 (`lazy.ts` says what it takes). */
export async function openTrainer(input: StudyInput = {}, options: TrainerOptions = {}): Promise<Trainer> {
  const { backend: requested } = parseOptions<TrainerOptions>({ backend: EXECUTION.backend }, options, {
    ...OF_RUN,
    ...OF_POOLS,
    ...OF_CALLER,
  });
  const { backend } = await chooseBackend(requested);
  const setting = await prepare(await withInitial(input));
  const { study, plan, dataset, test } = setting;
  refuseEarlyStopping(study);
  const states = stateCount(study.optimizer);
  const adding = await addingOf(backend, shapeOf(setting));
  const owner = identity(study, dataset.sha256);
  const groups: { group: Group; members: number[] }[] = [];
  const lanes = await probedLanes(setting, backend, 1);
  for (let first = 0; first < study.replicas; ) {
    const group = await openGroup(setting, backend, lanes);
    const members = Array.from({ length: Math.min(group.lanes, study.replicas - first) }, (_, lane) => first + lane);
    group.start(members);
    groups.push({ group, members });
    first += members.length;
  }

  /** One value a replica, in the order of the replicas. */
  const each = <T>(look: (group: Group, lane: number) => T): T[] =>
    groups.flatMap(({ group, members }) => members.map((_, lane) => look(group, lane)));

  const parameters = (): Float32Array[] => each((group, lane) => group.snapshot(lane).parameters);
  const evaluate = (): Evaluation[] => groups.flatMap(({ group }) => group.evaluate(test));

  const source = await findSource(study.data.name);
  let truthAt: ReturnType<NonNullable<Source["truth"]>> | null = null;

  const trainer: Trainer = {
    study,
    dataset,
    constantLoss: constantLoss(setting),
    steps: plan.steps,
    get step() {
      return groups[0]!.group.step;
    },
    advance(steps = 1) {
      parseField(
        numberThat((count) => Number.isInteger(count) && count >= 0, "a number of steps, 0 or more"),
        steps,
        "steps",
      );
      for (const { group } of groups) group.advance(steps);
    },
    parameters,
    losses: () => each((group, lane) => group.batchLoss(lane)),
    diverged: () => each((group, lane) => group.diverged(lane)),
    predict(x) {
      const { preprocessing = null } = dataset;
      const rows = inputsOf({ inputs: plan.inputs, preprocessing }, x, "x");
      const target = areOfFile(preprocessing, x) ? preprocessing!.target : null;
      const count = rows.length / plan.inputs;
      const unlabelled = { count, x: rows, y: new Float32Array(count * plan.targets) };
      const shape = { ...shapeOf(setting), replicas: 1, examples: count };
      return groups
        .flatMap(({ group }) => group.evaluate(unlabelled))
        .map(({ logits, predictions: values }) => ({
          logits,
          predictions: target ? Float64Array.from(values, (value) => inFileUnits(value, target)) : values,
          classes: namedClasses({ ...shape, values }, logits, preprocessing?.classNames ?? null),
        }));
    },
    truth(x) {
      if (!source?.truth) return null;
      const rows = inputsOf({ inputs: plan.inputs, preprocessing: null }, x, "x");
      truthAt ??= source.truth(study.data, seedOf(study, "data"));
      const count = rows.length / plan.inputs;
      const all = Array.from({ length: count }, (_, n) => truthAt!(rows.slice(n * plan.inputs, (n + 1) * plan.inputs)));
      return Float64Array.from(all.flat());
    },
    evaluate,
    measure<Name extends MeasureName>(given: readonly Name[] = MEASURE_NAMES as Name[]) {
      const names = namesIn(given, MEASURE_NAMES, "measures", "a list of names") as Name[];
      const evaluations = evaluate();
      const predictions = { ...shapeOf(setting), values: joined(evaluations, "predictions") };
      return measure({ ...knownOf(setting), predictions, logits: joined(evaluations, "logits") }, names, adding)
        .measures;
    },
    fingerprint() {
      const evaluations = evaluate();
      return studyFingerprint(
        parameters().map((values, r) => ({ digest: replicaDigest(values), logits: evaluations[r]!.logits })),
      );
    },
    checkpoint: () =>
      writeCheckpoint(
        owner,
        groups[0]!.group.step,
        each((group, lane) => group.snapshot(lane)),
      ),
    resume(bytes) {
      if (!ArrayBuffer.isView(bytes) || !(bytes instanceof Uint8Array))
        throw wrongType("checkpoint", "the bytes that checkpoint() returned", shown(bytes));
      const { step, snapshots } = readCheckpoint(bytes, owner, study.replicas, plan.parameterCount, states, plan.steps);
      for (const { group, members } of groups)
        group.restore(
          step,
          members.map((replica) => snapshots[replica]!),
        );
    },
    async *[Symbol.asyncIterator]() {
      let rested = now();
      while (trainer.step < trainer.steps) {
        trainer.advance();
        yield trainer.step;
        if (now() - rested < TURN) continue;
        await rest();
        rested = now();
      }
    },
  };
  return trainer;
}
