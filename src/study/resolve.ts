/**
 * From what a user writes to a study with every default filled in. Resolving a resolved study changes nothing.
 */
import * as v from "valibot";
import { notOneOf, shown, unknownField, wrongType, wrongValue } from "./errors.js";
import {
  between,
  checkPlain,
  flag,
  integer,
  isPlain,
  list,
  numberThat,
  oneOf,
  parseField,
  parseFields,
  record,
  single,
  TINY,
  within,
} from "./fields.js";
import type { Activation, DataSpec, Factor, GivenLayer, Initial, LossName, Study, Task } from "./study.js";
import { FACTORS } from "./study.js";

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

/** A name with its parameters; what is left out has its default. */
export interface VariantInput {
  name?: string;
  [parameter: string]: unknown;
}

/**
 * What a user writes: every field may be left out, and a variant may be a bare name. The fields are those of `Study`.
 */
export interface StudyInput {
  data?: string | VariantInput;
  hidden?: readonly number[];
  activation?: string | VariantInput;
  loss?: string;
  optimizer?: string | VariantInput;
  schedule?: string | VariantInput;
  clipNorm?: number | null;
  /** A scheme for the weights, schemes for both, or given layers. */
  initial?: string | { weights?: string | VariantInput; biases?: string | VariantInput } | readonly GivenLayer[];
  batchSize?: number;
  epochs?: number;
  shuffleWindow?: number;
  shuffleForm?: string;
  reshuffle?: boolean;
  order?: readonly (readonly number[])[] | null;
  vary?: readonly string[];
  design?: { init?: number; shuffle?: number } | null;
  replicas?: number;
  seed?: number;
  seeds?: { data?: number; init?: number; shuffle?: number };
}

const seed = () => integer(0, Number.MAX_SAFE_INTEGER);
const anyNumber = () => single(-1e30, 1e30);
/** 0 or at least 1e-30: neither it nor its inverse leaves the normal f32 range. */
const orZero = (most: number) =>
  numberThat((value) => value === 0 || (value >= 1e-30 && value <= most), `0 or a number from 1e-30 to ${most}`);
/** 0, or from 1e-30 up to, but not including, 1. */
const momentum = () =>
  numberThat(
    (value) => value === 0 || (value >= 1e-30 && value < 1),
    "0 or a number from 1e-30 up to, but not including, 1",
  );
/** Positive, and large enough that neither it nor its inverse leaves the normal f32 range. */
const positive = (most: number) => between(1e-30, most);
/** Positive in f32. */
const positiveSingle = () =>
  numberThat((value) => value >= TINY && value < 1e30, `a number from ${TINY} up to, but not including, 1e30`);
const fraction = () =>
  numberThat(
    (value) => value === 0 || (value >= TINY && value < 1),
    `0 or a number from ${TINY} up to, but not including, 1`,
  );

/** The entries of a variant by its name: `{ name: { parameter: schema with its default } }`. */
type Variants = Record<string, v.ObjectEntries>;

const ACTIVATIONS: Variants = {
  identity: {},
  relu: {},
  leaky_relu: { alpha: v.optional(anyNumber(), 0.01) },
  elu: { alpha: v.optional(anyNumber(), 1) },
  selu: {},
  smelu: { beta: v.optional(orZero(1e6), 1) },
  gsmelu: {
    gMinus: v.optional(anyNumber(), 0),
    gPlus: v.optional(anyNumber(), 1),
    alpha: v.optional(single(0, 1e6), 1),
    beta: v.optional(single(0, 1e6), 1),
    t: v.optional(anyNumber(), 0),
  },
  softplus: { beta: v.optional(positive(1e6), 1) },
  swish: { beta: v.optional(anyNumber(), 1) },
  gelu: {},
  gelu_tanh: {},
  mish: {},
  tanh: {},
  sigmoid: {},
  softsign: {},
  hard_swish: {},
};

const epsilon = (value: number) => v.optional(positive(1), value);
const decays = (rate: number, weightDecay = 0) => ({
  learningRate: v.optional(positiveSingle(), rate),
  weightDecay: v.optional(orZero(1e6), weightDecay),
});
const adam = (weightDecay: number) => ({
  ...decays(0.001, weightDecay),
  beta1: v.optional(fraction(), 0.9),
  beta2: v.optional(fraction(), 0.999),
  epsilon: epsilon(1e-8),
  amsgrad: v.optional(flag(), false),
});

