/** Bisect as a caller has it: backends, builds, settings, results. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type BisectSide, bisect } from "../../src/bisect/public.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import { witness } from "../../src/witness/witness.js";
import { refusal } from "../refusal.js";

const study = { data: { name: "vee", train: 200, test: 40 }, hidden: [8], replicas: 5 } satisfies StudyInput;
const changed = (fields: object): BisectSide => ({ study: { ...study, ...fields } as StudyInput });

const made = await run(study, { workers: 0, trail: true });
const result = JSON.parse(JSON.stringify(toJson(made)));
const withParameters = JSON.parse(JSON.stringify(toJson(made, ["parameters"])));

describe("no difference", () => {
  test("between the backends, and between a result and what it says", async () => {
    for (const backend of ["scalar", "reference"] as const) {
      const found = await bisect({ study, backend: "simd" }, { study, backend });
      expect(found).toMatchObject({ same: true, where: "nowhere", replica: null, step: null, first: null, claims: [] });
      expect(found.trainedBy).toEqual({ a: "simd", b: backend });
    }
    expect(await bisect({ result }, { result: withParameters, backend: "scalar" })).toMatchObject({ same: true });
  });

  test("of a result is looked for by the backend that it names", async () => {
    const scalar = { ...result, host: { ...result.host, backend: "scalar" } };
    expect((await bisect({ result: scalar }, { result: scalar, backend: "reference" })).trainedBy).toEqual({
      a: "scalar",
      b: "reference",
    });
  });

  test("between builds by their bytes", async () => {
    const found = await bisect({ study }, { study, kernel: new Uint8Array(readFileSync("build/scalar.wasm")) });
    expect(found.same).toBe(true);
    expect(found.trainedBy.b).toMatch(/^kernel [0-9a-f]{16}$/);
  });

  test("of a study with early stopping, clipping, decay and weights", async () => {
    const all = {
      earlyStopping: { share: 0.2, patience: 1 },
      epochs: 6,
      batchSize: 7,
      clipNorm: 0.1,
      classWeights: [1, 3],
      optimizer: { name: "adam", weightDecay: 0.01 },
    };
    expect(await bisect({ ...changed(all), backend: "simd" }, { ...changed(all), backend: "reference" })).toMatchObject(
      {
        same: true,
      },
    );
  });
});

test("scalar and relaxed kernels part where this engine fuses: at a product, by one rounding", async () => {
  const { fuses } = await witness(study);
  const found = await bisect({ study, backend: "scalar" }, { study, kernel: "relaxed" });
  expect(found.same).toBe(!fuses);
  if (!fuses) return;
  const { first, step, arrays } = found;
  expect(step).toBeGreaterThan(0);
  expect(["z", "dW", "dz"]).toContain(first!.array);
  expect(first!.a).toMatchObject({ keeps: true, rounding: null });
  expect(first!.b).toMatchObject({
    keeps: false,
    contract: { hex: first!.a!.hex },
    rounding: { how: expect.stringMatching(/^fused multiply-add/), from: expect.stringMatching(/ \* /) },
  });
  expect(first!.ulps).not.toBe(0);
  expect(arrays[0]).toMatchObject({ name: first!.array, layer: first!.layer });
  const again = await bisect({ study, backend: "scalar" }, { study, kernel: "relaxed" }, { replica: 0, step: step! });
  expect(again.first).toEqual(first);
});

describe("two settings", () => {
  const at = async (fields: object) => bisect({ study }, changed(fields));

  test("of the rate part at the rate, each with the bits of its own", async () => {
    const { step, first } = await at({ optimizer: { learningRate: 0.2 } });
    expect(step).toBe(1);
    expect(first).toMatchObject({
      array: "rates",
      element: "rate",
      a: { hex: "0x3dcccccd", decimal: "0.1", keeps: true },
      b: { hex: "0x3e4ccccd", decimal: "0.2", keeps: true },
    });
    expect(first!.operands).toContainEqual({
      name: "optimizer.learningRate",
      a: { hex: "0x3fb999999999999a", decimal: "0.1" },
      b: { hex: "0x3fc999999999999a", decimal: "0.2" },
    });
  });

  test("of a schedule part at the first step whose rate is another", async () => {
    const { step, first } = await at({ epochs: 2, schedule: { name: "step", factor: 0.5, every: 1 } });
    expect(first).toBeNull();
    expect(step).toBe(200);
    const both = await bisect(
      changed({ epochs: 2 }),
      changed({ epochs: 2, schedule: { name: "step", factor: 0.5, every: 1 } }),
    );
    expect(both).toMatchObject({ where: "step", step: 201, first: { element: "rate" } });
  });

  test.each([
    ["the order", { seeds: { shuffle: 4 } }, "examples", null],
    ["the batch", { batchSize: 3 }, "examples", null],
    ["an activation", { activation: "smelu" }, "a", 1],
    ["a loss", { loss: "squared" }, "loss", null],
    ["an optimizer", { optimizer: { name: "momentum", learningRate: 0.1 } }, "rates", null],
    ["decay", { optimizer: { weightDecay: 0.1 } }, "g", null],
  ])("of %s", async (_, fields, array, layer) => {
    expect(await at(fields)).toMatchObject({ same: false, where: "step", step: 1, first: { array, layer } });
  });

  test("of the initial parameters part before the first step", async () => {
    const { first, ...found } = await at({ seeds: { init: 4 } });
    expect(found).toMatchObject({ where: "start", step: 0, replica: 0, arrays: [] });
    expect(first).toMatchObject({ array: "p", element: "layer 1, W[0,0]", a: { keeps: true }, b: { keeps: true } });
    expect(first!.formula).toMatch(/^drawn by glorot_uniform/);
    expect((await at({ optimizer: { initialAccumulator: 0.5 } })).first).toMatchObject({
      array: "s",
      element: "s of layer 1, W[0,0]",
      a: { decimal: "0" },
      b: { decimal: "0.5" },
    });
  });

  test("of which one ends sooner are the same up to there", async () => {
    expect(await at({ epochs: 2 })).toMatchObject({ same: false, where: "end", step: 200, first: null });
  });

  test("of early stopping are the same, and keep or stop at different epochs", async () => {
    const stopping = (fields: object) =>
      changed({ epochs: 8, hidden: [2], earlyStopping: { share: 0.3, patience: 2, ...fields } });
    const patience = await bisect(stopping({}), stopping({ patience: 3 }));
    expect(patience).toMatchObject({ where: "end", first: null });
    expect(patience.message).toMatch(/A ends after \d+ steps, B after \d+$/);
    const delta = await bisect(stopping({ patience: 8 }), stopping({ patience: 8, minDelta: 0.05 }));
    expect(delta).toMatchObject({ where: "end", step: 8 * 140, first: null });
    expect(delta.message).toMatch(/both end there, and A keeps what it was after epoch \d, B after epoch \d$/);
  });

  test("with other test sets differ in these alone", async () => {
    const data = (y: number[]) => ({
      name: "given",
      x: [[0], [1], [2], [3]],
      y: [0, 1, 0, 1],
      test: { x: y.map((_, n) => [n]), y },
    });
    const of = (y: number[]) => ({ study: { data: data(y), hidden: [2], replicas: 2 } as StudyInput });
    expect(await bisect(of([0, 1]), of([0, 0]))).toMatchObject({
      where: "test",
      step: null,
      first: { array: "test loss", element: "loss of test example 1", a: { keeps: true }, b: { keeps: true } },
    });
    expect(await bisect(of([0, 1]), of([0]))).toMatchObject({ where: "test", first: { a: null, b: null } });
  });
});

describe("a result that was tampered with", () => {
  const copy = () => structuredClone(result);

  test("is told by its replica, and by its trail", async () => {
    const tampered = copy();
    tampered.replicas[3].fingerprint = tampered.replicas[2].fingerprint;
    tampered.replicas[3].trail = tampered.replicas[3].trail.map((digits: string, k: number) =>
      k < 40 ? digits : "0badbad0",
    );
    const found = await bisect({ result }, { result: tampered });
    expect(found).toMatchObject({ same: false, where: "claim", replica: 3, step: null });
    expect(found.claims).toEqual([
      {
        side: "B",
        what: "replica",
        replica: 3,
        steps: { same: Math.ceil((39 * 200) / 64), other: Math.ceil((40 * 200) / 64) },
        parameter: null,
        claimed: result.replicas[2].fingerprint,
        trained: result.replicas[3].fingerprint,
      },
    ]);
    expect(found.message).toContain(result.replicas[3].fingerprint);
  });

  test("in one parameter is told by its bits", async () => {
    const tampered = structuredClone(withParameters);
    tampered.parameters[1][16] += 2 ** -16;
    const found = await bisect({ result: tampered }, { study });
    expect(found.claims[0]).toMatchObject({
      side: "A",
      replica: 1,
      parameter: {
        element: "layer 1, b[0]",
        claimed: { decimal: expect.any(String) },
        trained: { hex: expect.stringMatching(/^0x/) },
      },
    });
  });

  test("is told of one replica alone, and of none that is as it says", async () => {
    const tampered = copy();
    tampered.replicas[3].fingerprint = "0".repeat(64);
    expect(await bisect({ result }, { result: tampered }, { replica: 3 })).toMatchObject({
      where: "claim",
      replica: 3,
    });
    expect(await bisect({ result }, { result: tampered }, { replica: 2 })).toMatchObject({ same: true });
  });

  test("in its logits or its data alone", async () => {
    const [logits, data] = [copy(), copy()];
    logits.fingerprint = "00".repeat(32);
    data.data.sha256 = "11".repeat(32);
    const found = await bisect({ result: logits }, { result: data });
    expect(found.claims.map(({ side, what }) => [side, what])).toEqual([
      ["A", "logits"],
      ["B", "data"],
    ]);
  });

  test("what differs when it is trained is found as a step, whatever it says", async () => {
    const tampered = copy();
    tampered.study.optimizer.learningRate = 0.2;
    expect(await bisect({ result }, { result: tampered })).toMatchObject({
      where: "step",
      step: 1,
      first: { element: "rate" },
    });
  });
});

describe("what is refused", () => {
  const bad = async (a: unknown, b: unknown, options = {}) => bisect(a as BisectSide, b as BisectSide, options);

  test.each<[string, unknown, unknown, object, ReturnType<typeof refusal>]>([
    ["no side", null, {}, {}, refusal("wrong-type", "a", "null")],
    ["an unknown field", {}, { studdy: {} }, {}, refusal("unknown-field", "b", "studdy")],
    ["two studies in one", { study, result }, {}, {}, refusal("misplaced-field", "a.study")],
    ["a file of a study", { study, data: { path: "x.csv" } }, {}, {}, refusal("misplaced-field", "a.data")],
    [
      "a backend beside a kernel",
      { kernel: "relaxed", backend: "simd" },
      {},
      {},
      refusal("misplaced-field", "a.backend"),
    ],
    ["no backend", { backend: "fast" }, {}, {}, refusal("wrong-value", "a.backend", '"fast"')],
    ["no kernel", { kernel: "fast" }, {}, {}, refusal("wrong-type", "a.kernel", '"fast"')],
    ["bytes of no kernel", { kernel: Uint8Array.of(1, 2) }, {}, {}, refusal("wrong-value", "a.kernel", /^2 bytes/)],
    [
      "another module",
      { kernel: new Uint8Array(readFileSync("build/measures.wasm")) },
      {},
      {},
      refusal("wrong-value", "a.kernel"),
    ],
    ["no study", { study: { hidden: [0] } }, {}, {}, refusal("wrong-value", "a.study.hidden[0]", "0")],
    ["no result", { result: { fingerprint: "x" } }, {}, {}, refusal("wrong-type", "a.result")],
    [
      "other shapes",
      { study },
      changed({ hidden: [9] }),
      {},
      refusal("wrong-value", "b", "2-9-1", { expected: /2-8-1$/ }),
    ],
    [
      "a replica that is not there",
      { study },
      { study },
      { replica: 5 },
      refusal("wrong-value", "options.replica", "5"),
    ],
    ["a step that is not there", { study }, { study }, { step: 201 }, refusal("wrong-value", "options.step", "201")],
    [
      "every step and one",
      { study },
      { study },
      { step: 1, everyStep: true },
      refusal("wrong-value", "options.everyStep"),
    ],
    ["an option of run", { study }, { study }, { workers: 2 }, refusal("misplaced-field", "options.workers")],
    [
      "parameters of another shape",
      { result: { ...withParameters, parameters: [[1]] } },
      {},
      {},
      refusal("wrong-type", "a.result.parameters"),
    ],
  ])("%s", async (_, a, b, options, refused) => {
    await expect(bad(a, b, options)).rejects.toThrow(refused);
  });

  test("an abort ends it with the signal's reason", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const long = { study: { ...study, epochs: 2000 } };
    const options = { signal: stop.signal, onProgress: () => stop.abort(reason) };
    await expect(bisect(long, long, options)).rejects.toBe(reason);
  });
});
