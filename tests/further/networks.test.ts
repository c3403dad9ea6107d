/** Measures of networks against their definitions, pair by pair. */
import { expect, test } from "vitest";
import { measureFurther } from "../../src/compare/measure-further.js";
import { lossBarrier, lossBarriers } from "../../src/further/barrier.js";
import type { FurtherEstimate } from "../../src/further/found.js";
import { isOfNetworks } from "../../src/further/names.js";
import { foundOfNetworks, networksOf } from "../../src/further/networks.js";
import { finish } from "../../src/host/slices.js";
import { toJson } from "../../src/run/json.js";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";
import { studentQuantile } from "../../src/statistics/student.js";
import type { StudyInput } from "../../src/study/study.js";
import { overPairs } from "../measure/slowly.js";
import { refusal } from "../refusal.js";

const study: StudyInput = {
  data: { name: "groups", train: 60, test: 40 },
  hidden: [4],
  activation: "tanh",
  optimizer: { name: "momentum", learningRate: 0.1 },
  epochs: 10,
  replicas: 9,
};
const measures = ["weightDistance", "weightCosine", "lossBarrier"] as const;
const result = await run(study, { workers: 0, further: { measures, perClass: true } });
const { parameters } = result;
const of = (name: (typeof measures)[number]) => result.further!.measures[name] as FurtherEstimate;
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((all, each) => all + each, 0);
const product = (a: Float32Array, b: Float32Array) => sum(Float64Array.from(a, (value, p) => value * b[p]!));

test("distance and cosine are means over pairs, with their intervals", () => {
  const distance = (r: number, s: number) =>
    Math.sqrt(sum(Float64Array.from(parameters[r]!, (value, p) => (value - parameters[s]![p]!) ** 2)));
  const cosine = (r: number, s: number) => {
    const [a, b] = [parameters[r]!, parameters[s]!];
    return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
  };
  expect(of("weightDistance").value).toBeCloseTo(overPairs(9, distance), 12);
  expect(of("weightCosine").value).toBeCloseTo(overPairs(9, cosine), 12);
  for (const name of ["weightDistance", "weightCosine"] as const) {
    const { value, low, high, reason } = of(name);
    expect(reason).toBeNull();
    expect(low).toBeLessThan(value!);
    expect(high).toBeGreaterThan(value!);
  }
});

test("the barrier is a mean over pairs that share no replica, with its t interval", async () => {
  const prepared = await prepare(study);
  const rises = [0, 2, 4, 6].map((r) => lossBarrier(prepared, parameters[r]!, parameters[r + 1]!));
  const mean = sum(rises) / 4;
  expect(mean).toBeGreaterThan(0.01);
  const half = studentQuantile(0.975, 3) * Math.sqrt(sum(rises.map((rise) => (rise - mean) ** 2)) / 3 / 4);
  const { value, low, high } = of("lossBarrier");
  expect(value).toBeCloseTo(mean, 12);
  expect([low, high]).toEqual([Math.max(0, mean - half), mean + half].map((end) => expect.closeTo(end, 9)));
});

test.each(["scalar", "simd"] as const)("%s has the barriers of the reference, bit for bit", async (backend) => {
  const many: StudyInput = { ...study, hidden: [3, 3], activation: "gelu", replicas: 39 };
  const prepared = await prepare(many);
  const { parameters } = await run(many, { workers: 0 });
  const rises = Array.from({ length: 19 }, (_, k) => lossBarrier(prepared, parameters[2 * k]!, parameters[2 * k + 1]!));
  expect([...(await lossBarriers(prepared, backend, parameters))]).toEqual(rises);
  const ended = lossBarriers(prepared, backend, parameters, AbortSignal.abort(new Error("enough")));
  await expect(ended).rejects.toThrow("enough");
});

