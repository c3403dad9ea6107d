import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dataset, makeDataset } from "../../src/data/dataset.js";
import { familyNames, findSource } from "../../src/data/sources.js";
import { resolveData } from "../../src/data/spec.js";
import { dataKey, STREAM_PARTS, withCoins } from "../../src/data/synthetic.js";
import { uniform, word } from "../../src/reference/random.js";

const make = async (name: string, parameters: object = {}, seed = 0): Promise<Dataset> =>
  makeDataset(await resolveData({ name, ...parameters }), seed);
const bits = (values: Float32Array) => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];
const SIZES = { train: 40, test: 30 };
const surfaces = familyNames.filter((name) => !["gaussians", "uneven_gaussians", "groups"].includes(name));

describe.each(familyNames)("%s", (name) => {
  test("has the shapes that it says", async () => {
    const { inputs, classes, task, targets, train, test } = await make(name, SIZES);
    expect({ targets, trainCount: train.count, testCount: test.count }).toEqual({
      targets: 1,
      trainCount: 40,
      testCount: 30,
    });
    for (const split of [train, test]) {
      expect(split.x).toHaveLength(split.count * inputs);
      expect(split.y).toHaveLength(split.count);
      expect(split.truth).toHaveLength(split.count * (task === "classes" ? classes : 1));
    }
  });

  test("another size moves nothing else", async () => {
    const small = await make(name, SIZES);
    const large = await make(name, { train: 70, test: 31 });
    for (const part of ["train", "test"] as const) {
      const { count, x, y } = small[part];
      expect(bits(large[part].x.subarray(0, x.length))).toEqual(bits(x));
      expect(bits(large[part].y.subarray(0, count))).toEqual(bits(y));
    }
  });

  test("inputs for evaluation are in neither split, have the truth of the family, and do not depend on how many there are", async () => {
    const spec = await resolveData({ name, ...SIZES });
    const { evaluation } = (await findSource(name))!;
    const [some, more] = [evaluation!(spec, 0, 30), evaluation!(spec, 0, 50)];
    const { inputs, task, classes, train, test: held } = await make(name, SIZES);
    expect([some.count, some.x.length, some.truth.length]).toEqual([
      30,
      30 * inputs,
      30 * (task === "classes" ? classes : 1),
    ]);
    expect(bits(more.x.subarray(0, some.x.length))).toEqual(bits(some.x));
    expect([...more.truth.subarray(0, some.truth.length)]).toEqual([...some.truth]);
    for (const split of [train, held]) expect(bits(split.x.subarray(0, some.x.length))).not.toEqual(bits(some.x));
    expect(bits(evaluation!(spec, 1, 30).x)).not.toEqual(bits(some.x));
  });

  test("noise moves no input", async () => {
    const [clean, noisy] = [await make(name, SIZES), await make(name, { ...SIZES, noise: 0.5 })];
    expect(bits(noisy.train.x)).toEqual(bits(clean.train.x));
    expect(bits(noisy.test.x)).toEqual(bits(clean.test.x));
    expect([...noisy.train.truth!]).not.toEqual([...clean.train.truth!]);
  });

  test("training and test examples differ, and so do seeds; seeds 0 and 2^53 - 1 are ordinary", async () => {
    const sets = await Promise.all([0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER].map((seed) => make(name, SIZES, seed)));
    expect(new Set(sets.map((set) => set.sha256)).size).toBe(4);
    for (const { train, test } of sets) {
      expect(bits(train.x.subarray(0, test.x.length))).not.toEqual(bits(test.x));
      expect(train.x.every(Number.isFinite)).toBe(true);
      expect(train.truth!.every((p) => p >= 0 && p <= 1)).toBe(true);
      // The last input of groups is the group, which has two values.
      const drawn = name === "groups" ? train.x.filter((_, index) => index % 5 !== 4) : train.x;
      expect(new Set(drawn).size).toBeGreaterThan(drawn.length * 0.99);
    }
  });

  test("labels have the frequency of the truth, within 5 standard errors, in each half of it", async () => {
    const { task, classes, train } = await make(name, { train: 4000, noise: 0.1 });
    const columns = task === "classes" ? classes : 1;
    for (let c = 0; c < columns; c++) {
      for (const half of [0, 1]) {
        let surplus = 0;
        let variance = 0;
        for (let n = 0; n < train.count; n++) {
          const p = train.truth![n * columns + c]!;
          if (p >= 0.5 !== (half === 1)) continue;
          surplus += Number(train.y[n] === (columns === 1 ? 1 : c)) - p;
          variance += p * (1 - p);
        }
        expect(variance).toBeGreaterThan(0);
        expect(Math.abs(surplus)).toBeLessThan(5 * Math.sqrt(variance));
      }
    }
  });

  test("word n of part 1 decides training label n, of part 3 test label n, by the classes' probabilities in their order", async () => {
    const { task, classes, train, test } = await make(name, SIZES, 9);
    for (const [{ count, y, truth }, part] of [
      [train, 1],
      [test, 3],
    ] as const) {
      for (let n = 0; n < count; n++) {
        const u = uniform(word(dataKey(9), part, n));
        const reached = (c: number) => truth!.subarray(n * classes, n * classes + c).reduce((sum, p) => sum + p, 0);
        const drawn =
          task === "binary"
            ? Number(u < truth![n]!)
            : Array.from({ length: classes }, (_, c) => c)
                .filter((c) => reached(c) <= u)
                .at(-1);
        expect(y[n]).toBe(drawn);
      }
    }
  });

  test("both (all) labels occur, and the truth is worth knowing", async () => {
    const { task, classes, train } = await make(name, { train: 2000 });
    expect(new Set(train.y).size).toBe(task === "classes" ? classes : 2);
    if (task !== "binary") return;
    const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    const mean = train.truth!.reduce((sum, p) => sum + p, 0) / train.count;
    const bayes = train.truth!.reduce((sum, p) => sum + entropy(p), 0) / train.count;
    expect(entropy(mean) - bayes).toBeGreaterThan(0.1);
  });
});

