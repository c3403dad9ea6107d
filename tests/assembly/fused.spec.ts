import { backward, forwardByInputs, forwardByUnits, lossGradient, trainTogether } from "../../assembly/fused";
import { anyNonFinite } from "../../assembly/lane";
import { lossAndGradient } from "../../assembly/loss";
import { Layer, Model, Optimizer } from "../../assembly/model";
import { Adagrad, ADAGRAD, Momentum, MOMENTUM, SGD, Sgd } from "../../assembly/optimizer";

const LARGEST = 9;
const GROUPS = 4;

/** Numbers of a cell: a register of each group. */
function numbers<V>(): i32 {
  return GROUPS * (<i32>sizeof<V>() >> 2);
}

/** `count` cells; every number is a fraction that no sum keeps exactly. */
function fill<V>(count: i32, salt: i32): StaticArray<f32> {
  const cells = new StaticArray<f32>(numbers<V>() * count);
  for (let i = 0; i < cells.length; i++) cells[i] = <f32>(((i * 7919 + salt * 104729) % 997) - 498) / 37;
  return cells;
}

function at(cells: StaticArray<f32>): usize {
  return changetype<usize>(cells);
}

let different = 0;
let compared = 0;

function compare(actual: f32, expected: f32): void {
  if (reinterpret<u32>(actual) != reinterpret<u32>(expected)) different++;
  compared++;
}

function expectNoDifference(): void {
  expect<i32>(different).toBe(0);
  expect<i32>(compared).toBeGreaterThan(0);
}

beforeEach(() => {
  different = 0;
  compared = 0;
});

function layerOf(inputs: i32, outputs: i32, x: usize, parameters: usize, z: usize, dz: usize): Layer {
  const layer = new Layer();
  layer.inputs = inputs;
  layer.outputs = outputs;
  layer.x = x;
  layer.parameters = parameters;
  layer.z = z;
  layer.dz = dz;
  return layer;
}

function expectForward<V>(isByUnits: bool): void {
  const n = numbers<V>();
  for (let inputs = 1; inputs <= LARGEST; inputs++) {
    for (let outputs = 1; outputs <= LARGEST; outputs++) {
      const x = fill<V>(inputs, 1),
        p = fill<V>((inputs + 1) * outputs, 2),
        z = fill<V>(outputs, 3);
      const layer = layerOf(inputs, outputs, at(x), at(p), at(z), 0);
      if (isByUnits) forwardByUnits<V>(layer);
      else forwardByInputs<V>(layer);
      for (let o = 0; o < outputs; o++) {
        for (let r = 0; r < n; r++) {
          let sum = p[(inputs * outputs + o) * n + r];
          for (let i = 0; i < inputs; i++) sum = sum + x[i * n + r] * p[(i * outputs + o) * n + r];
          compare(z[o * n + r], sum);
        }
      }
    }
  }
}

/** The constants of all steps: rate, epsilon, shrink. */
const rates: StaticArray<f32> = [0.3, 0.001, 0.5];

function optimizerOf(kind: i32): Optimizer {
  const optimizer = new Optimizer();
  optimizer.kind = kind;
  optimizer.momentum = 0.7;
  optimizer.oneMinusDampening = 0.9;
  return optimizer;
}

/** Parameters and state after a step by the gradient g. */
function moved(kind: i32, p: f32, s: f32, g: f32): f32 {
  if (kind == SGD) return p - rates[0] * g;
  if (kind == MOMENTUM) return p - rates[0] * movedState(kind, s, g);
  return p - (rates[0] * g) / (f32.sqrt(movedState(kind, s, g)) + rates[1]);
}

function movedState(kind: i32, s: f32, g: f32): f32 {
  if (kind == SGD) return s;
  return kind == MOMENTUM ? <f32>0.7 * s + <f32>0.9 * g : s + g * g;
}

