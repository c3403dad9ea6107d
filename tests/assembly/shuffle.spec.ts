import { epochOrder } from "../../assembly/shuffle";
import { threefry } from "../../assembly/random";

const EXAMPLES = 23;

/** The key of a lane; lanes 1 and 3 have the same. */
function keyOf(lane: i32): StaticArray<u32> {
  const key = new StaticArray<u32>(2);
  threefry<u32>(changetype<usize>(key), 7, 0, 2, lane == 3 ? 1 : lane);
  return key;
}

function fourKeys(equal: bool): StaticArray<u32> {
  const keys = new StaticArray<u32>(8);
  for (let lane = 0; lane < 4; lane++) {
    const key = keyOf(equal ? 0 : lane);
    keys[lane] = key[0];
    keys[4 + lane] = key[1];
  }
  return keys;
}

/** The order of each of four lanes, by the SIMD build. */
function fourOrders(buffer: bool, window: i32, part: u32, equal: bool): StaticArray<u32> {
  const order = new StaticArray<u32>(4 * EXAMPLES + 4),
    slots = new StaticArray<u32>(EXAMPLES),
    keys = fourKeys(equal);
  epochOrder<v128>(
    buffer,
    changetype<usize>(order),
    changetype<usize>(slots),
    changetype<usize>(keys),
    part,
    EXAMPLES,
    window,
  );
  return order;
}

/** The order of one lane, by the scalar build. */
function oneOrder(buffer: bool, window: i32, part: u32, lane: i32): StaticArray<u32> {
  const order = new StaticArray<u32>(EXAMPLES + 1),
    slots = new StaticArray<u32>(EXAMPLES);
  epochOrder<f32>(
    buffer,
    changetype<usize>(order),
    changetype<usize>(slots),
    changetype<usize>(keyOf(lane)),
    part,
    EXAMPLES,
    window,
  );
  return order;
}

function isPermutation(order: StaticArray<u32>): bool {
  let seen: u32 = 0;
  for (let i = 0; i < EXAMPLES; i++) seen |= 1 << order[i];
  return seen == (1 << EXAMPLES) - 1;
}

describe("a window of 1", () => {
  test("is file order in both forms", () => {
    for (let form = 0; form < 2; form++) {
      const order = fourOrders(form == 0, 1, 3, false);
      for (let i = 0; i < 4 * EXAMPLES; i++) expect<u32>(order[i]).toBe(i >> 2);
    }
  });
});

describe("every window", () => {
  test("visits each example once", () => {
    for (let window = 1; window <= EXAMPLES; window++) {
      expect<bool>(isPermutation(oneOrder(true, window, 0, 0))).toBe(true);
      expect<bool>(isPermutation(oneOrder(false, window, 0, 0))).toBe(true);
    }
  });

  test("gives a lane the order that it has alone", () => {
    for (let window = 1; window <= EXAMPLES; window++) {
      for (let form = 0; form < 2; form++) {
        for (let equal = 0; equal < 2; equal++) {
          const four = fourOrders(form == 0, window, 1, equal == 1);
          for (let lane = 0; lane < 4; lane++) {
            const one = oneOrder(form == 0, window, 1, equal == 1 ? 0 : lane);
            for (let i = 0; i < EXAMPLES; i++) expect<u32>(four[4 * i + lane]).toBe(one[i]);
          }
        }
      }
    }
  });
});

describe("a buffer", () => {
  test("never emits an example before it was read", () => {
    for (let window = 1; window <= EXAMPLES; window++) {
      const order = oneOrder(true, window, 5, 2);
      for (let i = 0; i < EXAMPLES; i++) expect<bool>(order[i] < <u32>(i + window)).toBe(true);
    }
  });
});

describe("a block", () => {
  test("keeps its examples to itself", () => {
    for (let window = 1; window <= EXAMPLES; window++) {
      const order = oneOrder(false, window, 5, 2);
      for (let i = 0; i < EXAMPLES; i++) expect<u32>(order[i] / window).toBe(i / window);
    }
  });
});

describe("another epoch", () => {
  test("has another order", () => {
    const a = oneOrder(true, EXAMPLES, 0, 0),
      b = oneOrder(true, EXAMPLES, 1, 0);
    let equal = 0;
    for (let i = 0; i < EXAMPLES; i++) equal += a[i] == b[i] ? 1 : 0;
    expect<bool>(equal < EXAMPLES).toBe(true);
  });
});