test("a barrier that takes long is asked for by name", async () => {
  const prepared = await prepare({ ...study, data: { name: "groups", train: 9_000, test: 1 }, hidden: [256, 256] });
  const some = Array.from({ length: 2 }, () => new Float32Array(prepared.plan.parameterCount));
  const asked = { further: [...measures], isNamed: false };
  expect((await networksOf(prepared, some, asked, { backend: "simd" })).barriers).toMatch(/^it takes more than/);
});

test("they are of networks: of no group, and of no class", () => {
  expect(result.further!.groups!.length).toBe(2);
  for (const { measures } of [...result.further!.groups!, ...result.further!.classes!])
    expect(Object.keys(measures).filter(isOfNetworks)).toEqual([]);
});

test("replicas that are one network are at distance 0, and have the cosine 1", async () => {
  const { further } = await run({ ...study, vary: [] }, { workers: 0, further: { measures } });
  expect(further!.measures).toMatchObject({
    weightDistance: { value: 0, low: null },
    weightCosine: { value: 1, low: null },
    // Rounded to f32 on the line.
    lossBarrier: { value: expect.closeTo(0, 9) },
  });
});

test("what has no value says why", () => {
  const found = (some: readonly Float32Array[], isNamed = true) =>
    finish(foundOfNetworks({ parameters: some, barriers: "why" }, measures, isNamed));
  expect(found([parameters[0]!])).toMatchObject({
    weightDistance: { none: "there is one replica" },
    lossBarrier: { none: "there is one replica" },
  });
  expect(found(parameters).lossBarrier).toMatchObject({ none: "why" });
  expect(found([new Float32Array(2), new Float32Array(2)]).weightCosine).toMatchObject({
    none: "the parameters of a replica are all 0",
  });
  const many = Array.from({ length: 2049 }, (_, r) => Float32Array.of(r + 1));
  expect(found(many).weightDistance).toMatchObject({ none: "more than 2048 replicas" });
  const long = Array.from({ length: 64 }, () => new Float32Array(500_000));
  expect(found(long, false).weightDistance).toMatchObject({
    none: "it takes more than 10^9 multiplications: ask for it by name",
  });
});

test("a stored result says the same, and predictions alone are refused", async () => {
  const stored = JSON.parse(JSON.stringify(toJson(result, ["predictions", "parameters", "examples"]))) as never;
  for (const given of [result, stored])
    expect((await measureFurther(given, { measures, perClass: true })).measures).toEqual(result.further!.measures);
  const without = { ...result, parameters: undefined } as never;
  await expect(measureFurther(without, { measures })).rejects.toEqual(refusal("wrong-value", "options.measures[0]"));
  expect(Object.keys((await measureFurther(without)).measures).filter(isOfNetworks)).toEqual([]);
  expect(Object.keys((await measureFurther(result)).measures).filter(isOfNetworks)).toEqual([...measures]);
});

test("the barrier of a result of a file needs the file, and everything together does not", async () => {
  const rows = Array.from({ length: 60 }, (_, n) => `${((n * 7919) % 100) / 50 - 1},${n % 3 === 0 ? "a" : "b"}`);
  const text = `x,kind\n${rows.join("\n")}\n`;
  const own = await run({ data: { name: "file", text, label: "kind" }, hidden: [2], replicas: 4 }, { workers: 0 });
  // As `run` of the command line stores it.
  const named = { ...own, study: { ...own.study, data: { ...own.study.data, path: "rows.csv", text: null } } } as never;
  const all = await measureFurther(named);
  expect(all.measures.lossBarrier).toMatchObject({ value: null, reason: "the training data were not given" });
  expect(all.measures.weightDistance!.value).toBeGreaterThan(0);
  await expect(measureFurther(named, { measures: ["lossBarrier"] })).rejects.toEqual(
    refusal("wrong-value", "options.data", "none"),
  );
  const given = await measureFurther(named, { measures: ["lossBarrier"], data: { text } });
  expect(given).toEqual(await measureFurther(own, { measures: ["lossBarrier"] }));
  expect(given.measures.lossBarrier!.value).not.toBeNull();
});
