/**
 * Activations in the words of other libraries: the table of docs/arithmetic.md section 7, once for all of them. Each
 * library says how it writes an operation; its elementary functions may be off in their last bits.
 */
import { type Activation, activationForm } from "../study/variants/activations.js";

/** Operations on arrays of float32, element by element. */
export interface Algebra<Value> {
  constant(value: number): Value;
  add(a: Value, b: Value): Value;
  multiply(a: Value, b: Value): Value;
  divide(a: Value, b: Value): Value;
  /** a > b ? x : y; x and y are both computed. */
  whereGreater(a: Value, b: Value, x: Value, y: Value): Value;
  absolute(a: Value): Value;
  /** e^a - 1; a is 0 or less wherever the value is used. */
  expm1(a: Value): Value;
  erf(a: Value): Value;
  sigmoid(a: Value): Value;
  softplus(a: Value): Value;
  tanh(a: Value): Value;
}

/** A value, or a number that becomes a constant where it is used. */
type Term<Value> = Value | number;
type Lifted<Value> = {
  [Name in Exclude<keyof Algebra<Value>, "constant">]: (...terms: Term<Value>[]) => Value;
};
type Formula = <Value>(m: Lifted<Value>, z: Value, ...constants: number[]) => Term<Value>;

const FORMULAS: Readonly<Record<Activation["name"], Formula>> = {
  identity: (_, z) => z,
  relu: (m, z) => m.whereGreater(z, 0, z, 0),
  relu6: (m, z) => m.whereGreater(6, z, m.whereGreater(z, 0, z, 0), 6),
  leaky_relu: (m, z, alpha) => m.whereGreater(z, 0, z, m.multiply(alpha!, z)),
  elu: (m, z, alpha) => m.whereGreater(z, 0, z, m.multiply(alpha!, m.expm1(z))),
  selu: (m, z, l, k) => m.whereGreater(z, 0, m.multiply(l!, z), m.multiply(k!, m.expm1(z))),
  smelu: (m, z, beta, quarter) => {
    const above = m.add(z, beta!);
    const parabola = m.multiply(m.multiply(above, above), quarter!);
    return m.whereGreater(beta!, z, m.whereGreater(z, -beta!, parabola, 0), z);
  },
  gsmelu: (m, z, gMinus, gPlus, alpha, beta, a, b, c, _twiceA, lower, upper) => {
    const parabola = m.add(m.multiply(m.add(m.multiply(a!, z), b!), z), c!);
    const left = m.whereGreater(z, -alpha!, parabola, m.add(m.multiply(gMinus!, z), lower!));
    return m.whereGreater(beta!, z, left, m.add(m.multiply(gPlus!, z), upper!));
  },
  softplus: (m, z, beta) => m.divide(m.softplus(m.multiply(beta!, z)), beta!),
  swish: (m, z, beta) => m.multiply(z, m.sigmoid(m.multiply(beta!, z))),
  gelu: (m, z, root) => m.multiply(m.multiply(0.5, z), m.add(1, m.erf(m.multiply(z, root!)))),
  gelu_tanh: (m, z, k, h) => {
    const inner = m.multiply(k!, m.add(z, m.multiply(h!, m.multiply(m.multiply(z, z), z))));
    return m.multiply(m.multiply(0.5, z), m.add(1, m.tanh(inner)));
  },
  mish: (m, z) => m.multiply(z, m.tanh(m.softplus(z))),
  tanh: (m, z) => m.tanh(z),
  sigmoid: (m, z) => m.sigmoid(z),
  softsign: (m, z) => m.divide(z, m.add(1, m.absolute(z))),
  hard_swish: (m, z) => {
    const curve = m.divide(m.multiply(z, m.add(z, 3)), 6);
    return m.whereGreater(3, z, m.whereGreater(z, -3, curve, 0), z);
  },
};

/** The value of an activation. */
export function activationIn<Value>(spec: Activation, { constant, ...operations }: Algebra<Value>, z: Value): Value {
  const { name, constants } = activationForm(spec);
  const lift = (term: Term<Value>) => (typeof term === "number" ? constant(term) : term);
  const lifted = Object.fromEntries(
    Object.entries<(...values: Value[]) => Value>(operations).map(([operation, apply]) => [
      operation,
      (...terms: Term<Value>[]) => apply(...terms.map(lift)),
    ]),
  ) as Lifted<Value>;
  return lift(FORMULAS[name](lifted, z, ...constants));
}
