/**
 * What the benches need beside the two builds, in a wasm of its own (build/bench.wasm): the peak of multiply-add, the
 * functions of AssemblyScript's standard library, and the parts of a training step.
 */
/**
 * The peak of multiply-add: eleven independent chains x = x a + b in registers, 88 flops a step, two steps a turn
 * (`steps` is even). Fewer chains hide less of the latency, more of them run slower in V8 on x86-64: 8, 10, 11, 12, 13
 * chains gave 39, 49, 54, 50, 26 GFLOP/s.
 */
export function vectorChains(steps: i32, factor: f32, term: f32): f32 {
  const a = f32x4.splat(factor),
    b = f32x4.splat(term);
  let x0 = a,
    x1 = a,
    x2 = a,
    x3 = a,
    x4 = a,
    x5 = a,
    x6 = a,
    x7 = a,
    x8 = a,
    x9 = a,
    x10 = a;
  for (let s = 0; s < steps; s += 2) {
    x0 = f32x4.add(f32x4.mul(x0, a), b);
    x1 = f32x4.add(f32x4.mul(x1, a), b);
    x2 = f32x4.add(f32x4.mul(x2, a), b);
    x3 = f32x4.add(f32x4.mul(x3, a), b);
    x4 = f32x4.add(f32x4.mul(x4, a), b);
    x5 = f32x4.add(f32x4.mul(x5, a), b);
    x6 = f32x4.add(f32x4.mul(x6, a), b);
    x7 = f32x4.add(f32x4.mul(x7, a), b);
    x8 = f32x4.add(f32x4.mul(x8, a), b);
    x9 = f32x4.add(f32x4.mul(x9, a), b);
    x10 = f32x4.add(f32x4.mul(x10, a), b);
    x0 = f32x4.add(f32x4.mul(x0, a), b);
    x1 = f32x4.add(f32x4.mul(x1, a), b);
    x2 = f32x4.add(f32x4.mul(x2, a), b);
    x3 = f32x4.add(f32x4.mul(x3, a), b);
    x4 = f32x4.add(f32x4.mul(x4, a), b);
    x5 = f32x4.add(f32x4.mul(x5, a), b);
    x6 = f32x4.add(f32x4.mul(x6, a), b);
    x7 = f32x4.add(f32x4.mul(x7, a), b);
    x8 = f32x4.add(f32x4.mul(x8, a), b);
    x9 = f32x4.add(f32x4.mul(x9, a), b);
    x10 = f32x4.add(f32x4.mul(x10, a), b);
  }
  const left = f32x4.add(f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3)), f32x4.add(x4, x5));
  const right = f32x4.add(f32x4.add(f32x4.add(x6, x7), f32x4.add(x8, x9)), x10);
  return f32x4.extract_lane(f32x4.add(left, right), 3);
}

/** The same in scalars, where thirteen chains are the fastest; 26 flops a step. */
export function scalarChains(steps: i32, factor: f32, term: f32): f32 {
  const a = factor,
    b = term;
  let x0 = a,
    x1 = a,
    x2 = a,
    x3 = a,
    x4 = a,
    x5 = a,
    x6 = a,
    x7 = a,
    x8 = a,
    x9 = a,
    x10 = a,
    x11 = a,
    x12 = a;
  for (let s = 0; s < steps; s += 2) {
    x0 = x0 * a + b;
    x1 = x1 * a + b;
    x2 = x2 * a + b;
    x3 = x3 * a + b;
    x4 = x4 * a + b;
    x5 = x5 * a + b;
    x6 = x6 * a + b;
    x7 = x7 * a + b;
    x8 = x8 * a + b;
    x9 = x9 * a + b;
    x10 = x10 * a + b;
    x11 = x11 * a + b;
    x12 = x12 * a + b;
    x0 = x0 * a + b;
    x1 = x1 * a + b;
    x2 = x2 * a + b;
    x3 = x3 * a + b;
    x4 = x4 * a + b;
    x5 = x5 * a + b;
    x6 = x6 * a + b;
    x7 = x7 * a + b;
    x8 = x8 * a + b;
    x9 = x9 * a + b;
    x10 = x10 * a + b;
    x11 = x11 * a + b;
    x12 = x12 * a + b;
  }
  return x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11 + x12;
}

/**
 * The peak of square root and division: five independent streams of s = s + 2 / sqrt(x), which hide their latencies, in
 * registers; with x = 4 each pair adds 1.
 */
export function rootsAndQuotients(steps: i32, square: f32, numerator: f32): f32 {
  const a = f32x4.splat(numerator),
    all = f32x4.splat(2 * square);
  let x0 = f32x4.splat(square),
    x1 = x0,
    x2 = x0,
    x3 = x0,
    x4 = x0;
  let s0 = f32x4.splat(0),
    s1 = s0,
    s2 = s0,
    s3 = s0,
    s4 = s0;
  for (let s = 0; s < steps; s++) {
    s0 = f32x4.add(s0, f32x4.div(a, f32x4.sqrt(x0)));
    s1 = f32x4.add(s1, f32x4.div(a, f32x4.sqrt(x1)));
    s2 = f32x4.add(s2, f32x4.div(a, f32x4.sqrt(x2)));
    s3 = f32x4.add(s3, f32x4.div(a, f32x4.sqrt(x3)));
    s4 = f32x4.add(s4, f32x4.div(a, f32x4.sqrt(x4)));
    // The same numbers, which no compiler knows.
    x0 = f32x4.sub(all, x0);
    x1 = f32x4.sub(all, x1);
    x2 = f32x4.sub(all, x2);
    x3 = f32x4.sub(all, x3);
    x4 = f32x4.sub(all, x4);
  }
  return f32x4.extract_lane(f32x4.add(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), s4), 3);
}

// @ts-ignore: decorator
@inline function standard(kind: i32, x: f32): f32 {
  switch (kind) {
    case 0:
      return NativeMathf.exp(x);
    case 1:
      return NativeMathf.expm1(x);
    case 2:
      return NativeMathf.log(x);
    case 3:
      return NativeMathf.log1p(x);
    case 4:
      return NativeMathf.tanh(x);
    case 5:
      return 1 / (1 + NativeMathf.exp(-x));
    case 6:
      return NativeMathf.log1p(NativeMathf.exp(x));
    case 8:
      return NativeMathf.sin(NativeMathf.PI * x);
    default:
      return NativeMathf.cos(NativeMathf.PI * x);
  }
}

/** out[k] = the function of AssemblyScript's NativeMathf at in[k]; `kind` as in src/kernel/codes.ts. It has no erf. */
export function mapStandard(kind: i32, out: usize, inputs: usize, count: i32): void {
  for (const end = inputs + ((<usize>count) << 2); inputs < end; inputs += 4) {
    store<f32>(out, standard(kind, load<f32>(inputs)));
    out += 4;
  }
}

// The border of the SIMD build, so that a group can be trained here, and the parts of its steps.
export {
  epochOrder,
  evaluate,
  heapBase,
  initialize,
  lanes,
  mapActivation,
  mapFunction,
  mapSlope,
  train,
} from "../../assembly/simd";
export { part } from "./parts";
