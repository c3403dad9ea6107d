import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { familyNames } from "../../src/data/sources.js";
import { sha256 } from "../../src/host/sha256.js";
import { run } from "../../src/run/run.js";
import { openTrainer } from "../../src/run/trainer.js";
import type { StudyInput } from "../../src/study/study.js";
import type { DataInput } from "../../src/study/variants/data.js";
import { refusal } from "../refusal.js";

const optimizers: StudyInput["optimizer"][] = [
  "sgd",
  "momentum",
  "adagrad",
  { name: "rmsprop", centered: true, momentum: 0.5 },
  { name: "adam", amsgrad: true },
  "adamw",
];
const study = fc.record({
  data: fc.constant({ name: "vee" as const, train: 30, test: 10 }),
  hidden: fc.constant([3]),
  optimizer: fc.constantFrom(...optimizers),
  schedule: fc.constantFrom("constant" as const, "cosine" as const),
  batchSize: fc.integer({ min: 1, max: 30 }),
  epochs: fc.constant(3),
  shuffleWindow: fc.integer({ min: 1, max: 30 }),
  replicas: fc.integer({ min: 1, max: 6 }),
});
const backend = fc.constantFrom("simd" as const, "scalar" as const, "reference" as const);

describe("trainer", () => {
  test("cut anywhere and resumed with another backend, a study ends in the same bits", async () => {
    await fc.assert(
      fc.asyncProperty(study, backend, backend, fc.nat(90), async (input, before, after, cut) => {
        const first = await openTrainer(input, { backend: before });
        first.advance(cut);
        const bytes = first.checkpoint();
        first.advance(first.steps);
        const second = await openTrainer(input, { backend: after });
        second.advance(1);
        second.resume(bytes);
        expect(second.step).toBe(Math.min(cut, second.steps));
        expect(second.checkpoint()).toEqual(bytes);
        second.advance(second.steps);
        expect(second.parameters()).toEqual(first.parameters());
        expect(second.checkpoint()).toEqual(first.checkpoint());
      }),
      { numRuns: 60 },
    );
  });

  test("step by step it is what run gives", async () => {
    const input = {
      data: { name: "vee", train: 30, test: 10 },
      batchSize: 7,
      epochs: 2,
      replicas: 5,
    } satisfies StudyInput;
    const result = await run(input, { workers: 0 });
    const trainer = await openTrainer(input);
    while (trainer.step < trainer.steps) trainer.advance();
    expect(trainer.parameters()).toEqual(result.parameters);
    expect(trainer.evaluate().flatMap(({ logits }) => [...logits])).toEqual([...result.logits!]);
    expect(trainer.diverged()).toEqual(Array(5).fill(null));
    expect(trainer.fingerprint()).toBe(result.fingerprint);
    expect(trainer.measure()).toEqual(result.measures);
    expect([trainer.constantLoss, result.data.constantLoss! > 0]).toEqual([result.data.constantLoss, true]);
    expect(trainer.dataset.sha256).toBe(result.data.sha256);
  });

  test("predict gives what evaluate gives, for rows and for flat inputs, and refuses others", async () => {
    const x = [
      [0.5, -0.25],
      [0.125, 1],
    ];
    const trainer = await openTrainer({
      data: { name: "given", x, y: [0, 1], test: { x, y: [0, 1] } },
      replicas: 3,
      batchSize: 1,
    });
    trainer.advance(2);
    const evaluated = trainer.evaluate().map(({ predictions }) => predictions);
    expect(trainer.predict(x).map(({ predictions }) => predictions)).toEqual(evaluated);
    expect(trainer.predict(Float32Array.from(x.flat())).map(({ predictions }) => predictions)).toEqual(evaluated);
    expect(() => trainer.predict([[1], [2]])).toThrow(
      refusal("wrong-value", "x[0]", "[1]", { expected: /2 numbers$/ }),
    );
    expect(() => trainer.predict([[0, NaN]])).toThrow(refusal("wrong-value", "x[0][1]", "NaN"));
    for (const [bad, error] of [
      [[[null, 2]], refusal("wrong-type", "x[0][0]", "null")],
      [
        [
          [0, 1],
          [, 0.9],
        ],
        refusal("wrong-type", "x[1][0]", "nothing"),
      ],
      [[["1", 2]], refusal("wrong-type", "x[0][0]", '"1"')],
      [[[0, 1e39]], refusal("wrong-value", "x[0][1]", "1e+39")],
      [[, [0, 1]], refusal("wrong-type", "x[0]", "nothing", { expected: /2 numbers$/ })],
      [[1, 2], refusal("wrong-type", "x[0]", "1", { expected: /2 numbers$/ })],
      ["ab", refusal("wrong-type", "x", '"ab"', { expected: /2 inputs$/ })],
      [[], refusal("wrong-value", "x", "none", { expected: /2 inputs$/ })],
      [new Float32Array(3), refusal("wrong-value", "x", "3 numbers", { expected: /2 inputs$/ })],
      [Float64Array.of(0, 1, Infinity, 1), refusal("wrong-value", "x[1][0]", "Infinity")],
    ] as const) {
      expect(() => trainer.predict(bad as never)).toThrow(error);
    }
    expect(trainer.predict(x.map((row) => Float64Array.from(row))).map(({ predictions }) => predictions)).toEqual(
      evaluated,
    );
    expect(trainer.predict(Float64Array.from(x.flat())).map(({ predictions }) => predictions)).toEqual(evaluated);
    expect(() => trainer.predict(5 as never)).toThrow(refusal("wrong-type", "x", "5", { expected: /2 inputs$/ }));
    expect(() => trainer.resume(undefined as never)).toThrow(
      refusal("wrong-type", "checkpoint", "nothing", { expected: /bytes/ }),
    );
    await expect(openTrainer({}, { backends: "simd" } as never)).rejects.toThrow(
      refusal("unknown-field", "options", "backends", { remedy: 'Did you mean "backend"?' }),
    );
    await expect(openTrainer({ constructor: 1 } as never)).rejects.toThrow(
      refusal("unknown-field", "study", "constructor"),
    );
    await expect(openTrainer(JSON.parse('{ "__proto__": {} }'))).rejects.toThrow(
      refusal("unknown-field", "study", "__proto__"),
    );
    expect(() => trainer.advance(-1)).toThrow(refusal("wrong-value", "steps", "-1", { expected: /0 or more/ }));
  });

  test.each(familyNames)("the truth of %s, at any inputs, is that of its examples", async (name) => {
    const data = { name, train: 4, test: 50 };
    const trainer = await openTrainer({ data, seeds: { data: 7 }, batchSize: 2, epochs: 1 });
    const { x, truth } = trainer.dataset.test;
    expect(trainer.truth(x)).toEqual(truth);
    expect(trainer.truth([[...x.subarray(0, trainer.dataset.inputs)]])![0]).toBe(truth![0]);
    expect(() => trainer.truth(new Float32Array(0))).toThrow(refusal("wrong-value", "x", "0 numbers"));
  });

  test("of data that were given the truth is not known", async () => {
    const data = { name: "given", x: [[0], [1]], y: [0, 1], test: { x: [[2]], y: [1] } } as const;
    const trainer = await openTrainer({ data, batchSize: 1 });
    expect(trainer.truth([[0]])).toBeNull();
  });

  test("a looked-at batch loss stays after an evaluation, and is NaN before the first step", async () => {
    for (const name of ["simd", "scalar", "reference"] as const) {
      const trainer = await openTrainer({ data: { name: "vee", train: 30, test: 10 }, replicas: 2 }, { backend: name });
      expect(trainer.losses()).toEqual([NaN, NaN]);
      trainer.advance(3);
      const losses = trainer.losses();
      trainer.evaluate();
      expect(trainer.losses()).toEqual(losses);
      trainer.resume(trainer.checkpoint());
      expect(trainer.losses()).toEqual([NaN, NaN]);
    }
  });

  test("a checkpoint that is damaged or of another study is refused", async () => {
    const trainer = await openTrainer({ data: { name: "vee", train: 30, test: 10 }, replicas: 2 });
    const bytes = trainer.checkpoint();
    const damaged = bytes.slice();
    damaged[50]! ^= 1;
    expect(() => trainer.resume(damaged)).toThrow(refusal("wrong-value", "checkpoint", /damaged/));
    expect(() => trainer.resume(new Uint8Array(3))).toThrow(
      refusal("wrong-value", "checkpoint", /^3 bytes that are damaged/),
    );
    const other = await openTrainer({ data: { name: "vee", train: 30, test: 10 }, replicas: 2, seed: 1 });
    expect(() => other.resume(bytes)).toThrow(refusal("wrong-value", "checkpoint", undefined, { expected: /this/ }));
  });

  test("a checkpoint that a stranger cut, lengthened or set to another step is refused, and changes nothing", async () => {
    const trainer = await openTrainer({ data: { name: "vee", train: 30, test: 10 }, replicas: 2 });
    trainer.advance(7);
    const [bytes, fingerprint] = [trainer.checkpoint(), trainer.fingerprint()];
    /** With a right checksum. */
    const forged = (body: Uint8Array) => new Uint8Array([...body, ...sha256(body)]);
    const body = bytes.subarray(0, -32);
    expect(forged(body)).toEqual(bytes);
    const isRefused = (wrong: Uint8Array) => {
      expect(() => trainer.resume(wrong)).toThrow(refusal("wrong-value", "checkpoint"));
      expect([trainer.step, trainer.fingerprint()]).toEqual([7, fingerprint]);
    };
    for (const more of [1, 4, 32, 72]) {
      isRefused(new Uint8Array([...bytes, ...new Uint8Array(more)]));
      isRefused(forged(new Uint8Array([...body, ...new Uint8Array(more)])));
      isRefused(bytes.subarray(0, -more));
      isRefused(forged(body.subarray(0, -more)));
    }
    const atStep = (low: number, high: number) => {
      const copy = body.slice();
      new DataView(copy.buffer).setUint32(32, low, true);
      new DataView(copy.buffer).setUint32(36, high, true);
      return forged(copy);
    };
    isRefused(atStep(31, 0));
    isRefused(atStep(7, 1));
    expect(() => trainer.resume(atStep(31, 0))).toThrow(
      refusal("wrong-value", "checkpoint", "31", { expected: /0 to 30/ }),
    );
    trainer.resume(atStep(30, 0));
    expect(trainer.step).toBe(30);
  });
});