const OPTIMIZERS: Variants = {
  sgd: decays(0.01),
  momentum: { ...decays(0.01), momentum: v.optional(momentum(), 0.9), dampening: v.optional(between(0, 1), 0) },
  nesterov: { ...decays(0.01), momentum: v.optional(momentum(), 0.9) },
  adagrad: {
    ...decays(0.1),
    epsilon: epsilon(1e-10),
    initialAccumulator: v.optional(single(0, 1e6), 0),
    learningRateDecay: v.optional(between(0, 1e6), 0),
  },
  rmsprop: {
    ...decays(0.01),
    alpha: v.optional(fraction(), 0.99),
    epsilon: epsilon(1e-8),
    momentum: v.optional(momentum(), 0),
    centered: v.optional(flag(), false),
  },
  adam: adam(0),
  adamw: adam(0.01),
};

const SCHEDULES: Variants = {
  constant: {},
  step: { factor: v.optional(within(0, 1e6), 0.1), every: v.optional(integer(1, 1e9), 1) },
  linear: { final: v.optional(single(0, 1e30), 0) },
  cosine: { final: v.optional(single(0, 1e30), 0) },
};

/** With at most a few million inputs the scale of a draw, gain sqrt(k / inputs), is then above 0 in f32. */
const gain = {
  gain: v.optional(
    numberThat((value) => value >= 1e-40 && value < 1e6, "a number from 1e-40 up to, but not including, 1000000"),
    1,
  ),
};
const SCHEMES: Variants = {
  zeros: {},
  constant: { value: v.optional(anyNumber(), 0) },
  uniform: { low: v.optional(anyNumber(), -0.05), high: v.optional(anyNumber(), 0.05) },
  normal: { mean: v.optional(anyNumber(), 0), stddev: v.optional(single(0, 1e6), 0.05) },
  glorot_uniform: gain,
  glorot_normal: gain,
  he_uniform: gain,
  he_normal: gain,
  lecun_uniform: gain,
  lecun_normal: gain,
};

/** Names of the activations, losses, optimizers, schedules and schemes, for help texts. */
export const NAMES = {
  activation: Object.keys(ACTIVATIONS),
  loss: ["logistic", "squared", "softmax"],
  optimizer: Object.keys(OPTIMIZERS),
  schedule: Object.keys(SCHEDULES),
  scheme: Object.keys(SCHEMES),
};

const SEEDS = v.optional(
  record(
    { data: v.optional(seed()), init: v.optional(seed()), shuffle: v.optional(seed()) },
    "an object of seeds { data, init, shuffle }",
  ),
  {},
);

const field = v.optional(v.unknown());
const FIELDS = {
  data: field,
  hidden: v.optional(
    v.pipe(
      list(integer(1, 65536), "an array of widths"),
      v.check((widths) => widths.length <= 8, "at most 8 hidden layers"),
    ),
  ),
  activation: field,
  loss: v.optional(oneOf("logistic", "squared", "softmax")),
  optimizer: field,
  schedule: field,
  clipNorm: v.optional(v.nullable(positiveSingle()), null),
  initial: field,
  batchSize: v.optional(integer(1, 1e9)),
  epochs: v.optional(integer(1, 1e6)),
  shuffleWindow: field,
  shuffleForm: v.optional(oneOf("buffer", "block"), "buffer"),
  reshuffle: v.optional(flag(), true),
  order: v.optional(
    v.nullable(
      list(list(integer(0, 1e9), "an array of example indices"), "an array of steps, each an array of example indices"),
    ),
    null,
  ),
  vary: v.optional(list(oneOf(...FACTORS), `an array of noise factors (${FACTORS.join(", ")})`)),
  design: v.optional(
    v.nullable(
      record(
        { init: v.optional(integer(1, 65536)), shuffle: v.optional(integer(1, 65536)) },
        "an object { init: levels, shuffle: levels }",
      ),
    ),
    null,
  ),
  replicas: v.optional(integer(1, 1e6)),
  seed: v.optional(seed(), 0),
  seeds: SEEDS,
};

/** Defaults that differ by where the data come from: a synthetic family, or the user's own table. */
const SYNTHETIC = { hidden: [8], optimizer: "adagrad", batchSize: 1, epochs: 1 };
const CSV = { hidden: [16], optimizer: { name: "adam", learningRate: 0.01 }, batchSize: 32, epochs: 30 };

/** A field that stands one level too high, as in `study.learningRate`: where it belongs. */
const NESTED: Record<string, string> = Object.fromEntries([
  ...Object.values(OPTIMIZERS).flatMap((entries) => Object.keys(entries).map((key) => [key, "optimizer"] as const)),
  ...["factor", "every", "final"].map((key) => [key, "schedule"] as const),
  ...["weights", "biases", "gain"].map((key) => [key, "initial"] as const),
  ...["noise", "dimension", "train", "test", "label"].map((key) => [key, "data"] as const),
]);

/** The fields of a study by their paths, those of its variants among them: "epochs", "optimizer.learningRate". */
export function studyFields(): string[] {
  return [...Object.keys(FIELDS), ...Object.entries(NESTED).map(([key, place]) => `${place}.${key}`)];
}

