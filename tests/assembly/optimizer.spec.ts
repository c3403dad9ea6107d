import { anyNonFinite } from "../../assembly/lane";
import { Optimizer } from "../../assembly/model";
import { MOMENTUM, SGD, update } from "../../assembly/optimizer";

/** Registers of an update: fours, and each number that is left. */
const LARGEST = 9;
/** Registers behind them, into which the last four may reach. */
const ROOM = 3;

/** The constants of all steps: rate, epsilon, shrink. */
const rates: StaticArray<f32> = [0.3, 0.001, 0.5];

/** Numbers in a register. */
function width<V>(): i32 {
  return <i32>sizeof<V>() >> 2;
}

/** `count` registers and the room behind them, which is 0; the other numbers are fractions. */
function fill<V>(count: i32, salt: i32): StaticArray<f32> {
  const cells = new StaticArray<f32>(width<V>() * (count + ROOM));
  for (let i = 0; i < width<V>() * count; i++) cells[i] = <f32>(((i * 7919 + salt * 104729) % 997) - 498) / 37;
  return cells;
}

/** One update from step 1 on; returns whether it has a flag. */
function step<V>(kind: i32, count: i32, p: StaticArray<f32>, g: StaticArray<f32>, s: StaticArray<f32>): bool {
  const optimizer = new Optimizer();
  optimizer.kind = kind;
  optimizer.momentum = 0.7;
  optimizer.oneMinusDampening = 0.9;
  const flags = update<V>(
    changetype<usize>(p),
    changetype<usize>(g),
    changetype<usize>(s),
    count,
    optimizer,
    changetype<usize>(rates),
    1,
  );
  return anyNonFinite<V>(flags);
}

function expectMoves<V>(): void {
  for (let count = 1; count <= LARGEST; count++) {
    const p = fill<V>(count, 1),
      g = fill<V>(count, 2),
      before = fill<V>(count, 1);
    expect<bool>(step<V>(SGD, count, p, g, fill<V>(count, 3))).toBe(false);
    let different = 0;
    for (let i = 0; i < p.length; i++) if (p[i] != before[i] - rates[0] * g[i]) different++;
    expect<i32>(different).toBe(0);
  }
}

/** A gradient with one number that is not finite has a flag, wherever it is. */
function expectSeen<V>(kind: i32, gradient: f32): void {
  let unseen = 0;
  for (let count = 1; count <= LARGEST; count++) {
    for (let place = 0; place < width<V>() * count; place++) {
      const g = fill<V>(count, 2);
      g[place] = gradient;
      if (!step<V>(kind, count, fill<V>(count, 1), g, fill<V>(count, 3))) unseen++;
    }
  }
  expect<i32>(unseen).toBe(0);
}

describe("an update of 1 to 9 registers", () => {
  test("moves each parameter by its own gradient", () => {
    expectMoves<f32>();
    expectMoves<v128>();
  });

  test("has a flag for a parameter that is no longer finite, wherever it is", () => {
    expectSeen<f32>(SGD, NaN);
    expectSeen<v128>(SGD, -Infinity);
    expectSeen<f32>(MOMENTUM, Infinity);
    expectSeen<v128>(MOMENTUM, NaN);
  });
});
