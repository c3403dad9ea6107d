import { lossAndGradient, weigh } from "../../assembly/loss";

const BATCH = 5;
const OUTPUTS = 3;

/** Cells of four lanes; lane r of cell i is a fraction that no product keeps exactly. */
function fill(count: i32, salt: i32): StaticArray<f32> {
  const cells = new StaticArray<f32>(4 * count);
  for (let i = 0; i < cells.length; i++) cells[i] = <f32>(((i * 7919 + salt * 104729) % 997) - 498) / 37;
  return cells;
}

/** Labels 0, 1, 2, 0, ... of the examples, in every lane. */
function labels(classes: i32): StaticArray<f32> {
  const cells = new StaticArray<f32>(4 * BATCH);
  for (let i = 0; i < cells.length; i++) cells[i] = <f32>((i >> 2) % classes);
  return cells;
}

function at(cells: StaticArray<f32>): usize {
  return changetype<usize>(cells);
}

/** The sum of one lane, in f64, of the losses of each example alone times their weights. */
function slowly(
  z: StaticArray<f32>,
  y: StaticArray<f32>,
  w: StaticArray<f32>,
  outputs: i32,
  kind: i32,
  lane: i32,
): f64 {
  const targets = kind == 1 ? outputs : 1;
  const scratch = new StaticArray<f32>(4 * OUTPUTS);
  let sum: f64 = 0;
  for (let n = 0; n < BATCH; n++) {
    const losses = new StaticArray<f64>(4);
    lossAndGradient<v128, v128>(
      changetype<usize>(losses),
      0,
      at(z) + 16 * n * outputs,
      at(y) + 16 * n * targets,
      0,
      1,
      outputs,
      kind,
      at(scratch),
    );
    sum += <f64>(<f32>losses[lane] * w[4 * n + lane]);
  }
  return sum;
}

/** The sums of all lanes at once, weighted, by cells of four or of one. */
function expectWeighted(y: StaticArray<f32>, outputs: i32, kind: i32): void {
  const z = fill(BATCH * outputs, 1),
    w = fill(BATCH, 2),
    scratch = new StaticArray<f32>(4 * OUTPUTS),
    losses = new StaticArray<f64>(4);
  lossAndGradient<v128, v128>(changetype<usize>(losses), 0, at(z), at(y), at(w), BATCH, outputs, kind, at(scratch));
  for (let lane = 0; lane < 4; lane++) {
    expect<f64>(losses[lane]).toBe(slowly(z, y, w, outputs, kind, lane));
    const targets = kind == 1 ? outputs : 1;
    const z1 = laneOf(z, lane, BATCH * outputs),
      y1 = laneOf(y, lane, BATCH * targets),
      w1 = laneOf(w, lane, BATCH),
      alone = new StaticArray<f64>(1);
    lossAndGradient<f32, v128>(changetype<usize>(alone), 0, at(z1), at(y1), at(w1), BATCH, outputs, kind, at(scratch));
    expect<f64>(alone[0]).toBe(losses[lane]);
  }
}

/** One lane, with room for a register behind its end. */
function laneOf(cells: StaticArray<f32>, lane: i32, count: i32): StaticArray<f32> {
  const one = new StaticArray<f32>(count + 4);
  for (let i = 0; i < count; i++) one[i] = cells[4 * i + lane];
  return one;
}

describe("the losses of a batch are multiplied with the weights of their examples, in f32, and added in f64", () => {
  test("logistic", () => expectWeighted(labels(2), 1, 0));
  test("squared", () => expectWeighted(fill(BATCH * OUTPUTS, 3), OUTPUTS, 1));
  test("softmax", () => expectWeighted(labels(3), OUTPUTS, 2));
});

describe("the gradient of the logits", () => {
  test("each number times the weight of its example, lane by lane", () => {
    const dz = fill(BATCH * OUTPUTS, 4),
      before = fill(BATCH * OUTPUTS, 4),
      w = fill(BATCH, 5);
    weigh<v128>(at(dz), at(w), BATCH, OUTPUTS);
    for (let i = 0; i < dz.length; i++)
      expect<u32>(reinterpret<u32>(dz[i])).toBe(
        reinterpret<u32>(<f32>(before[i] * w[4 * (i / (4 * OUTPUTS)) + (i & 3)])),
      );
  });

  test("the same of one replica", () => {
    const dz = laneOf(fill(BATCH * OUTPUTS, 4), 1, BATCH * OUTPUTS),
      before = laneOf(fill(BATCH * OUTPUTS, 4), 1, BATCH * OUTPUTS),
      w = laneOf(fill(BATCH, 5), 1, BATCH);
    weigh<f32>(at(dz), at(w), BATCH, OUTPUTS);
    for (let i = 0; i < BATCH * OUTPUTS; i++)
      expect<u32>(reinterpret<u32>(dz[i])).toBe(reinterpret<u32>(<f32>(before[i] * w[i / OUTPUTS])));
    expect<f32>(dz[BATCH * OUTPUTS]).toBe(0);
  });

  test("a weight of 1 changes no bit, a weight of 0 leaves a zero of the same sign", () => {
    const dz = fill(1, 6),
      w: StaticArray<f32> = [1, 1, 0, 0];
    dz[0] = -0.0;
    dz[1] = 1e-45;
    dz[2] = -3;
    dz[3] = 3;
    weigh<v128>(at(dz), at(w), 1, 1);
    expect<u32>(reinterpret<u32>(dz[0])).toBe(0x80000000);
    expect<u32>(reinterpret<u32>(dz[1])).toBe(1);
    expect<u32>(reinterpret<u32>(dz[2])).toBe(0x80000000);
    expect<u32>(reinterpret<u32>(dz[3])).toBe(0);
  });
});
