/**
 * From what a user writes to a study with every default filled in. Resolving a resolved study changes nothing.
 */
import * as v from "valibot";
import { resolveClassWeights } from "./class-weights.js";
import { EARLY_STOPPING, resolveEarlyStopping, validationCount } from "./early-stopping.js";
import { shown, unknownField, wrongType, wrongValue } from "./errors.js";
import { anything, checkKnown, fieldsOf, flag, integer, listOf, oneOf, parseFields, record } from "./fields.js";
import { resolveInitial } from "./initial.js";
import { FACTORS, NOISE_FIELDS, perFactor } from "./levels.js";
import { resolveReplicas } from "./replicas.js";
import type { DataSpec, Study, StudyInput, Task } from "./study.js";
import { resolveActivation } from "./variants/activations.js";
import { LOSS_KINDS, type LossName, resolveLoss } from "./variants/losses.js";
import { OPTIMIZERS } from "./variants/optimizers.js";
import { positiveSingle } from "./variants/ranges.js";
import { SCHEDULES } from "./variants/schedules.js";
import { namesOf, resolveVariant } from "./variants/table.js";

/** What a study needs to know of its data, which are made before it is resolved. */
export interface DataFacts {
  task: Task;
  inputs: number;
  /** 0 for regression. */
  classes: number;
  /** Columns of the target of a regression; 1 otherwise. */
  targets: number;
  /** Number of training examples. */
  train: number;
}

const seed = () => integer(0, Number.MAX_SAFE_INTEGER);
const SEEDS = v.optional(
  record(
    { data: v.optional(seed()), ...perFactor(() => v.optional(seed())) },
    `an object of seeds { data, ${FACTORS.join(", ")} }`,
  ),
  {},
);

const field = v.optional(anything());
const FIELDS = {
  data: field,
  hidden: v.optional(
    v.pipe(
      listOf(integer(1, 65536), "an array of widths"),
      v.check((widths) => widths.length <= 8, "at most 8 hidden layers"),
    ),
  ),
  activation: field,
  loss: v.optional(oneOf(...namesOf(LOSS_KINDS))),
  classWeights: field,
  optimizer: field,
  schedule: field,
  clipNorm: v.optional(v.nullable(positiveSingle()), null),
  initial: field,
  batchSize: v.optional(integer(1, 1e9)),
  epochs: v.optional(integer(1, 1e6)),
  earlyStopping: field,
  shuffleWindow: field,
  shuffleForm: v.optional(oneOf("buffer", "block"), "buffer"),
  reshuffle: v.optional(flag(), true),
  order: v.optional(
    v.nullable(
      listOf(
        listOf(integer(0, 1e9), "an array of example indices"),
        "an array of steps, each an array of example indices",
      ),
    ),
    null,
  ),
  vary: v.optional(listOf(oneOf(...FACTORS), `an array of noise factors (${FACTORS.join(", ")})`)),
  design: v.optional(
    v.nullable(
      record(
        perFactor(() => v.optional(integer(1, 65536))),
        `an object { ${FACTORS.map((factor) => `${factor}: levels`).join(", ")} }`,
      ),
    ),
    null,
  ),
  replicas: v.optional(integer(1, 1e6)),
  seed: v.optional(seed(), 0),
  seeds: SEEDS,
  ...Object.fromEntries(NOISE_FIELDS.map((name) => [name, field])),
};

/** Defaults that differ by where the data come from: a synthetic family, or the user's own table. */
const RECIPES = {
  drawn: { hidden: [8], optimizer: { name: "adagrad" }, batchSize: 1, epochs: 1 },
  file: { hidden: [16], optimizer: { name: "adam", learningRate: 0.01 }, batchSize: 32, epochs: 30 },
} as const;

export type Recipe = keyof typeof RECIPES;

/** The parameters of a study's fields, which may stand one level too high, as in `study.learningRate`: where they belong. */
const NESTED: [place: string, keys: string[]][] = [
  ["optimizer", [...new Set(Object.values(OPTIMIZERS).flatMap((entries) => Object.keys(entries)))]],
  ["schedule", ["factor", "every", "final"]],
  ["initial", ["weights", "biases", "gain"]],
  ["earlyStopping", Object.keys(EARLY_STOPPING)],
  ["data", ["noise", "dimension", "train", "test", "label", "weights"]],
];

/** The fields of a study by their paths, those of its variants among them: "epochs", "optimizer.learningRate". */
export function studyFields(): string[] {
  return [...Object.keys(FIELDS), ...NESTED.flatMap(([place, keys]) => keys.map((key) => `${place}.${key}`))];
}

/**
 * A study with every default filled in.
 * @param input what the user wrote; its `data` has been resolved to `data`
 * @param recipe of the source of the data
 * @param resolveNoise what `noiseOf` resolves to; a study without noise needs none
 * @throws InputError for a wrong type, an unknown field and a wrong value
 */
