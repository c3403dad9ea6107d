import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPool, type Pool } from "../../src/pool/pool.js";
import { dataset } from "../../src/run/dataset.js";
import { run } from "../../src/run/run.js";
import { openTrainer } from "../../src/run/trainer.js";
import type { Factor } from "../../src/study/factors.js";
import type { StudyInput } from "../../src/study/study.js";
import type { DataInput } from "../../src/study/variants/data.js";
import { variantNames } from "../../src/study/variants/names.js";
import { refusal } from "../refusal.js";

const small = { name: "vee", train: 60, test: 20 } satisfies DataInput;
const base: StudyInput = { data: small, hidden: [4], batchSize: 8, epochs: 2 };
const bits = (values: Float32Array) => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];

describe("law 1: how a study is run changes no bit", () => {
  let pools: Pool[];
  beforeAll(async () => void (pools = await Promise.all([0, 1, 2].map((workers) => openPool({ workers })))));
  afterAll(() => Promise.all(pools.map((pool) => pool.close())));

  test("the pools have the workers that were asked for", () =>
    expect(pools.map((pool) => pool.workers)).toEqual([0, 1, 2]));

  test("any backend and any number of workers", async () => {
    const study = fc.record({
      data: fc.constant(small),
      hidden: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
      activation: fc.constantFrom("relu", "tanh", "gelu"),
      optimizer: fc.constantFrom("sgd", "adagrad", "adam"),
      batchSize: fc.integer({ min: 1, max: 60 }),
      shuffleWindow: fc.integer({ min: 1, max: 60 }),
      vary: fc.subarray(["init", "shuffle"] as const),
      replicas: fc.integer({ min: 1, max: 13 }),
      seed: fc.maxSafeNat(),
    });
    await fc.assert(
      fc.asyncProperty(
        study,
        fc.constantFrom("simd", "scalar", "reference"),
        fc.constantFrom(0, 1, 2),
        async (input, backend, workers) => {
          const plain = await run(input, { workers: 0, backend: "reference" });
          const other = await run(input, { pool: pools[workers]!, backend: backend as "simd" });
          const { host: _, ...rest } = other;
          expect(plain).toMatchObject(rest);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("replica r is the same in 1, 3, 5 and 64 replicas, with any backend", async () => {
    const most = await run({ ...base, replicas: 64 }, { pool: pools[2]! });
    const names = most.replicas.map((replica) => replica.fingerprint);
    expect(new Set(names).size).toBe(64);
    for (const replicas of [1, 3, 5]) {
      for (const backend of ["simd", "scalar", "reference"] as const) {
        const fewer = await run({ ...base, replicas }, { pool: pools[1]!, backend });
        expect(fewer.replicas.map((replica) => replica.fingerprint)).toEqual(names.slice(0, replicas));
      }
    }
  });

  test("a crossed grid has level i of init and j of shuffle in replica i J + j", async () => {
    const { replicas } = await run({ ...base, design: { init: 3, shuffle: 2 } }, { pool: pools[2]! });
    const name = (index: number) => replicas[index]!.fingerprint;
    expect(new Set(replicas.map(({ fingerprint }) => fingerprint)).size).toBe(6);
    const of = async (vary: Factor[], index: number) =>
      (await run({ ...base, vary, replicas: index + 1 }, { workers: 0 })).replicas[index]!.fingerprint;
    expect(name(0)).toBe(await of([], 0));
    expect(name(1)).toBe(await of(["shuffle"], 1));
    expect(name(4)).toBe(await of(["init"], 2));
    expect(name(3)).toBe(await of(["init", "shuffle"], 1));
  });

  test("an abort rejects with its reason and leaves the pool of use", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const long = run(
      { epochs: 1000, replicas: 64 },
      { pool: pools[2]!, signal: stop.signal, onProgress: () => stop.abort(reason) },
    );
    await expect(long).rejects.toBe(reason);
    const here = new AbortController();
    const slow = run(
      { epochs: 1000, replicas: 64 },
      { pool: pools[0]!, signal: here.signal, onProgress: () => here.abort(reason) },
    );
    await expect(slow).rejects.toBe(reason);
    await expect(run(base, { pool: pools[2]!, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect((await run(base, { pool: pools[2]! })).fingerprint).toBe((await run(base, { pool: pools[0]! })).fingerprint);
  });

  test("several studies at once on one pool", async () => {
    const studies = [1, 2, 3, 4].map((seed) => ({ ...base, seed, replicas: 9 }));
    const together = await Promise.all(studies.map((study) => run(study, { pool: pools[2]! })));
    for (const [k, study] of studies.entries())
      expect(together[k]!.fingerprint).toBe((await run(study, { workers: 0 })).fingerprint);
  });

  test("progress ends at the total", async () => {
    for (const pool of pools) {
      let last = { done: 0, total: -1 };
      await run(base, { pool, onProgress: (progress) => (last = progress) });
      expect(last).toEqual({ done: 16 * 16, total: 16 * 16 });
    }
  });

  test("a worker that cannot start leaves the work to the calling thread", async () => {
    const { fingerprint, host } = await run(base, { worker: new URL("file:///nowhere/worker.js") });
    expect(host.workers).toBe(0);
    expect(fingerprint).toBe((await run(base, { workers: 0 })).fingerprint);
  });
});

describe("law 2: one stream moves no other", () => {
  const only = async (seeds: object, vary: string[] = []) => {
    const trainer = await openTrainer({ ...base, seeds, vary, replicas: 1 } as StudyInput);
    const initial = bits(trainer.parameters()[0]!);
    trainer.advance(1);
    return {
      initial,
      afterwards: bits(trainer.parameters()[0]!),
      data: (await dataset(small, { seed: trainer.study.seeds.data ?? 0 })).sha256,
    };
  };

  test("data, init and shuffle", async () => {
    const plain = await only({});
    const data = await only({ data: 1 });
    expect(data.initial).toEqual(plain.initial);
    expect(data.data).not.toBe(plain.data);
    const init = await only({ init: 1 });
    expect(init.initial).not.toEqual(plain.initial);
    expect(init.data).toBe(plain.data);
    const shuffle = await only({ shuffle: 1 });
    expect(shuffle.initial).toEqual(plain.initial);
    expect(shuffle.data).toBe(plain.data);
    expect(shuffle.afterwards).not.toEqual(plain.afterwards);
  });

  test("the seeds 0 and 2^53 - 1 are ordinary", async () => {
    const names = await Promise.all(
      [0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER].map(
        async (seed) => (await run({ ...base, seed }, { workers: 0 })).fingerprint,
      ),
    );
    expect(new Set(names).size).toBe(5);
  });
});

describe("the science", () => {
  test("where nothing varies every difference is exactly 0, with one fingerprint", async () => {
    const { measures, replicas } = await run({ ...base, vary: [], replicas: 7 }, { workers: 0 });
    const differences = Object.entries(measures).filter(
      ([name]) => name.startsWith("predictionDifference") || name === "churn" || name === "irreproducibleShare",
    );
    expect(differences).toHaveLength(9);
    for (const [, estimate] of differences) expect(estimate).toMatchObject({ value: 0, low: null, high: null });
    expect(new Set(replicas.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  test("two activations give different weights after one step", async () => {
    const names = variantNames.activation;
    const weights = await Promise.all(
      names.map(async (activation) => {
        // So large that relu6 meets numbers beyond 6.
        const initial = { weights: { name: "glorot_uniform", gain: 8 } } as const;
        const trainer = await openTrainer({ ...base, activation, initial, optimizer: "sgd", vary: [], replicas: 1 });
        trainer.advance(1);
        return bits(trainer.parameters()[0]!).join();
      }),
    );
    // gsmelu with its defaults is smelu(1), which may round alike; every other pair must differ.
    const [gsmelu] = weights.splice(names.indexOf("gsmelu"), 1);
    expect(new Set(weights).size).toBe(names.length - 1);
    expect(gsmelu).not.toBe(weights[names.indexOf("relu")]);
  });

  test("a linear logit with log loss, trained to convergence from different weights, predicts the same", async () => {
    const study = {
      data: { name: "linear", train: 200, test: 100 },
      hidden: [],
      optimizer: { name: "sgd", learningRate: 2 },
      batchSize: 200,
      epochs: 3000,
      vary: ["init"],
      replicas: 16,
    } satisfies StudyInput;
    const { measures, parameters } = await run(study, { workers: 0 });
    const starts = (await openTrainer(study)).parameters().map((flat) => flat.join());
    expect(new Set(starts).size).toBe(16);
    expect(measures.predictionDifference.value!).toBeLessThan(1e-4);
    const { train: examples } = await dataset(study.data);
    for (const [w1, w2, b] of parameters.map((flat) => [...flat] as [number, number, number])) {
      const gradient = [0, 0, 0];
      for (let n = 0; n < examples.count; n++) {
        const [x1, x2] = [examples.x[2 * n]!, examples.x[2 * n + 1]!];
        const error = 1 / (1 + Math.exp(-(b + x1 * w1 + x2 * w2))) - examples.y[n]!;
        [x1, x2, 1].forEach((x, k) => (gradient[k]! += (error * x) / examples.count));
      }
      expect(Math.hypot(...gradient)).toBeLessThan(1e-4);
    }
  });

  test.each([
    ["breast_cancer", 0.95],
    ["iris", 0.9],
    ["digits", 0.93],
  ])("%s with the defaults for a CSV reaches %f", async (name, least) => {
    const { measures } = await run({ data: { name: "csv", path: `examples/data/${name}.csv` } });
    expect(measures.accuracy.value!).toBeGreaterThan(least);
    expect(measures.churn.value!).toBeGreaterThan(0);
    expect(measures.predictionDifference.low!).toBeGreaterThan(0);
  });
});

describe("divergence", () => {
  test("names the lowest-numbered replica and its first step, whatever trains it", async () => {
    const study = { ...base, optimizer: { name: "sgd", learningRate: 1e9 }, replicas: 9 } satisfies StudyInput;
    const messages = new Set<string>();
    for (const backend of ["simd", "scalar", "reference"] as const) {
      for (const workers of [0, 2])
        await run(study, { backend, workers }).catch((error: Error) => messages.add(error.message));
    }
    expect([...messages]).toEqual([
      "replica 0 diverged at step 1: a logit is out of range. optimizer.learningRate is 1000000000: take a smaller one. With 100 the first 16 steps stay finite.",
    ]);
  });
});

describe("size", () => {
  test("too many replicas or steps are refused", async () => {
    await expect(
      run({
        order: Array.from({ length: 300_000 }, () => [0]),
        data: { name: "vee", train: 2, test: 2 },
        replicas: 100_000_000,
      }),
    ).rejects.toThrow(refusal("wrong-value", "study.replicas"));
    await expect(run({ epochs: 1_000_000, data: { name: "vee", train: 10_000 } })).rejects.toThrow(
      refusal("wrong-value", "study.epochs", "10000000000 steps", { expected: /2147483647 steps$/ }),
    );
  });

  test("a long given order, and -0 in the study, are the same study when read back", async () => {
    const data = {
      name: "given",
      x: [
        [-0, 1],
        [1, -0],
      ],
      y: [0, 1],
      test: { x: [[0.5, -0]], y: [1] },
    } satisfies DataInput;
    const study = {
      data,
      hidden: [2],
      initial: { weights: { name: "constant", value: -0 } },
      order: Array.from({ length: 150_000 }, (_, t) => [t % 2]),
      vary: [],
      replicas: 1,
      batchSize: 1,
    } satisfies StudyInput;
    const first = await run(study, { workers: 0 });
    expect((await run(JSON.parse(JSON.stringify(first.study)) as StudyInput, { workers: 0 })).fingerprint).toBe(
      first.fingerprint,
    );
  });
});
