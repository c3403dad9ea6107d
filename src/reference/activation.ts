/**
 * Activations and their slopes: the table of docs/arithmetic.md section 7, row by row.
 *
 * Order: as the parentheses stand; every operation is rounded to f32. Constants are computed in f64 and rounded once.
 * Source: smelu and gsmelu are Shamir, Lin and Coviello 2020 (arXiv 2010.09931); selu is Klambauer et al. 2017; gelu is
 *   Hendrycks and Gimpel 2016; mish is Misra 2019; hard_swish is Howard et al. 2019.
 * Checked: tests/reference/activation.test.ts.
 */
import type { Activation } from "../study/study.js";
import { erf } from "./math/erf.js";
import { exp } from "./math/exp.js";
import { expm1 } from "./math/expm1.js";
import { sigmoid } from "./math/sigmoid.js";
import { softplus } from "./math/softplus.js";
import { tanh } from "./math/tanh.js";

const f32 = Math.fround;

/** An activation: a = value(z), and its derivative there. Both map f32 to f32. */
export interface ActivationFunction {
  value(z: number): number;
  slope(z: number, a: number): number;
}

type Gsmelu = Extract<Activation, { name: "gsmelu" }>;
type GsmeluConstant = "gMinus" | "gPlus" | "alpha" | "beta" | "a" | "b" | "c" | "twiceA" | "lower" | "upper";

const RELU: ActivationFunction = {
  value: (z) => (z > 0 ? z : 0),
  slope: (z) => (z > 0 ? 1 : 0),
};

/** The function of a spec whose parameters are all filled in. */
export function activation(spec: Activation): ActivationFunction {
  switch (spec.name) {
    case "identity":
      return { value: (z) => z, slope: () => 1 };
    case "relu":
      return RELU;
    case "leaky_relu": {
      const alpha = f32(spec.alpha);
      return {
        value: (z) => (z > 0 ? z : f32(alpha * z)),
        slope: (z) => (z > 0 ? 1 : alpha),
      };
    }
    case "elu": {
      const alpha = f32(spec.alpha);
      return {
        value: (z) => (z > 0 ? z : f32(alpha * expm1(z))),
        slope: (z) => (z > 0 ? 1 : f32(alpha * exp(z))),
      };
    }
    case "selu": {
      const l = f32(1.0507009873554805);
      const k = f32(1.0507009873554805 * 1.6732632423543772);
      return {
        value: (z) => (z > 0 ? f32(l * z) : f32(k * expm1(z))),
        slope: (z) => (z > 0 ? l : f32(k * exp(z))),
      };
    }
    case "smelu":
      return spec.beta === 0 ? RELU : smelu(spec.beta);
    case "gsmelu":
      return gsmelu(spec);
    case "softplus": {
      const beta = f32(spec.beta);
      return {
        value: (z) => f32(softplus(f32(beta * z)) / beta),
        slope: (z) => sigmoid(f32(beta * z)),
      };
    }
    case "swish": {
      const beta = f32(spec.beta);
      return {
        value: (z) => f32(z * sigmoid(f32(beta * z))),
        slope: (z) => {
          const s = sigmoid(f32(beta * z));
          return f32(s + f32(f32(f32(beta * z) * s) * f32(1 - s)));
        },
      };
    }
    case "gelu": {
      const root = f32(0.7071067811865476); // sqrt(1/2)
      const density = f32(0.3989422804014327); // 1/sqrt(2 pi)
      return {
        value: (z) => f32(f32(0.5 * z) * f32(1 + erf(f32(z * root)))),
        slope: (z) => {
          const phi = f32(density * exp(f32(f32(z * z) * -0.5)));
          return f32(f32(0.5 * f32(1 + erf(f32(z * root)))) + f32(z * phi));
        },
      };
    }
    case "gelu_tanh": {
      const k = f32(0.7978845608028654); // sqrt(2/pi)
      const h = f32(0.044715);
      const h3 = f32(3 * 0.044715);
      const inner = (z: number): number => tanh(f32(k * f32(z + f32(h * f32(f32(z * z) * z)))));
      return {
        value: (z) => f32(f32(0.5 * z) * f32(1 + inner(z))),
        slope: (z) => {
          const t = inner(z);
          const rise = f32(k * f32(1 + f32(h3 * f32(z * z))));
          return f32(f32(0.5 * f32(1 + t)) + f32(f32(f32(0.5 * z) * f32(1 - f32(t * t))) * rise));
        },
      };
    }
    case "mish":
      return {
        value: (z) => f32(z * tanh(softplus(z))),
        slope: (z) => {
          const t = tanh(softplus(z));
          return f32(t + f32(f32(z * sigmoid(z)) * f32(1 - f32(t * t))));
        },
      };
    case "tanh":
      return { value: tanh, slope: (_, a) => f32(1 - f32(a * a)) };
    case "sigmoid":
      return { value: sigmoid, slope: (_, a) => f32(a * f32(1 - a)) };
    case "softsign":
      return {
        value: (z) => f32(z / f32(1 + Math.abs(z))),
        slope: (z) => {
          const d = f32(1 + Math.abs(z));
          return f32(1 / f32(d * d));
        },
      };
    case "hard_swish":
      return {
        value: (z) => (z >= 3 ? z : z > -3 ? f32(f32(z * f32(z + 3)) / 6) : 0),
        slope: (z) => (z > 3 ? 1 : z >= -3 ? f32(f32(z / 3) + 0.5) : 0),
      };
  }
}