export function resolveStudy(
  input: unknown,
  data: DataSpec,
  facts: DataFacts,
  recipe: Recipe = "drawn",
  resolveNoise?: ResolveNoise,
): Study {
  const written = parseFields(FIELDS, writtenFields(input), "study");
  const defaults = RECIPES[recipe];
  const order = written.order;
  const earlyStopping = resolveEarlyStopping(written.earlyStopping, facts.train, order);
  const kept = validationCount(earlyStopping, facts.train);
  const train = facts.train - kept;
  const upToAll = `an integer from 1 to ${train}, the number of training examples${kept ? ` without the ${kept} for validation` : ""}`;
  if (order) checkOrder(order, train);
  const hidden = written.hidden ?? [...defaults.hidden];
  const loss = resolveLoss(written.loss, facts.task, facts.classes);
  const initial = resolveInitial(written.initial, [facts.inputs, ...hidden, outputCount(loss, facts)]);
  const batchSize = written.batchSize ?? Math.min(defaults.batchSize, train);
  if (batchSize > train) throw wrongValue("study.batchSize", upToAll, String(batchSize));
  const noise = resolveNoise?.(written as StudyInput, facts, { hidden, order }) ?? {};
  const { vary, replicas } = resolveReplicas(written, { initial, order, ...noise });
  return {
    data: data as Study["data"],
    hidden,
    activation: resolveActivation(written.activation),
    loss,
    classWeights: resolveClassWeights(written.classWeights, facts),
    optimizer: resolveVariant(OPTIMIZERS, written.optimizer, defaults.optimizer, "study.optimizer"),
    schedule: resolveVariant(SCHEDULES, written.schedule, { name: "constant" }, "study.schedule"),
    clipNorm: written.clipNorm,
    initial,
    batchSize,
    epochs: written.epochs ?? defaults.epochs,
    earlyStopping,
    shuffleWindow: resolveWindow(written.shuffleWindow, train, upToAll),
    shuffleForm: written.shuffleForm,
    reshuffle: written.reshuffle,
    order,
    vary,
    design: written.design as Study["design"],
    replicas,
    seed: written.seed,
    seeds: written.seeds as Study["seeds"],
    ...noise,
  };
}

type ResolveNoise = typeof import("./noise.js").resolveNoise;

/** What settles the noise of a study, if it names any. */
export async function noiseOf(input: object): Promise<ResolveNoise | undefined> {
  return NOISE_FIELDS.some((name) => Object.hasOwn(input, name))
    ? (await import("./noise.js")).resolveNoise
    : undefined;
}

/**
 * The fields that were written, each read once. Refuses what is no object and a field that no study has: the part that
 * can be said before the data are read.
 */
export function writtenFields(input: unknown): StudyInput {
  const fields = fieldsOf(input, "study");
  for (const key of Object.keys(fields).filter((name) => !Object.hasOwn(FIELDS, name))) {
    const place = NESTED.find(([, keys]) => keys.includes(key))?.[0];
    if (place !== undefined) throw unknownField("study", key, [], `Did you mean ${place}.${key}?`);
  }
  checkKnown(fields, Object.keys(FIELDS), "study");
  return fields;
}

/** The seeds of a study that is not yet resolved: its data are made before the rest is checked. */
export function resolveSeeds({ seed, seeds }: StudyInput): Pick<Study, "seed" | "seeds"> {
  return parseFields({ seed: FIELDS.seed, seeds: SEEDS }, { seed, seeds }, "study") as Pick<Study, "seed" | "seeds">;
}

/**
 * Outputs of the network: one for logistic, one a class for softmax and for squared on more than two classes, the
 * targets for regression.
 */
export function outputCount(loss: LossName, facts: Pick<DataFacts, "task" | "classes" | "targets">): number {
  if (loss === "softmax") return facts.classes;
  if (loss === "logistic" || facts.task === "binary") return 1;
  return facts.task === "classes" ? facts.classes : facts.targets;
}

function resolveWindow(written: unknown, train: number, what: string): number {
  if (written === undefined) return train;
  if (typeof written === "number" && Number.isInteger(written) && written >= 1 && written <= train) return written;
  throw (typeof written === "number" ? wrongValue : wrongType)("study.shuffleWindow", what, shown(written));
}

function checkOrder(order: number[][], train: number): void {
  if (order.length === 0) throw wrongValue("study.order", "at least one step", "none");
  order.forEach((batch, step) => {
    if (batch.length === 0) throw wrongValue(`study.order[${step}]`, "at least one example", "none");
    const outside = batch.findIndex((example) => example >= train);
    if (outside >= 0) {
      const what = `an example from 0 to ${train - 1}`;
      throw wrongValue(`study.order[${step}][${outside}]`, what, String(batch[outside]));
    }
  });
}
