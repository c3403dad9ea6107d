/**
 * What names and variants are called inside the kernels: positions in these lists, and the f32 constants of a variant
 * in the order of the fields of its class in assembly/.
 */
import { gsmeluConstants, smeluConstants } from "../reference/activation.js";
import type { Activation, LossName, Optimizer } from "../study/study.js";

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

/** assembly/activation.ts */
const ACTIVATIONS = [
  "identity",
  "relu",
  "leaky_relu",
  "elu",
  "selu",
  "smelu",
  "gsmelu",
  "softplus",
  "swish",
  "gelu",
  "gelu_tanh",
  "mish",
  "tanh",
  "sigmoid",
  "softsign",
  "hard_swish",
] as const satisfies Activation["name"][];

/** assembly/loss.ts */
const LOSSES = ["logistic", "squared", "softmax"] as const satisfies LossName[];

/** assembly/optimizer.ts */
const OPTIMIZERS = [
  "sgd",
  "momentum",
  "nesterov",
  "adagrad",
  "rmsprop",
  "adam",
  "adamw",
] as const satisfies Optimizer["name"][];

/** assembly/train.ts */
const QUANTITIES = [null, "logit", "loss", "parameter"] as const;

export function lossCode(loss: LossName): number {
  return LOSSES.indexOf(loss);
}

export function quantityOf(code: number): (typeof QUANTITIES)[number] {
  return QUANTITIES[code] ?? null;
}

/** Kind and constants of an activation. smelu with beta 0 is relu. */
export function activationCode(spec: Activation): { kind: number; constants: Float32Array } {
  if (spec.name === "smelu" && spec.beta === 0) return activationCode({ name: "relu" });
  return { kind: ACTIVATIONS.indexOf(spec.name), constants: Float32Array.from(constantsOf(spec)) };
}

function constantsOf(spec: Activation): number[] {
  switch (spec.name) {
    case "leaky_relu":
    case "elu":
      return [spec.alpha];
    case "softplus":
    case "swish":
      return [spec.beta];
    case "selu":
      return [1.0507009873554805, 1.0507009873554805 * 1.6732632423543772];
    case "smelu": {
      const { beta, square, line } = smeluConstants(spec.beta);
      return [beta, square, line];
    }
    case "gsmelu": {
      const c = gsmeluConstants(spec);
      return [c.gMinus, c.gPlus, c.alpha, c.beta, c.a, c.b, c.c, c.twiceA, c.lower, c.upper];
    }
    case "gelu":
      return [0.7071067811865476, 0.3989422804014327];
    case "gelu_tanh":
      return [0.7978845608028654, 0.044715, 3 * 0.044715];
    default:
      return [];
  }
}

/** The fields of the class Optimizer: kind, option (i32), then constants (f32). */
export function optimizerCode(optimizer: Optimizer): { words: Int32Array; constants: Float32Array } {
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
  return {
    words: Int32Array.of(OPTIMIZERS.indexOf(optimizer.name), amsgrad || centered ? 1 : 0),
    constants: Float32Array.of(
      weightDecay,
      momentum,
      1 - dampening,
      alpha,
      1 - alpha,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
    ),
  };
}