/** Constants of smelu for a beta that is not 0: f32(beta), [1/(4 beta)], [1/(2 beta)]. */
export function smeluConstants(beta: number): { beta: number; square: number; line: number } {
  return { beta: f32(beta), square: f32(1 / (4 * beta)), line: f32(1 / (2 * beta)) };
}

function smelu(exactBeta: number): ActivationFunction {
  const { beta, square, line } = smeluConstants(exactBeta);
  return {
    value: (z) => (z >= beta ? z : z > -beta ? f32(f32(f32(z + beta) * f32(z + beta)) * square) : 0),
    slope: (z) => (z >= beta ? 1 : z > -beta ? f32(f32(z + beta) * line) : 0),
  };
}

/**
 * Constants of gsmelu, f32: the parabola a z^2 + b z + c on (-alpha, beta) and the lines gMinus z + lower, gPlus z +
 * upper beside it. With alpha + beta = 0 the parabola has no place and is 0.
 */
export function gsmeluConstants(spec: Gsmelu): Record<GsmeluConstant, number> {
  const { gMinus, gPlus, alpha, beta, t } = spec;
  const width = alpha + beta;
  const a = width === 0 ? 0 : f32((gPlus - gMinus) / (2 * width));
  return {
    gMinus: f32(gMinus),
    gPlus: f32(gPlus),
    alpha: f32(alpha),
    beta: f32(beta),
    a,
    b: width === 0 ? 0 : f32((alpha * gPlus + beta * gMinus) / width),
    c: width === 0 ? 0 : f32(t + (alpha * alpha * (gPlus + gMinus) + 2 * alpha * beta * gMinus) / (2 * width)),
    twiceA: f32(2 * a),
    lower: f32(t + gMinus * alpha),
    upper: f32(t + (width / 2) * gMinus + ((alpha - beta) / 2) * gPlus),
  };
}

function gsmelu(spec: Gsmelu): ActivationFunction {
  const { gMinus, gPlus, alpha, beta, a, b, c, twiceA, lower, upper } = gsmeluConstants(spec);
  return {
    value: (z) => {
      if (z >= beta) return f32(f32(gPlus * z) + upper);
      if (z > -alpha) return f32(f32(f32(f32(a * z) + b) * z) + c);
      return f32(f32(gMinus * z) + lower);
    },
    slope: (z) => (z >= beta ? gPlus : z > -alpha ? f32(f32(twiceA * z) + b) : gMinus),
  };
}
