/**
 * The noise factors: sources of randomness that can be switched alone. A new one is a row here, and what draws from its
 * stream.
 */
import type { Noise } from "./noise.js";
import type { Study } from "./study.js";

export interface FactorRow {
  /** The number of its stream: docs/arithmetic.md section 3. */
  stream: number;
  /** The field of a study that switches it on; a study without that field has none of it. */
  field?: NoiseField;
  /** Why it cannot vary in a study that gives what it would draw, or null. */
  given?(study: Pick<Study, "initial" | "order" | "arithmetic">): string | null;
}

export const FACTOR_TABLE = {
  // The initial parameters.
  init: {
    stream: 1,
    given: ({ initial }) => (Array.isArray(initial) ? "study.initial gives the weights" : null),
  },
  // The order of the training examples in each epoch.
  shuffle: {
    stream: 2,
    given: ({ order }) => (order ? "study.order gives the order" : null),
  },
  // Wrong labels of training examples.
  label: { stream: 4, field: "labelNoise" },
  // Noise on the inputs of training examples, the same whenever one is read.
  input: { stream: 7, field: "inputNoise" },
  // Which training examples there are: drawn with replacement.
  resample: { stream: 8, field: "resample" },
  // Noise on the inputs of training examples, another in each epoch.
  augment: { stream: 9, field: "augment" },
  // Which units are left out in a step.
  dropout: { stream: 3, field: "dropout" },
  // The parameter that is moved by units in the last place, and whether up or down.
  ulp: { stream: 5, field: "ulp" },
  // The error of an inexact oracle.
  oracle: { stream: 10, field: "oracle" },
  // The order of the terms of each sum, in simulated arithmetic.
  arithmetic: {
    stream: 6,
    field: "arithmetic",
    given: ({ arithmetic }) => (arithmetic!.profiles.includes("permuted") ? null : 'only "permuted" varies'),
  },
  // Which units are left out in a pass of an evaluation.
  inference: { stream: 11, field: "mcPasses" },
} satisfies Record<string, FactorRow>;

/** A source of randomness that can be switched alone. */
export type Factor = keyof typeof FACTOR_TABLE;

/** The fields of a study that switch on noise. */
export type NoiseField = keyof Noise;
