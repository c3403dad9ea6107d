/**
 * From the gradient to the new parameters: clipping, weight decay (docs/arithmetic.md section 6, steps 4 and 5) and the
 * optimizers (section 8).
 *
 * Shapes: p, g and each state array: the flat list of parameters.
 * Order: element by element; the norm is an f64 sum in the order of the flat list. Every operation is rounded to f32.
 * Source: momentum and nesterov as in Sutskever et al. 2013; adagrad is Duchi et al. 2011; rmsprop is Tieleman and
 *   Hinton 2012, centered in Graves 2013; adam is Kingma and Ba 2015; amsgrad is Reddi et al. 2018; adamw is Loshchilov
 *   and Hutter 2019.
 * Checked: tests/reference/optimizer.test.ts.
 */
import type { Optimizer } from "../study/variants/optimizers.js";
import type { Rates } from "./rates.js";

const f32 = Math.fround;

/** Smallest normal f32, 2^-126: 0x00800000. */
const SMALLEST_NORMAL = 1.1754943508222875e-38;

type Of<Name> = Extract<Optimizer, { name: Name }>;

/** Scales g in place to the norm `clipNorm` if its norm is larger. */
export function clip(g: Float32Array, clipNorm: number): void {
  let sum = 0;
  for (const element of g) sum += element * element;
  const norm = Math.sqrt(sum);
  if (!(norm > clipNorm)) return;
  const factor = f32(clipNorm / norm);
  for (let k = 0; k < g.length; k++) g[k] = f32(g[k]! * factor);
}

/**
 * Adds the gradient of the L2 term to g in place: g + weightDecay p. Nothing for 0, nor for adamw, which decays p
 * itself.
 */
export function addWeightDecay(g: Float32Array, p: Float32Array, optimizer: Optimizer): void {
  if (optimizer.weightDecay === 0 || optimizer.name === "adamw") return;
  const weightDecay = f32(optimizer.weightDecay);
  for (let k = 0; k < g.length; k++) g[k] = f32(g[k]! + f32(weightDecay * p[k]!));
}

/** Number of state arrays of an optimizer. */
export function stateCount(optimizer: Optimizer): number {
  switch (optimizer.name) {
    case "sgd":
      return 0;
    case "momentum":
    case "nesterov":
    case "adagrad":
      return 1;
    case "rmsprop":
      return 1 + (optimizer.centered ? 1 : 0) + (optimizer.momentum !== 0 ? 1 : 0);
    case "adam":
    case "adamw":
      return optimizer.amsgrad ? 3 : 2;
  }
}

/** State before step 0, in the order of a checkpoint: +0, but for the accumulator of adagrad. */
export function initialState(optimizer: Optimizer, parameters: number): Float32Array[] {
  const start = optimizer.name === "adagrad" ? optimizer.initialAccumulator : 0;
  return Array.from({ length: stateCount(optimizer) }, () => new Float32Array(parameters).fill(start));
}

/**
 * One update of p and the state, in place.
 *
 * @param g gradient after clipping and weight decay
 * @param t step, counted from 0
 */
export function update(
  optimizer: Optimizer,
  p: Float32Array,
  g: Float32Array,
  state: Float32Array[],
  rates: Rates,
  t: number,
): void {
  switch (optimizer.name) {
    case "sgd":
      return sgd(p, g, rates);
    case "momentum":
    case "nesterov":
      return momentum(optimizer, p, g, state, rates, t);
    case "adagrad":
      return adagrad(p, g, state, rates);
    case "rmsprop":
      return rmsprop(optimizer, p, g, state, rates);
    case "adam":
    case "adamw":
      return adam(optimizer, p, g, state, rates);
  }
}

/**
 * Below the normal range the state becomes +0: subnormal operands cost a hundred times more, and dead units keep them
 * for ever.
 */
function flush(state: number): number {
  return Math.abs(state) < SMALLEST_NORMAL ? 0 : state;
}