describe.each(surfaces)("%s", (name) => {
  test("inputs fill the box [-1, 1) evenly", async () => {
    const { inputs, train } = await make(name, { train: 2000 });
    for (let k = 0; k < inputs; k++) {
      const column = train.x.filter((_, index) => index % inputs === k);
      const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
      // The mean of 2,000 uniform values has a standard deviation of 1/sqrt(6000).
      expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(6000));
      expect(column.every((value) => value >= -1 && value < 1)).toBe(true);
    }
  });

  test("regression has the logit divided by the scale as target, and noise of the standard deviation that was asked for", async () => {
    const labels = await make(name, { train: 2000, scale: 3 });
    const targets = await make(name, { train: 2000, task: "regression", scale: 2, noise: 0.25 });
    expect(targets).toMatchObject({ task: "regression", classes: 0, targets: 1 });
    expect(bits(targets.train.x)).toEqual(bits(labels.train.x));
    let squares = 0;
    for (let n = 0; n < 2000; n++) {
      const p = labels.train.truth![n]!;
      // Against the host's log, whose error and that of 1 - p are below 1e-12 here.
      expect(targets.train.truth![n]).toBeCloseTo((2 / 3) * Math.log(p / (1 - p)), 9);
      squares += (targets.train.y[n]! - targets.train.truth![n]!) ** 2;
    }
    // The mean of 2,000 squared normals has a relative standard deviation of sqrt(2/2000).
    expect(Math.abs(squares / 2000 / 0.0625 - 1)).toBeLessThan(5 * Math.sqrt(2 / 2000));
  });

  test("without noise the target is the truth, rounded", async () => {
    const { train } = await make(name, { ...SIZES, task: "regression", noise: 0 });
    expect([...train.y]).toEqual([...train.truth!].map(Math.fround));
  });

  test("with noise 1 every label is a fair coin", async () => {
    const { train } = await make(name, { ...SIZES, noise: 1 });
    expect(new Set(train.truth)).toEqual(new Set([0.5]));
  });
});

test("no two draws share a part of the stream", () => {
  const parts = Object.values(STREAM_PARTS);
  expect(new Set(parts).size).toBe(parts.length);
});

test("coins mix a probability with the even one", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 2, max: 9 }),
      (p, noise, classes) => {
        const mixed = withCoins(p, noise, classes);
        // Three roundings of values up to 1.
        expect(mixed).toBeGreaterThanOrEqual(Math.min(p, 1 / classes) - 1e-15);
        expect(mixed).toBeLessThanOrEqual(Math.max(p, 1 / classes) + 1e-15);
      },
    ),
  );
});
