import { blockOrder, bufferOrder } from "../../assembly/shuffle";
import { threefry } from "../../assembly/random";

const EXAMPLES = 23;

/** Four keys; lane r draws with its own. */
function fourKeys(): StaticArray<u32> {
  const keys = new StaticArray<u32>(8);
  for (let lane = 0; lane < 4; lane++) {
    const key = threefry(7, 0, 2, lane);
    keys[2 * lane] = <u32>key;
    keys[2 * lane + 1] = <u32>(key >>> 32);
  }
  return keys;
}

/** The order of each of four lanes, by the SIMD build. */
function fourOrders(buffer: bool, window: i32, part: u32): StaticArray<u32> {
  const order = new StaticArray<u32>(4 * EXAMPLES), slots = new StaticArray<u32>(EXAMPLES), keys = fourKeys();
  if (buffer) bufferOrder<v128>(changetype<usize>(order), changetype<usize>(slots), changetype<usize>(keys), part, EXAMPLES, window);
  else blockOrder<v128>(changetype<usize>(order), changetype<usize>(keys), part, EXAMPLES, window);
  return order;
}

/** The order of one lane, by the scalar build. */
function oneOrder(buffer: bool, window: i32, part: u32, lane: i32): StaticArray<u32> {
  const order = new StaticArray<u32>(EXAMPLES), slots = new StaticArray<u32>(EXAMPLES), keys = fourKeys();
  const key = changetype<usize>(keys) + (<usize>lane << 3);
  if (buffer) bufferOrder<f32>(changetype<usize>(order), changetype<usize>(slots), key, part, EXAMPLES, window);
  else blockOrder<f32>(changetype<usize>(order), key, part, EXAMPLES, window);
  return order;
}

function isPermutation(order: StaticArray<u32>): bool {
  let seen: u32 = 0;
  for (let i = 0; i < order.length; i++) seen |= 1 << order[i];
  return seen == (1 << EXAMPLES) - 1;
}

describe("a window of 1", () => {
  test("is file order in both forms", () => {
    for (let form = 0; form < 2; form++) {
      const order = fourOrders(form == 0, 1, 3);
      for (let i = 0; i < order.length; i++) expect<u32>(order[i]).toBe(i >> 2);
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
        const four = fourOrders(form == 0, window, 1);
        for (let lane = 0; lane < 4; lane++) {
          const one = oneOrder(form == 0, window, 1, lane);
          for (let i = 0; i < EXAMPLES; i++) expect<u32>(four[4 * i + lane]).toBe(one[i]);
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
    const a = oneOrder(true, EXAMPLES, 0, 0), b = oneOrder(true, EXAMPLES, 1, 0);
    let equal = 0;
    for (let i = 0; i < EXAMPLES; i++) equal += a[i] == b[i] ? 1 : 0;
    expect<bool>(equal < EXAMPLES).toBe(true);
  });
});