function expectBackward<V, K>(kind: i32): void {
  const n = numbers<V>();
  for (let inputs = 1; inputs <= LARGEST; inputs++) {
    for (let outputs = 1; outputs <= LARGEST; outputs++) {
      const count = (inputs + 1) * outputs;
      const x = fill<V>(inputs, 1),
        dz = fill<V>(outputs, 2),
        p = fill<V>(count, 3),
        s = fill<V>(count, 4),
        dX = fill<V>(inputs, 5),
        before = fill<V>(count, 3),
        stateBefore = fill<V>(count, 4);
      if (kind == ADAGRAD) for (let i = 0; i < s.length; i++) s[i] = stateBefore[i] = f32.abs(s[i]);
      const model = new Model();
      model.optimizer = changetype<usize>(optimizerOf(kind));
      model.parameterCount = count;
      model.parameters = at(p);
      model.state = at(s);
      const layer = layerOf(inputs, outputs, at(x), at(p), 0, at(dz));
      backward<V, K>(model, layer, at(dX), changetype<usize>(rates), 1);
      for (let r = 0; r < n; r++) {
        for (let i = 0; i <= inputs; i++) {
          let sum: f32 = 0;
          for (let o = 0; o < outputs; o++) {
            const k = (i * outputs + o) * n + r;
            const g = <f32>0 + (i < inputs ? x[i * n + r] * dz[o * n + r] : dz[o * n + r]);
            compare(p[k], moved(kind, before[k], stateBefore[k], g));
            compare(s[k], movedState(kind, stateBefore[k], g));
            if (i < inputs) sum = sum + dz[o * n + r] * before[k];
          }
          if (i < inputs) compare(dX[i * n + r], sum);
        }
      }
    }
  }
}

/** The gradient of the logits of a loss, against that of one example alone in assembly/loss.ts. */
function expectLossGradient<V>(kind: i32, outputs: i32): void {
  const n = numbers<V>(),
    targets = kind == 1 ? outputs : 1;
  const z = fill<V>(outputs, 1),
    dz = fill<V>(outputs, 2),
    y = fill<V>(targets, 3),
    scratch = new StaticArray<f32>(n * outputs);
  if (kind != 1) for (let i = 0; i < y.length; i++) y[i] = <f32>(i % (kind == 0 ? 2 : outputs));
  const model = new Model();
  model.lossKind = kind;
  model.y = at(y);
  model.scratch = at(scratch);
  expect<bool>(anyNonFinite<V>(lossGradient<V>(model, layerOf(1, outputs, 0, 0, at(z), at(dz))))).toBe(false);
  const one = new StaticArray<f32>(outputs),
    logits = new StaticArray<f32>(outputs),
    labels = new StaticArray<f32>(targets),
    losses = new StaticArray<f64>(1);
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < outputs; c++) logits[c] = z[c * n + r];
    for (let c = 0; c < targets; c++) labels[c] = y[c * n + r];
    lossAndGradient<f32, f32>(
      changetype<usize>(losses),
      at(one),
      at(logits),
      at(labels),
      0,
      1,
      outputs,
      kind,
      at(scratch),
    );
    for (let c = 0; c < outputs; c++) compare(dz[c * n + r], one[c]);
  }
}

/** Whether a logit in any place of the last group is seen. */
function isSeen(kind: i32, logit: f32): bool {
  const outputs = kind == 0 ? 1 : 2;
  let seen = 0;
  for (let place = 0; place < 16 * outputs; place++) {
    const z = fill<v128>(outputs, 1),
      dz = fill<v128>(outputs, 2),
      y = fill<v128>(outputs, 3),
      scratch = new StaticArray<f32>(16 * outputs);
    if (kind != 1) y.fill(1);
    z[place] = logit;
    const model = new Model();
    model.lossKind = kind;
    model.y = at(y);
    model.scratch = at(scratch);
    if (anyNonFinite<v128>(lossGradient<v128>(model, layerOf(1, outputs, 0, 0, at(z), at(dz))))) seen++;
  }
  expect<bool>(seen == 0 || seen == 16 * outputs).toBe(true);
  return seen > 0;
}

