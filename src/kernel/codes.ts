/**
 * What functions, reasons and optimizers are called inside the kernels; activations and losses have it in their tables
 * (src/study/variants/).
 */
import { OPTIMIZER_KINDS, type Optimizer } from "../study/variants/optimizers.js";

/** assembly/functions.ts */
export const FUNCTIONS = [
  "exp",
  "expm1",
  "log",
  "log1p",
  "tanh",
  "sigmoid",
  "softplus",
  "erf",
  "sinpi",
  "cospi",
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** assembly/train.ts */
const QUANTITIES = [null, "logit", "loss", "parameter"] as const;

export function quantityOf(code: number): (typeof QUANTITIES)[number] {
  return QUANTITIES[code] ?? null;
}

/** The record of an optimizer: kind and option (i32), then constants (f32). */
export function optimizerRecord(optimizer: Optimizer): Int32Array {
  const {
    momentum = 0,
    dampening = 0,
    alpha = 0,
    beta1 = 0,
    beta2 = 0,
    amsgrad = false,
    centered = false,
  } = optimizer as Partial<
    Record<"momentum" | "dampening" | "alpha" | "beta1" | "beta2", number> & Record<"amsgrad" | "centered", boolean>
  >;
  const weightDecay = optimizer.name === "adamw" ? 0 : optimizer.weightDecay;
  const constants = Float32Array.of(
    weightDecay,
    momentum,
    1 - dampening,
    alpha,
    1 - alpha,
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
  );
  return Int32Array.of(
    OPTIMIZER_KINDS[optimizer.name],
    amsgrad || centered ? 1 : 0,
    ...new Int32Array(constants.buffer),
  );
}
