/**
 * Early stopping as a user writes it, and how many examples it keeps apart.
 */
import * as v from "valibot";
import { shown, wrongValue } from "./errors.js";
import { between, integer, parseFields, within } from "./fields.js";

/** When a replica stops before the last epoch, as a user writes it. */
export interface EarlyStoppingInput {
  /** Share of the training examples that are kept for validation. Default 0.1; a number above 0 and below 1. */
  share?: number;
  /** Epochs without an improvement after which a replica stops. Default 5; an integer from 1 to 1000000. */
  patience?: number;
  /** By how much a validation loss must be below the best to improve on it. Default 0; a number from 0 to 1000000. */
  minDelta?: number;
}

/** When a replica stops before the last epoch: of the same fields as `EarlyStoppingInput`, which says what they are. */
export type EarlyStopping = Required<EarlyStoppingInput>;

const PATH = "study.earlyStopping";

export const EARLY_STOPPING = {
  share: v.optional(within(0, 1), 0.1),
  patience: v.optional(integer(1, 1000000), 5),
  minDelta: v.optional(between(0, 1000000), 0),
};

/**
 * @param train training examples of the data
 * @throws InputError
 */
export function resolveEarlyStopping(written: unknown, train: number, order: number[][] | null): EarlyStopping | null {
  if (written === undefined || written === null) return null;
  const parsed = parseFields(EARLY_STOPPING, written, PATH);
  const reason = order
    ? "study.order gives steps, not epochs"
    : train < 2
      ? "one training example cannot be split"
      : null;
  if (reason !== null) throw wrongValue(PATH, `null, because ${reason}`, shown(written), "Take it out.");
  return parsed;
}

/** Examples of the training set that are kept for validation: docs/arithmetic.md section 12. */
export function validationCount(earlyStopping: EarlyStopping | null, train: number): number {
  return earlyStopping ? Math.min(Math.max(Math.round(train * earlyStopping.share), 1), train - 1) : 0;
}