describe("for shapes of 1 to 9, each replica of four groups has", () => {
  test("its sums in the order of the contract", () => {
    expectForward<f32>(true);
    expectForward<v128>(true);
    expectForward<f32>(false);
    expectForward<v128>(false);
    expectNoDifference();
  });

  test("the gradient of its inputs from weights that have not moved, and its own moves by sgd", () => {
    expectBackward<f32, Sgd>(SGD);
    expectBackward<v128, Sgd>(SGD);
    expectNoDifference();
  });

  test("its own state of momentum and adagrad", () => {
    expectBackward<f32, Momentum>(MOMENTUM);
    expectBackward<v128, Momentum>(MOMENTUM);
    expectBackward<f32, Adagrad>(ADAGRAD);
    expectBackward<v128, Adagrad>(ADAGRAD);
    expectNoDifference();
  });
});

describe("the gradient of the logits", () => {
  test("is that of one example alone", () => {
    expectLossGradient<f32>(0, 1);
    expectLossGradient<v128>(0, 1);
    for (let outputs = 1; outputs <= 4; outputs++) {
      expectLossGradient<f32>(1, outputs);
      expectLossGradient<v128>(1, outputs);
    }
    for (let outputs = 2; outputs <= 4; outputs++) {
      expectLossGradient<f32>(2, outputs);
      expectLossGradient<v128>(2, outputs);
    }
    expectNoDifference();
  });

  test("comes with a flag for a logit out of range, wherever it is", () => {
    for (let kind = 0; kind < 3; kind++) {
      expect<bool>(isSeen(kind, 1)).toBe(false);
      expect<bool>(isSeen(kind, NaN)).toBe(true);
      expect<bool>(isSeen(kind, -Infinity)).toBe(true);
    }
    expect<bool>(isSeen(0, 16777215)).toBe(false);
    expect<bool>(isSeen(0, -16777216)).toBe(true);
    expect<bool>(isSeen(2, 16777216)).toBe(true);
  });

  test("of values comes with a flag where their square overflows", () => {
    expect<bool>(isSeen(1, 16777216)).toBe(false);
    expect<bool>(isSeen(1, 1e19)).toBe(false);
    expect<bool>(isSeen(1, 2e19)).toBe(true);
  });
});

/** No step of four groups of `count` parameters and two states, all numbers their own. */
function noStep(count: i32, p: StaticArray<f32>, s: StaticArray<f32>): bool {
  const parts = new StaticArray<usize>(2 * GROUPS);
  for (let g = 0; g < GROUPS; g++) {
    const part = new Model();
    part.parameters = at(p) + 16 * g * count;
    part.state = at(s) + 32 * g * count;
    parts[2 * g] = changetype<usize>(part);
  }
  const together = new Model(),
    cells = new StaticArray<f32>(16 * count),
    states = new StaticArray<f32>(32 * count);
  together.parameterCount = count;
  together.parameters = at(cells);
  together.state = at(states);
  const kept = trainTogether<v128>(together, changetype<usize>(parts), 2, 0, 0, 0, 0);
  // Number r of a cell is that of group r / 4.
  for (let k = 0; k < count; k++)
    for (let r = 0; r < 16; r++) compare(cells[16 * k + r], p[4 * ((r >> 2) * count + k) + (r & 3)]);
  for (let k = 0; k < 2 * count; k++)
    for (let r = 0; r < 16; r++) compare(states[16 * k + r], s[4 * ((r >> 2) * 2 * count + k) + (r & 3)]);
  return kept;
}

describe("groups", () => {
  test("lie side by side, and come back as they were", () => {
    for (let count = 1; count <= LARGEST; count++) {
      const p = fill<v128>(count, 1),
        s = fill<v128>(2 * count, 2);
      expect<bool>(noStep(count, p, s)).toBe(true);
      const p0 = fill<v128>(count, 1),
        s0 = fill<v128>(2 * count, 2);
      for (let i = 0; i < p.length; i++) compare(p[i], p0[i]);
      for (let i = 0; i < s.length; i++) compare(s[i], s0[i]);
    }
    expectNoDifference();
  });

  test("of which one is not finite are refused", () => {
    for (let place = 0; place < 16; place++) {
      const p = fill<v128>(1, 1),
        s = fill<v128>(2, 2);
      p[place] = Infinity;
      expect<bool>(noStep(1, p, s)).toBe(false);
    }
  });
});
