/**
 * The activations: what each takes, what the kernels call it, and the constants that it is computed with. Its formulas
 * are in reference/activation.ts and assembly/activation.ts.
 *
 * Source: smelu and gsmelu are Shamir, Lin and Coviello 2020 (arXiv 2010.09931); selu is Klambauer et al. 2017; gelu is
 *   Hendrycks and Gimpel 2016; mish is Misra 2019; relu6 is Krizhevsky 2010; hard_swish is Howard et al. 2019.
 */
import { wrongValue } from "../errors.js";
import { isPlain } from "../fields.js";
import { invertible, orZero, real, size } from "./ranges.js";
import { type Named, type Resolved, resolveVariant, type VariantTable } from "./table.js";

/** An activation as it is written: a parameter that is left out has its default. */
export type ActivationInput =
  | {
      name:
        | "identity"
        | "relu"
        | "relu6"
        | "selu"
        | "gelu"
        | "gelu_tanh"
        | "mish"
        | "tanh"
        | "sigmoid"
        | "softsign"
        | "hard_swish";
    }
  | {
      name: "leaky_relu";
      /** Slope below 0. Default 0.01; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      alpha?: number;
    }
  | {
      name: "elu";
      /** The value far below 0 is -alpha. Default 1; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      alpha?: number;
    }
  | {
      name: "smelu";
      /** Half the width of the parabola between the lines; 0 is relu. Default 1; 0 or a number from 1e-30 to 1000000. */
      beta?: number;
    }
  | {
      name: "gsmelu";
      /** Slope below -alpha. Default 0; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      gMinus?: number;
      /** Slope above beta. Default 1; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      gPlus?: number;
      /** Where the parabola begins, below 0. Default 1; 0 or a number from 1e-45 to 1000000. */
      alpha?: number;
      /** Where the parabola ends, above 0. Default 1; 0 or a number from 1e-45 to 1000000. */
      beta?: number;
      /** The value at -alpha. Default 0; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      t?: number;
    }
  | {
      name: "softplus";
      /** Sharpness of the bend at 0. Default 1; a number from 1e-30 to 1000000. */
      beta?: number;
    }
  | {
      name: "swish";
      /** Sharpness of the bend at 0. Default 1; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      beta?: number;
    }
  | {
      /** Another name of swish. */
      name: "silu";
      /** Sharpness of the bend at 0. Default 1; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      beta?: number;
    };

/** An activation with every parameter filled in. */
export type Activation = Resolved<Exclude<ActivationInput, { name: "silu" }>>;

/** Parameters, each with its range and default. */
export const ACTIVATIONS: VariantTable<Activation> = {
  identity: {},
  relu: {},
  relu6: {},
  leaky_relu: { alpha: real(0.01) },
  elu: { alpha: real(1) },
  selu: {},
  smelu: { beta: orZero(1) },
  gsmelu: {
    gMinus: real(0),
    gPlus: real(1),
    alpha: size(1),
    beta: size(1),
    t: real(0),
  },
  softplus: { beta: invertible(1, 1e6) },
  swish: { beta: real(1) },
  gelu: {},
  gelu_tanh: {},
  mish: {},
  tanh: {},
  sigmoid: {},
  softsign: {},
  hard_swish: {},
};

/** What computes an activation: its name, its kind in assembly/activation.ts, and its constants. */
export interface ActivationForm {
  name: Activation["name"];
  kind: number;
  /** Computed in f64 and rounded once; in the order of the fields of the kernel's class. */
  constants: Float32Array;
}

/** Apart from the parameters, for a worker needs no schemas. */
const FORMS: {
  readonly [Name in Activation["name"]]: { kind: number; constants?(spec: Named<Activation, Name>): number[] };
} = {
  identity: { kind: 0 },
  relu: { kind: 1 },
  leaky_relu: { kind: 2, constants: ({ alpha }) => [alpha] },
  elu: { kind: 3, constants: ({ alpha }) => [alpha] },
  selu: { kind: 4, constants: () => [1.0507009873554805, 1.0507009873554805 * 1.6732632423543772] },
  smelu: { kind: 5, constants: ({ beta }) => [beta, 1 / (4 * beta), 1 / (2 * beta)] },
  gsmelu: { kind: 6, constants: gsmeluConstants },
  softplus: { kind: 7, constants: ({ beta }) => [beta] },
  swish: { kind: 8, constants: ({ beta }) => [beta] },
  /** sqrt(1/2), 1/sqrt(2 pi) */
  gelu: { kind: 9, constants: () => [0.7071067811865476, 0.3989422804014327] },
  /** sqrt(2/pi) */
  gelu_tanh: { kind: 10, constants: () => [0.7978845608028654, 0.044715, 3 * 0.044715] },
  mish: { kind: 11 },
  tanh: { kind: 12 },
  sigmoid: { kind: 13 },
  softsign: { kind: 14 },
  hard_swish: { kind: 15 },
  relu6: { kind: 16 },
};

/** The form of an activation. smelu with beta 0 is relu. */
export function activationForm(spec: Activation): ActivationForm {
  if (spec.name === "smelu" && spec.beta === 0) return activationForm({ name: "relu" });
  const { kind, constants = () => [] } = FORMS[spec.name] as { kind: number; constants?(of: Activation): number[] };
  return { name: spec.name, kind, constants: Float32Array.from(constants(spec)) };
}

/**
 * The slopes gMinus and gPlus, the ends of the parabola a z^2 + b z + c on (-alpha, beta), a, b, c, 2 a, and the
 * constants of the lines gMinus z + lower and gPlus z + upper beside it. With alpha + beta = 0 the parabola has no
 * place and is 0.
 */
function gsmeluConstants({ gMinus, gPlus, alpha, beta, t }: Named<Activation, "gsmelu">): number[] {
  const width = alpha + beta;
  const a = width === 0 ? 0 : (gPlus - gMinus) / (2 * width);
  const b = width === 0 ? 0 : (alpha * gPlus + beta * gMinus) / width;
  const c = width === 0 ? 0 : t + (alpha * alpha * (gPlus + gMinus) + 2 * alpha * beta * gMinus) / (2 * width);
  const lower = t + gMinus * alpha;
  const upper = t + (width / 2) * gMinus + ((alpha - beta) / 2) * gPlus;
  return [gMinus, gPlus, alpha, beta, a, b, c, 2 * Math.fround(a), lower, upper];
}

/**
 * Of what was written for an activation.
 * @throws InputError for a wrong type, an unknown name or parameter, and a wrong value
 */
export function resolveActivation(written: unknown): Activation {
  const path = "study.activation";
  const activation = resolveVariant(ACTIVATIONS, renamed(written), { name: "relu" }, path);
  if (activation.name !== "gsmelu") return activation;
  const { gMinus, gPlus, alpha, beta } = activation;
  const curve = (gPlus - gMinus) / (2 * (alpha + beta));
  if (alpha + beta > 0 && !Number.isFinite(Math.fround(curve))) {
    throw wrongValue(
      path,
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
  return isPlain(activation) && activation.name === "silu" ? { ...activation, name: "swish" } : activation;
}