function sgd(p: Float32Array, g: Float32Array, { rate }: Rates): void {
  for (let k = 0; k < p.length; k++) p[k] = f32(p[k]! - f32(rate * g[k]!));
}

function momentum(
  optimizer: Of<"momentum"> | Of<"nesterov">,
  p: Float32Array,
  g: Float32Array,
  state: Float32Array[],
  { rate }: Rates,
  t: number,
): void {
  const nesterov = optimizer.name === "nesterov";
  const mu = f32(optimizer.momentum);
  const fresh = nesterov ? 1 : f32(1 - optimizer.dampening);
  const m = state[0]!;
  for (let k = 0; k < p.length; k++) {
    m[k] = flush(t === 0 ? g[k]! : f32(f32(mu * m[k]!) + f32(fresh * g[k]!)));
    const direction = nesterov ? f32(g[k]! + f32(mu * m[k]!)) : m[k]!;
    p[k] = f32(p[k]! - f32(rate * direction));
  }
}

function adagrad(p: Float32Array, g: Float32Array, state: Float32Array[], { rate, epsilon }: Rates): void {
  const s = state[0]!;
  for (let k = 0; k < p.length; k++) {
    s[k] = flush(f32(s[k]! + f32(g[k]! * g[k]!)));
    p[k] = f32(p[k]! - f32(f32(rate * g[k]!) / f32(f32(Math.sqrt(s[k]!)) + epsilon)));
  }
}

function rmsprop(
  optimizer: Of<"rmsprop">,
  p: Float32Array,
  g: Float32Array,
  state: Float32Array[],
  { rate, epsilon }: Rates,
): void {
  const alpha = f32(optimizer.alpha);
  const fresh = f32(1 - optimizer.alpha);
  const mu = f32(optimizer.momentum);
  const s = state[0]!;
  const mg = optimizer.centered ? state[1]! : null;
  const buf = optimizer.momentum !== 0 ? state[mg ? 2 : 1]! : null;
  for (let k = 0; k < p.length; k++) {
    s[k] = flush(f32(f32(alpha * s[k]!) + f32(fresh * f32(g[k]! * g[k]!))));
    let d = s[k]!;
    if (mg) {
      mg[k] = flush(f32(f32(alpha * mg[k]!) + f32(fresh * g[k]!)));
      d = f32(s[k]! - f32(mg[k]! * mg[k]!));
      d = d > 0 ? d : 0;
    }
    let u = f32(g[k]! / f32(f32(Math.sqrt(d)) + epsilon));
    if (buf) {
      buf[k] = flush(f32(f32(mu * buf[k]!) + u));
      u = buf[k]!;
    }
    p[k] = f32(p[k]! - f32(rate * u));
  }
}

function adam(
  optimizer: Of<"adam" | "adamw">,
  p: Float32Array,
  g: Float32Array,
  state: Float32Array[],
  rates: Rates,
): void {
  const { rate, epsilon, decay } = rates;
  const beta1 = f32(optimizer.beta1);
  const beta2 = f32(optimizer.beta2);
  const fresh1 = f32(1 - optimizer.beta1);
  const fresh2 = f32(1 - optimizer.beta2);
  const m = state[0]!;
  const v = state[1]!;
  const vmax = optimizer.amsgrad ? state[2]! : v;
  for (let k = 0; k < p.length; k++) {
    if (optimizer.name === "adamw") p[k] = f32(p[k]! * decay);
    m[k] = flush(f32(f32(beta1 * m[k]!) + f32(fresh1 * g[k]!)));
    v[k] = flush(f32(f32(beta2 * v[k]!) + f32(fresh2 * f32(g[k]! * g[k]!))));
    vmax[k] = v[k]! > vmax[k]! ? v[k]! : vmax[k]!;
    p[k] = f32(p[k]! - f32(f32(rate * m[k]!) / f32(f32(Math.sqrt(vmax[k]!)) + epsilon)));
  }
}