describe("an iteration", () => {
  const iterated: StudyInput = { data: { name: "vee", train: 40, test: 8 }, hidden: [3], epochs: 2, replicas: 5 };

  test("yields every step, and ends in the bits of run", async () => {
    const trainer = await openTrainer(iterated);
    const seen: number[] = [];
    for await (const step of trainer) seen.push(step);
    expect(seen).toEqual(Array.from({ length: trainer.steps }, (_, k) => k + 1));
    expect(trainer.fingerprint()).toBe((await run(iterated, { workers: 0 })).fingerprint);
    for await (const step of trainer) expect(step).toBe("none is left");
  });

  test("left by break or by an error, the study stays where it is, and another goes on", async () => {
    const trainer = await openTrainer(iterated);
    for await (const step of trainer) if (step === 7) break;
    expect(trainer.step).toBe(7);
    const failing = async () => {
      for await (const step of trainer) if (step === 9) throw new Error("enough");
    };
    await expect(failing()).rejects.toThrow("enough");
    const bytes = trainer.checkpoint();
    for await (const step of trainer) expect(step).toBeGreaterThan(9);
    const last = trainer.fingerprint();
    trainer.resume(bytes);
    for await (const step of trainer) if (step < trainer.steps - 1) trainer.advance();
    expect([trainer.step, trainer.fingerprint()]).toEqual([trainer.steps, last]);
  });

  test("leaves the thread free now and then, long before its end", async () => {
    const trainer = await openTrainer({ ...iterated, data: { name: "vee", train: 4000, test: 8 }, hidden: [32] });
    // A millisecond passes each time that somebody looks at the clock, on a machine of any speed.
    let time = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => time++);
    let turns = 0;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      turns++;
      port2.postMessage(null);
    };
    port2.postMessage(null);
    for await (const _ of trainer) if (turns >= 5) break;
    port1.close();
    clock.mockRestore();
    expect(trainer.step).toBeGreaterThan(1);
    expect(trainer.step).toBeLessThan(trainer.steps);
  });
});

test("weights, biases and orders may be typed arrays, and are plain in the study", async () => {
  const data = { name: "vee", train: 8, test: 2 } satisfies DataInput;
  const plain = {
    data,
    hidden: [],
    replicas: 1,
    vary: [],
    initial: [{ W: [[1], [2]], b: [3] }],
    order: [[0, 1], [7]],
  } satisfies StudyInput;
  const typed = {
    ...plain,
    initial: [{ W: [Float32Array.of(1), [2]], b: Float64Array.of(3) }],
    order: [Uint32Array.of(0, 1), Uint8Array.of(7)],
  };
  const [a, b] = [await openTrainer(plain), await openTrainer(typed as never)];
  for (const trainer of [a, b]) trainer.advance(2);
  expect(JSON.stringify(b.study)).toBe(JSON.stringify(a.study));
  expect(b.fingerprint()).toBe(a.fingerprint());
});