/**
 * A study with every default filled in.
 * @param input what the user wrote; its `data` has been resolved to `data`
 * @throws InputError for a wrong type, an unknown field and a wrong value
 */
export function resolveStudy(input: unknown, data: DataSpec, facts: DataFacts): Study {
  checkStudyFields(input);
  const written = parseFields(FIELDS, input, "study");
  const defaults = data.name === "csv" ? CSV : SYNTHETIC;
  const order = written.order;
  if (order) checkOrder(order, facts.train);
  const hidden = written.hidden ?? defaults.hidden;
  const loss = resolveLoss(written.loss, facts);
  const initial = resolveInitial(written.initial, [facts.inputs, ...hidden, outputCount(loss, facts)]);
  const batchSize = written.batchSize ?? Math.min(defaults.batchSize, facts.train);
  if (batchSize > facts.train) {
    throw wrongValue(
      "study.batchSize",
      `an integer from 1 to ${facts.train}, the number of training examples`,
      String(batchSize),
    );
  }
  const { vary, replicas } = resolveReplicas(written, Array.isArray(initial), order !== null);
  return {
    data,
    hidden,
    activation: resolveActivation(written.activation),
    loss,
    optimizer: resolveVariant(
      OPTIMIZERS,
      written.optimizer,
      defaults.optimizer,
      "study.optimizer",
    ) as Study["optimizer"],
    schedule: resolveVariant(SCHEDULES, written.schedule, "constant", "study.schedule") as Study["schedule"],
    clipNorm: written.clipNorm,
    initial,
    batchSize,
    epochs: written.epochs ?? defaults.epochs,
    shuffleWindow: resolveWindow(written.shuffleWindow, facts.train),
    shuffleForm: written.shuffleForm,
    reshuffle: written.reshuffle,
    order,
    vary,
    design: written.design as Study["design"],
    replicas,
    seed: written.seed,
    seeds: written.seeds as Study["seeds"],
  };
}

