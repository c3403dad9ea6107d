/**
 * Activations and their slopes: the table of docs/arithmetic.md section 7, row by row.
 *
 * Order: as the parentheses stand; every operation is rounded to f32, constants once.
 * Source: src/study/variants/activations.ts.
 * Checked: tests/reference/activation.test.ts.
 */
import { type Activation, activationForm } from "../study/variants/activations.js";
import { erf } from "./math/erf.js";
import { exp, expm1, sigmoid, tanh } from "./math/exponential.js";
import { softplus } from "./math/logarithm.js";

const f32 = Math.fround;

/** An activation: a = value(z), and its derivative there. Both map f32 to f32. */
export interface ActivationFunction {
  value(z: number): number;
  slope(z: number, a: number): number;
}

/** By name, of the constants that src/study/variants/activations.ts states. */
const FUNCTIONS: Readonly<Record<Activation["name"], (...constants: number[]) => ActivationFunction>> = {
  identity: () => ({ value: (z) => z, slope: () => 1 }),
  relu: () => ({ value: (z) => (z > 0 ? z : 0), slope: (z) => (z > 0 ? 1 : 0) }),
  relu6: () => ({
    value: (z) => (z >= 6 ? 6 : z > 0 ? z : 0),
    slope: (z) => (z >= 6 ? 0 : z > 0 ? 1 : 0),
  }),
  leaky_relu: (alpha: number) => ({
    value: (z) => (z > 0 ? z : f32(alpha * z)),
    slope: (z) => (z > 0 ? 1 : alpha),
  }),
  elu: (alpha: number) => ({
    value: (z) => (z > 0 ? z : f32(alpha * expm1(z))),
    slope: (z) => (z > 0 ? 1 : f32(alpha * exp(z))),
  }),
  selu: (l: number, k: number) => ({
    value: (z) => (z > 0 ? f32(l * z) : f32(k * expm1(z))),
    slope: (z) => (z > 0 ? l : f32(k * exp(z))),
  }),
  smelu: (beta: number, quarter: number, half: number) => ({
    value: (z) => (z >= beta ? z : z > -beta ? f32(f32(f32(z + beta) * f32(z + beta)) * quarter) : 0),
    slope: (z) => (z >= beta ? 1 : z > -beta ? f32(f32(z + beta) * half) : 0),
  }),
  gsmelu: (
    gMinus: number,
    gPlus: number,
    alpha: number,
    beta: number,
    a: number,
    b: number,
    c: number,
    twiceA: number,
    lower: number,
    upper: number,
  ) => ({
    value: (z) => {
      if (z >= beta) return f32(f32(gPlus * z) + upper);
      if (z > -alpha) return f32(f32(f32(f32(a * z) + b) * z) + c);
      return f32(f32(gMinus * z) + lower);
    },
    slope: (z) => (z >= beta ? gPlus : z > -alpha ? f32(f32(twiceA * z) + b) : gMinus),
  }),
  softplus: (beta: number) => ({
    value: (z) => f32(softplus(f32(beta * z)) / beta),
    slope: (z) => sigmoid(f32(beta * z)),
  }),
  swish: (beta: number) => ({
    value: (z) => f32(z * sigmoid(f32(beta * z))),
    slope: (z) => {
      const s = sigmoid(f32(beta * z));
      return f32(s + f32(f32(f32(beta * z) * s) * f32(1 - s)));
    },
  }),
  gelu: (root: number, density: number) => ({
    value: (z) => f32(f32(0.5 * z) * f32(1 + erf(f32(z * root)))),
    slope: (z) => {
      const phi = f32(density * exp(f32(f32(z * z) * -0.5)));
      return f32(f32(0.5 * f32(1 + erf(f32(z * root)))) + f32(z * phi));
    },
  }),
  gelu_tanh: (k: number, h: number, h3: number) => {
    const inner = (z: number): number => tanh(f32(k * f32(z + f32(h * f32(f32(z * z) * z)))));
    return {
      value: (z) => f32(f32(0.5 * z) * f32(1 + inner(z))),
      slope: (z) => {
        const t = inner(z);
        const rise = f32(k * f32(1 + f32(h3 * f32(z * z))));
        return f32(f32(0.5 * f32(1 + t)) + f32(f32(f32(0.5 * z) * f32(1 - f32(t * t))) * rise));
      },
    };
  },
  mish: () => ({
    value: (z) => f32(z * tanh(softplus(z))),
    slope: (z) => {
      const t = tanh(softplus(z));
      return f32(t + f32(f32(z * sigmoid(z)) * f32(1 - f32(t * t))));
    },
  }),
  tanh: () => ({ value: tanh, slope: (_, a) => f32(1 - f32(a * a)) }),
  sigmoid: () => ({ value: sigmoid, slope: (_, a) => f32(a * f32(1 - a)) }),
  softsign: () => ({
    value: (z) => f32(z / f32(1 + Math.abs(z))),
    slope: (z) => {
      const d = f32(1 + Math.abs(z));
      return f32(1 / f32(d * d));
    },
  }),
  hard_swish: () => ({
    value: (z) => (z >= 3 ? z : z > -3 ? f32(f32(z * f32(z + 3)) / 6) : 0),
    slope: (z) => (z > 3 ? 1 : z >= -3 ? f32(f32(z / 3) + 0.5) : 0),
  }),
};

/** The function of a spec whose parameters are all filled in. */
export function activation(spec: Activation): ActivationFunction {
  const { name, constants } = activationForm(spec);
  return FUNCTIONS[name](...constants);
}
