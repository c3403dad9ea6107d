import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type StreamKey, streamKey, threefry } from "../../src/reference/random.js";
import { epochOrder } from "../../src/reference/shuffle.js";

const FORMS = ["buffer", "block"] as const;
const keyOf = (seed: number): StreamKey => streamKey(seed, "shuffle", 0);
const fileOrder = (examples: number): number[] => Array.from({ length: examples }, (_, n) => n);

const anyEpoch = fc
  .record({
    seed: fc.maxSafeNat(),
    part: fc.integer({ min: 0, max: 0xffffffff }),
    examples: fc.integer({ min: 1, max: 60 }),
    form: fc.constantFrom(...FORMS),
  })
  .chain((epoch) => fc.integer({ min: 1, max: epoch.examples }).map((window) => ({ ...epoch, window })));

/** Draw i of an epoch in integers: the high word of word(i) * n. */
function draw(key: StreamKey, part: number, i: number, n: number): number {
  const bits = threefry(...key, part, i >> 1)[i & 1]!;
  return Number((BigInt(bits) * BigInt(n)) >> 32n);
}

describe.each(FORMS)("%s", (form) => {
  test("a window of 1 is file order", () => {
    expect([...epochOrder(keyOf(3), 0, 50, 1, form)]).toEqual(fileOrder(50));
  });

  test("a full window gives all 120 orders of 5 examples equally often", () => {
    const draws = 24_000;
    const counts = new Map<string, number>();
    for (let seed = 0; seed < draws; seed++) {
      const order = epochOrder(keyOf(seed), 0, 5, 5, form).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(120);
    const mean = draws / 120;
    let chiSquare = 0;
    for (const count of counts.values()) chiSquare += (count - mean) ** 2 / mean;
    // The 99.9% quantile of chi-square with 119 degrees of freedom; too even a count would be as suspect (0.1%: 76).
    expect(chiSquare).toBeLessThan(173.6);
    expect(chiSquare).toBeGreaterThan(76);
  });

  test("epochs and seeds differ", () => {
    const orders = [0, 1, 2].flatMap((seed) =>
      [0, 1, 2].map((part) => epochOrder(keyOf(seed), part, 40, 40, form).join()),
    );
    expect(new Set(orders).size).toBe(9);
  });
});

test("every order is a permutation", () => {
  fc.assert(
    fc.property(anyEpoch, ({ seed, part, examples, window, form }) => {
      const order = epochOrder(keyOf(seed), part, examples, window, form);
      expect([...order].sort((a, b) => a - b)).toEqual(fileOrder(examples));
    }),
  );
});

test("buffer: a list from which example after example is taken and refilled", () => {
  fc.assert(
    fc.property(anyEpoch, ({ seed, part, examples, window }) => {
      const key = keyOf(seed);
      const file = fileOrder(examples);
      const buffer = file.splice(0, window);
      const order = [];
      for (let i = 0; buffer.length > 0; i++) {
        const j = draw(key, part, i, buffer.length);
        order.push(buffer[j]);
        const refill = file.length > 0 ? file.shift()! : buffer.at(-1)!;
        buffer[j] = refill;
        if (order.length + buffer.length > examples) buffer.pop();
      }
      expect([...epochOrder(key, part, examples, window, "buffer")]).toEqual(order);
    }),
  );
});

test("buffer: no example comes before the window reaches it", () => {
  fc.assert(
    fc.property(anyEpoch, ({ seed, part, examples, window }) => {
      const order = epochOrder(keyOf(seed), part, examples, window, "buffer");
      expect(order.every((example, i) => example < i + window)).toBe(true);
    }),
  );
});

test("block: examples stay in their block, and each block is a Fisher-Yates shuffle of its own", () => {
  fc.assert(
    fc.property(anyEpoch, ({ seed, part, examples, window }) => {
      const key = keyOf(seed);
      const expected = fileOrder(examples).map((_, start, file) =>
        start % window === 0 ? file.slice(start, start + window) : [],
      );
      for (const [start, block] of expected.entries()) {
        for (let i = block.length - 1; i > 0; i--) {
          const j = draw(key, part, start + i, i + 1);
          [block[i], block[j]] = [block[j]!, block[i]!];
        }
      }
      const order = [...epochOrder(key, part, examples, window, "block")];
      expect(order).toEqual(expected.flat());
      expect(order.every((example, i) => Math.floor(example / window) === Math.floor(i / window))).toBe(true);
    }),
  );
});