/** Refuses what is no object and a field that no study has: the part that can be said before the data are read. */
export function checkStudyFields(input: unknown): void {
  checkPlain(input, "study");
  const unknown = Object.keys(input).find((key) => !Object.hasOwn(FIELDS, key));
  if (unknown === undefined) return;
  const nested = Object.hasOwn(NESTED, unknown) ? NESTED[unknown] : undefined;
  throw nested
    ? unknownField("study", unknown, [], `Did you mean ${nested}.${unknown}?`)
    : unknownField("study", unknown, Object.keys(FIELDS));
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

function resolveActivation(written: unknown): Activation {
  const activation = resolveVariant(ACTIVATIONS, renamed(written), "relu", "study.activation") as Activation;
  if (activation.name !== "gsmelu") return activation;
  const { gMinus, gPlus, alpha, beta } = activation;
  const curve = (gPlus - gMinus) / (2 * (alpha + beta));
  if (alpha + beta > 0 && !Number.isFinite(Math.fround(curve))) {
    throw wrongValue(
      "study.activation",
      "(gPlus - gMinus) / (2 (alpha + beta)) finite in float32",
      String(curve),
      "Use a larger alpha or beta, or 0 for both.",
    );
  }
  return activation;
}

/** `silu` is accepted for swish. */
function renamed(activation: unknown): unknown {
  if (activation === "silu") return "swish";
  if (typeof activation === "object" && activation !== null && (activation as { name?: unknown }).name === "silu")
    return { ...activation, name: "swish" };
  return activation;
}

/** A bare name, or `{ name, ...params }`; parameters without a name belong to the default. */
function resolveVariant(
  variants: Variants,
  input: unknown,
  fallback: string | { name: string },
  path: string,
): { name: string } {
  const names = Object.keys(variants);
  const base = typeof fallback === "string" ? { name: fallback } : fallback;
  const parameters = typeof input === "string" ? { name: input } : (input ?? {});
  if (!isPlain(parameters)) {
    throw wrongType(path, `one of ${names.join(", ")}, or { name, ...parameters }`, shown(input));
  }
  const written = Object.hasOwn(parameters, "name") ? parameters : { ...base, ...parameters };
  const name = (written as { name?: unknown }).name;
  if (typeof name !== "string" || !Object.hasOwn(variants, name)) {
    throw notOneOf(path, name, names);
  }
  return parseFields({ name: v.literal(name), ...variants[name] }, written, path) as { name: string };
}

function resolveLoss(written: LossName | undefined, facts: DataFacts): LossName {
  const byTask = { binary: "logistic", classes: "softmax", regression: "squared" } as const;
  const loss = written ?? byTask[facts.task];
  const fits = loss === "squared" || (loss === "logistic" ? facts.task === "binary" : facts.task !== "regression");
  if (!fits) {
    const labels = facts.task === "regression" ? "real targets" : `${facts.classes} classes`;
    throw wrongValue("study.loss", `a loss for ${labels}`, shown(loss), `Leave it out for ${byTask[facts.task]}.`);
  }
  return loss;
}

function resolveWindow(written: unknown, train: number): number {
  if (written === undefined) return train;
  if (typeof written === "number" && Number.isInteger(written) && written >= 1 && written <= train) return written;
  const what = `an integer from 1 to ${train}, the number of training examples`;
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

function resolveInitial(written: unknown, sizes: number[]): Initial {
  if (Array.isArray(written)) return givenLayers(written, sizes);
  if (written !== undefined && written !== null && !isPlain(written) && typeof written !== "string") {
    throw wrongType(
      "study.initial",
      "{ weights, biases }, a scheme for the weights, or an array of { W, b }",
      shown(written),
    );
  }
  const object = typeof written === "string" ? { weights: written } : (written ?? {});
  const parts = parseFields({ weights: field, biases: field }, object, "study.initial");
  const scheme = (part: unknown, fallback: string, path: string) => {
    const resolved = resolveVariant(SCHEMES, part, fallback, path);
    const { low, high } = resolved as { low?: number; high?: number };
    if (low !== undefined && high !== undefined && low > high) {
      throw wrongValue(`${path}.high`, `a number from ${low}, the low end`, String(high));
    }
    return resolved;
  };
  return {
    weights: scheme(parts.weights, "glorot_uniform", "study.initial.weights"),
    biases: scheme(parts.biases, "zeros", "study.initial.biases"),
  } as Initial;
}

function givenLayers(layers: unknown[], sizes: number[]): GivenLayer[] {
  if (layers.length !== sizes.length - 1) {
    throw wrongValue("study.initial", `${sizes.length - 1} layers { W, b }`, `${layers.length}`);
  }
  const number = numberThat((value) => Number.isFinite(Math.fround(value)), "a number finite in float32");
  return layers.map((layer, index) => {
    const path = `study.initial[${index}]`;
    const [inputs, outputs] = [sizes[index]!, sizes[index + 1]!];
    const rows = `${inputs} rows of ${outputs} numbers`;
    const row = v.pipe(
      list(number, rows),
      v.check((numbers) => numbers.length === outputs, rows),
    );
    const biases = `${outputs} numbers`;
    const W = v.pipe(
      list(row, rows),
      v.check((all) => all.length === inputs, rows),
    );
    const b = v.pipe(
      list(number, biases),
      v.check((numbers) => numbers.length === outputs, biases),
    );
    return parseField(record({ W, b }, "an object { W, b }"), layer, path);
  });
}

interface WrittenReplicas {
  vary?: Factor[] | undefined;
  design: { init?: number | undefined; shuffle?: number | undefined } | null;
  replicas?: number | undefined;
}

/** Which factors vary and how many replicas there are; a factor that is given cannot vary. */
function resolveReplicas(
  { vary, design, replicas }: WrittenReplicas,
  givenInitial: boolean,
  givenOrder: boolean,
): { vary: Factor[]; replicas: number } {
  const fixed: Partial<Record<Factor, string>> = {
    ...(givenInitial && { init: "study.initial gives the weights" }),
    ...(givenOrder && { shuffle: "study.order gives the order" }),
  };
  const levels = FACTORS.filter((factor) => design?.[factor] !== undefined);
  if (design && levels.length === 0) throw wrongValue("study.design", "at least one factor", "none");
  const chosen = design ? levels : (vary ?? FACTORS.filter((factor) => !fixed[factor]));
  for (const factor of chosen) {
    if (fixed[factor])
      throw wrongValue(
        `study.${design ? "design" : "vary"}`,
        `no "${factor}", because ${fixed[factor]}`,
        shown(design ?? vary),
        "Take it out.",
      );
  }
  if (new Set(chosen).size < chosen.length) throw wrongValue("study.vary", "each factor once", shown(vary));
  if (!design) return { vary: FACTORS.filter((factor) => chosen.includes(factor)), replicas: replicas ?? 16 };
  if (vary && (vary.length !== levels.length || vary.some((factor) => !levels.includes(factor)))) {
    throw wrongValue("study.vary", `the factors of study.design (${levels.join(", ")})`, shown(vary), "Leave it out.");
  }
  const grid = levels.reduce((product, factor) => product * design[factor]!, 1);
  if (replicas !== undefined && replicas !== grid) {
    throw wrongValue("study.replicas", `${grid}, the cells of study.design`, String(replicas), "Leave it out.");
  }
  return { vary: levels, replicas: grid };
}
