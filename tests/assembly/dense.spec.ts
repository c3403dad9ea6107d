import { backwardBiases, backwardInputs, backwardWeights, forward } from "../../assembly/dense";

const LARGEST = 9;

/** Scratch of the products: four registers for each term of a sum. */
const panel = new StaticArray<f32>(16 * LARGEST);

/** A cell array of `count` cells of four lanes; lane r of cell i is a fraction that no sum keeps exactly. */
function fill(count: i32, salt: i32): StaticArray<f32> {
  const cells = new StaticArray<f32>(4 * count);
  for (let i = 0; i < cells.length; i++) cells[i] = <f32>(((i * 7919 + salt * 104729) % 997) - 498) / 37;
  return cells;
}

/** One lane of a cell array. */
function lane(cells: StaticArray<f32>, index: i32): StaticArray<f32> {
  const one = new StaticArray<f32>(cells.length >> 2);
  for (let i = 0; i < one.length; i++) one[i] = cells[4 * i + index];
  return one;
}

function at(cells: StaticArray<f32>): usize {
  return changetype<usize>(cells);
}

/** Results with other bits than expected, and all results, in the running test. */
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

/** Calls f for batches, inputs and outputs of 1 to 9: all tails of all tiles. */
function everyShape(f: (batch: i32, inputs: i32, outputs: i32) => void): void {
  for (let batch = 1; batch <= LARGEST; batch++) {
    for (let inputs = 1; inputs <= LARGEST; inputs++) {
      for (let outputs = 1; outputs <= LARGEST; outputs++) f(batch, inputs, outputs);
    }
  }
}

describe("for shapes of 1 to 9, each lane has the sums in the order of the contract", () => {
  test("forward", () => {
    everyShape((batch, inputs, outputs) => {
      const x = fill(batch * inputs, 1),
        w = fill(inputs * outputs, 2),
        b = fill(outputs, 3),
        z = fill(batch * outputs, 4);
      forward<v128, v128>(at(z), at(x), at(w), at(b), batch, inputs, outputs, at(panel));
      for (let r = 0; r < 4; r++) {
        const xr = lane(x, r),
          wr = lane(w, r),
          br = lane(b, r),
          zr = fill(batch * outputs, 5),
          side = fill(batch * outputs, 6);
        forward<f32, f32>(at(zr), at(xr), at(wr), at(br), batch, inputs, outputs, at(panel));
        forward<f32, v128>(at(side), at(xr), at(wr), at(br), batch, inputs, outputs, at(panel));
        for (let n = 0; n < batch; n++) {
          for (let o = 0; o < outputs; o++) {
            let sum = br[o];
            for (let i = 0; i < inputs; i++) sum = sum + xr[n * inputs + i] * wr[i * outputs + o];
            compare(zr[n * outputs + o], sum);
            compare(side[n * outputs + o], sum);
            compare(z[4 * (n * outputs + o) + r], sum);
          }
        }
      }
    });
    expectNoDifference();
  });

  test("the gradient of the weights", () => {
    everyShape((batch, inputs, outputs) => {
      const x = fill(batch * inputs, 1),
        dz = fill(batch * outputs, 2),
        dw = fill(inputs * outputs, 3);
      backwardWeights<v128, v128>(at(dw), at(x), at(dz), batch, inputs, outputs, at(panel));
      for (let r = 0; r < 4; r++) {
        const xr = lane(x, r),
          dzr = lane(dz, r),
          dwr = fill(inputs * outputs, 4),
          side = fill(inputs * outputs, 6);
        backwardWeights<f32, f32>(at(dwr), at(xr), at(dzr), batch, inputs, outputs, at(panel));
        backwardWeights<f32, v128>(at(side), at(xr), at(dzr), batch, inputs, outputs, at(panel));
        for (let i = 0; i < inputs; i++) {
          for (let o = 0; o < outputs; o++) {
            let sum: f32 = 0;
            for (let n = 0; n < batch; n++) sum = sum + xr[n * inputs + i] * dzr[n * outputs + o];
            compare(dwr[i * outputs + o], sum);
            compare(side[i * outputs + o], sum);
            compare(dw[4 * (i * outputs + o) + r], sum);
          }
        }
      }
    });
    expectNoDifference();
  });

  test("the gradient of the biases", () => {
    for (let batch = 1; batch <= LARGEST; batch++) {
      for (let outputs = 1; outputs <= LARGEST; outputs++) {
        const dz = fill(batch * outputs, 1),
          db = fill(outputs, 2);
        backwardBiases<v128, v128>(at(db), at(dz), batch, outputs);
        for (let r = 0; r < 4; r++) {
          const dzr = lane(dz, r),
            side = fill(outputs, 3);
          backwardBiases<f32, v128>(at(side), at(dzr), batch, outputs);
          for (let o = 0; o < outputs; o++) {
            let sum: f32 = 0;
            for (let n = 0; n < batch; n++) sum = sum + dzr[n * outputs + o];
            compare(db[4 * o + r], sum);
            compare(side[o], sum);
          }
        }
      }
    }
    expectNoDifference();
  });

  test("the gradient of the inputs", () => {
    everyShape((batch, inputs, outputs) => {
      const w = fill(inputs * outputs, 1),
        dz = fill(batch * outputs, 2),
        dx = fill(batch * inputs, 3);
      backwardInputs<v128, v128>(at(dx), at(dz), at(w), batch, inputs, outputs, at(panel));
      for (let r = 0; r < 4; r++) {
        const wr = lane(w, r),
          dzr = lane(dz, r),
          dxr = fill(batch * inputs, 4),
          side = fill(batch * inputs, 6);
        backwardInputs<f32, f32>(at(dxr), at(dzr), at(wr), batch, inputs, outputs, at(panel));
        backwardInputs<f32, v128>(at(side), at(dzr), at(wr), batch, inputs, outputs, at(panel));
        for (let n = 0; n < batch; n++) {
          for (let i = 0; i < inputs; i++) {
            let sum: f32 = 0;
            for (let o = 0; o < outputs; o++) sum = sum + dzr[n * outputs + o] * wr[i * outputs + o];
            compare(dxr[n * inputs + i], sum);
            compare(side[n * inputs + i], sum);
            compare(dx[4 * (n * inputs + i) + r], sum);
          }
        }
      }
    });
    expectNoDifference();
  });
});

describe("the first term", () => {
  test("is added to a start of +0, so that a gradient of -0 is +0", () => {
    const x: StaticArray<f32> = [-0.0],
      dz: StaticArray<f32> = [1],
      dw: StaticArray<f32> = [5];
    backwardWeights<f32, f32>(at(dw), at(x), at(dz), 1, 1, 1, at(panel));
    compare(dw[0], 0);
    expectNoDifference();
  });
});
