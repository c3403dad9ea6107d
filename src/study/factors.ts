/**
 * The noise factors: sources of randomness that can be switched alone. A new one is a row here, and what draws from its
 * stream.
 */
import type { Study } from "./study.js";

export interface FactorRow {
  /** The number of its stream: docs/arithmetic.md section 3. */
  stream: number;
  /** Whether it varies in a study that says nothing of `vary`. */
  byDefault: boolean;
  /** Why it cannot vary in a study that gives what it would draw, or null. */
  given(study: Pick<Study, "initial" | "order">): string | null;
}

export const FACTOR_TABLE = {
  // The initial parameters.
  init: {
    stream: 1,
    byDefault: true,
    given: ({ initial }) => (Array.isArray(initial) ? "study.initial gives the weights" : null),
  },
  // The order of the training examples in each epoch.
  shuffle: {
    stream: 2,
    byDefault: true,
    given: ({ order }) => (order ? "study.order gives the order" : null),
  },
} satisfies Record<string, FactorRow>;

/** A source of randomness that can be switched alone. */
export type Factor = keyof typeof FACTOR_TABLE;
