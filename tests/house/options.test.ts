/**
 * Every public function refuses what it cannot use before any work, each option by its path and with its reason.
 * exports.test.ts sees that none is left out.
 */
import { afterAll, describe, expect, test } from "vitest";
import { bisect } from "../../src/bisect/bisect.js";
import {
  checkLink,
  claims,
  compare,
  dataset,
  diff,
  exportModel,
  flips,
  flipsCsv,
  host,
  makeLink,
  openPool,
  openTrainer,
  predict,
  readLink,
  repeatedVerdicts,
  report,
  run,
  symmetricRelative,
  toJson,
  verdictsFrom,
  verify,
  verifyClaims,
  verifyReport,
  writeLink,
} from "../../src/index.js";
import { InputError } from "../../src/study/errors.js";
import { isPlain } from "../../src/study/fields.js";
import type { StudyInput } from "../../src/study/study.js";
import { witness } from "../../src/witness/witness.js";
import { refusal } from "../refusal.js";
import { inventedClaims } from "../report/fixture.js";

const study = { data: { name: "vee", train: 20, test: 8 }, replicas: 2 } satisfies StudyInput;
const result = await run(study, { workers: 0 });
const link = await makeLink(study, 4);
const page = await report(result, { maps: null });
const invented = JSON.parse(JSON.stringify(inventedClaims())) as never;
const trainer = await openTrainer(study);
const url = await writeLink(link, "https://example.org/");
const pool = await openPool({ workers: 1 });
afterAll(() => pool.close());

const anyFunction = () => undefined;
/** An option with values that are none of it. */
const WRONG: Record<string, unknown[]> = {
  workers: [-1, 2.7, NaN, Infinity, 1025, "2", null, true],
  worker: [4, null, {}, true, ""],
  startTimeout: [0, -1, 0.5, NaN, Infinity, "1000", null],
  backend: ["fast", 4, null, ["simd"]],
  signal: [4, null, {}, "stop", new AbortController(), new EventTarget()],
  onProgress: [4, null, {}, "log"],
  pool: [4, null, {}, { train: anyFunction }, "pool"],
  step: [-1, 0.5, NaN, "0", null, 1e10],
  everyStep: [1, "yes", null],
  trail: [1, "yes", null],
  curves: [1, "yes", null],
  predictions: [1, "yes", null],
  onMeasuring: [4, null],
  onResult: [4, null],
  seed: [-1, 0.5, NaN, "0", null, 2 ** 53],
  replicas: [8, "64", NaN, null, 1e9],
  draws: [2, 513, "16", null, 16.5],
  data: [[], "vee", [4], null, {}],
  margin: [1, 0.9, NaN, Infinity, "1.2", null],
  floor: [0, 1, "0.01", NaN, null],
  command: [4, null, {}],
  seconds: [-1, NaN, "1", null],
  host: [4, null, "Node", { engine: 4 }, { workers: "2" }],
  train: [1, "yes", null],
  study: [4, "vee", null, []],
  format: ["tflite", 4, null, ["onnx"]],
  replica: [-1, 0.5, "0", null, 2],
  ensemble: [1, "yes", null],
  name: ["", "a/b", "a\\b", 4, null],
  maps: [4, "none", {}, { width: 2, height: 2, domain: [0, 1, 0, 1], replicas: [] }],
};
/** A value that an option takes where it applies. */
const RIGHT: Record<string, unknown> = {
  workers: 1,
  worker: new URL("file:///worker.js"),
  startTimeout: 1000,
  backend: "simd",
  signal: new AbortController().signal,
  onProgress: anyFunction,
  pool,
  trail: true,
  curves: true,
  predictions: true,
  onMeasuring: anyFunction,
};

/** Each function with options: how it is called with some, which it takes, and which it refuses with a reason. */
const POOLED = ["workers", "worker", "startTimeout", "pool"];
const OF_RUN = ["trail", "curves", "predictions", "onMeasuring"];
const EXECUTION = [...POOLED, "backend", "signal", "onProgress"];
interface Case {
  name: string;
  call(options: unknown): unknown;
  takes: readonly string[];
  refuses: readonly string[];
}
const cases: Case[] = [
  { name: "run", call: (options) => run(study, options as never), takes: [...EXECUTION, ...OF_RUN], refuses: [] },
  {
    name: "openTrainer",
    call: (options) => openTrainer(study, options as never),
    takes: ["backend"],
    refuses: [...POOLED, ...OF_RUN, "signal", "onProgress"],
  },
  {
    name: "verify",
    call: (options) => verify(toJson(result) as never, options as never),
    takes: [...EXECUTION, "data"],
    refuses: OF_RUN,
  },
  {
    name: "exportModel",
    call: (options) =>
      exportModel(
        result,
        isPlain(options)
          ? ({ ...options, format: options.format === undefined ? "npy" : options.format } as never)
          : (options as never),
      ),
    takes: [...EXECUTION, "data", "format", "predictions", "replica", "ensemble", "name"],
    refuses: OF_RUN.filter((name) => name !== "predictions"),
  },
  {
    name: "predict",
    call: (options) => predict(result, [[1, 2]], options as never),
    takes: [...EXECUTION, "data", "replica"],
    refuses: OF_RUN,
  },
  {
    name: "verifyClaims",
    call: (options) => verifyClaims(invented, options as never),
    takes: [...EXECUTION, "train"],
    refuses: OF_RUN,
  },
  {
    name: "verifyReport",
    call: (options) => verifyReport(page, result, options as never),
    takes: [...POOLED, "backend", "signal", "maps", "study"],
    refuses: [...OF_RUN, "onProgress"],
  },
  {
    name: "makeLink",
    call: (options) => makeLink(study, 4, options as never),
    takes: ["backend", "signal", "onProgress"],
    refuses: [...POOLED, ...OF_RUN],
  },
  {
    name: "checkLink",
    call: (options) => checkLink(link, options as never),
    takes: ["backend", "signal", "onProgress"],
    refuses: [...POOLED, ...OF_RUN],
  },
  {
    name: "report",
    call: (options) => report(result, options as never),
    takes: [...POOLED, "backend", "signal", "command", "seconds", "host", "maps"],
    refuses: [...OF_RUN, "onProgress"],
  },
  {
    name: "claims",
    call: (options) => claims(options as never),
    takes: [...EXECUTION, "replicas", "draws", "seed", "data", "margin", "floor", "onResult"],
    refuses: OF_RUN,
  },
  {
    name: "openPool",
    call: (options) => openPool(options as never),
    takes: ["workers", "worker", "startTimeout"],
    refuses: ["backend", "signal", "onProgress", "trail"],
  },
  {
    name: "dataset",
    call: (options) => dataset("vee", options as never),
    takes: ["seed"],
    refuses: [],
  },
  { name: "host", call: (options) => host(options as never), takes: [], refuses: [] },
  {
    name: "witness",
    call: (options) => witness(study, options as never),
    takes: ["signal", "onProgress"],
    refuses: [...POOLED, ...OF_RUN, "backend"],
  },
  {
    name: "bisect",
    call: (options) => bisect({ study }, { study }, options as never),
    takes: ["signal", "onProgress", "replica", "step", "everyStep"],
    refuses: [...POOLED, ...OF_RUN, "backend"],
  },
];

/** Where no option is near. */
const NO_OTHER = /^(Its fields are |Take it out)/;

/** What a call throws. */
async function thrownBy(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it was taken");
}

async function refused(call: () => unknown): Promise<InputError> {
  const error = await thrownBy(call);
  if (!(error instanceof InputError)) throw error;
  // No word of the library that checks, nor of the engine.
  expect(error.message).not.toMatch(/Invalid |received |Cannot read|is not a function|is not iterable/);
  return error;
}

describe.each(cases)("the options of $name", ({ name: called, call, takes, refuses }) => {
  test("an unknown one, and a misspelt one", async () => {
    expect(await refused(() => call({ colour: 4 }))).toEqual(
      refusal("unknown-field", "options", "colour", { remedy: NO_OTHER }),
    );
    const [known] = takes;
    if (known)
      expect(await refused(() => call({ [`${known}z`]: 4 }))).toEqual(
        refusal("unknown-field", "options", `${known}z`, { remedy: `Did you mean "${known}"?` }),
      );
    for (const name of ["__proto__", "constructor", "hasOwnProperty"])
      expect(await refused(() => call(JSON.parse(`{ "${name}": {} }`)))).toEqual(
        refusal("unknown-field", "options", name),
      );
  });

  test("one by the name that it had in an earlier release", async () => {
    const remedy = takes.includes("backend") ? 'Did you mean "backend"?' : NO_OTHER;
    for (const value of ["simd", undefined])
      expect(await refused(() => call({ kernels: value }))).toEqual(
        refusal("unknown-field", "options", "kernels", { remedy }),
      );
  });

  test("no object", async () => {
    for (const none of [null, 4, "simd", true, [], [4], new Map([["workers", 1]]), anyFunction])
      expect(await refused(() => call(none))).toEqual(refusal("wrong-type", "options", /./, { expected: "an object" }));
  });

  test("values of another kind or out of range", async () => {
    for (const name of takes) {
      for (const wrong of WRONG[name]!) {
        if (name === "maps" && wrong === null) continue;
        expect(await refused(() => call({ [name]: wrong })), `${name}: ${String(wrong)}`).toEqual(
          refusal(/^wrong-/, new RegExp(`^options\\.${name}(\\[\\d\\]|\\.\\w+)?$`), /./, { expected: /./ }),
        );
      }
    }
  });

  test("those that it cannot obey, each with the reason", async () => {
    for (const name of refuses)
      expect(await refused(() => call({ [name]: RIGHT[name] }))).toEqual(
        refusal("misplaced-field", `options.${name}`, /./, { expected: /^nothing, because ./ }),
      );
  });

  test("workers beside a pool that has its own", async () => {
    if (!takes.includes("pool")) return;
    for (const name of ["workers", "worker", "startTimeout"])
      expect(await refused(() => call({ pool, [name]: RIGHT[name] }))).toEqual(
        refusal("misplaced-field", `options.${name}`, /./, { expected: /^nothing beside options\.pool/ }),
      );
  });

  test("an aborted signal ends it with its reason", async () => {
    if (!takes.includes("signal")) return;
    const reason = new Error("never mind");
    let told = 0;
    const onProgress = takes.includes("onProgress") ? { onProgress: () => told++ } : {};
    expect(await thrownBy(() => call({ signal: AbortSignal.abort(reason), ...onProgress }))).toBe(reason);
    expect(told).toBe(0);
  });

  test("undefined is left out, and an object without a prototype is one", async () => {
    if (["claims", "openPool"].includes(called)) return;
    await call(
      Object.assign(Object.create(null), Object.fromEntries([...takes, ...refuses].map((name) => [name, undefined]))),
    );
  });
});

const NONE = [undefined, null, 4, "", "x", [], {}, true];
/** Arguments beside options: each call with one that is no such thing. */
const CALLS: [string, (wrong: never) => unknown, unknown[]][] = [
  ["run", (wrong) => run(wrong), [null, 4, "x", [], true, new Map()]],
  ["openTrainer", (wrong) => openTrainer(wrong), [null, 4, "x", [], true]],
  ["makeLink", (wrong) => makeLink(wrong), [null, 4, "x", [], true]],
  ["makeLink step", (wrong) => makeLink(study, wrong), [null, -1, 0.5, "4", NaN, 1e9, {}]],
  ["witness", (wrong) => witness(wrong), [null, 4, "x", [], true]],
  ["bisect", (wrong) => bisect(wrong, { study }), [null, 4, "x", [], true]],
  ["bisect's other side", (wrong) => bisect({ study }, wrong), [null, 4, "x", [], true]],
  ["dataset", (wrong) => dataset(wrong), [null, 4, "x", [], true, "", { name: 4 }, { name: "vee", noise: "much" }]],
  ["verify", (wrong) => verify(wrong), NONE],
  ["verifyClaims", (wrong) => verifyClaims(wrong), NONE],
  ["verifyReport", (wrong) => verifyReport(wrong, result), NONE.filter((none) => typeof none !== "string")],
  ["verifyReport result", (wrong) => verifyReport(page, wrong), NONE],
  ["checkLink", (wrong) => checkLink(wrong), NONE],
  ["writeLink", (wrong) => writeLink(wrong, "https://example.org/"), NONE],
  ["writeLink page", (wrong) => writeLink(link, wrong), NONE],
  ["readLink", (wrong) => readLink(wrong), [...NONE, `${url}x`]],
  [
    "report",
    (wrong) => report(wrong),
    [
      ...NONE,
      { study: {} },
      { ...result, data: null },
      { ...result, replicas: [null] },
      { claims: 4 },
      { claims: [{}] },
      { claims: [null] },
      { ...result, study: {} },
      { ...result, measures: { churn: 4, loss: null } },
    ],
  ],
  [
    "verdictsFrom",
    (wrong) => verdictsFrom(wrong),
    [...NONE, { claims: 4 }, { claims: [{}] }, { claims: [null] }, { claims: [{ arms: [], contrasts: [{}] }] }],
  ],
  ["repeatedVerdicts", (wrong) => repeatedVerdicts(wrong), [...NONE, [4], [{}], [null], [{ claims: [null] }]]],
  ["exportModel", (wrong) => exportModel(wrong, { format: "npy" }), NONE],
  ["exportModel format", (wrong) => exportModel(result, wrong), [undefined, {}, { format: "ONNX" }]],
  ["predict", (wrong) => predict(wrong, [[1, 2]]), NONE],
  ["predict rows", (wrong) => predict(result, wrong), [...NONE, [1, 2], [[1]], [[1, NaN]], new Float32Array(3)]],
  ["toJson", (wrong) => toJson(wrong), NONE],
  ["toJson parts", (wrong) => toJson(result, wrong), [null, 4, "predictions", ["prediction"], [4], ["trail"], {}]],
  ["compare", (wrong) => compare(wrong), [...NONE, { predictions: [[0.5]], labelz: [1] }]],
  ["diff", (wrong) => diff(wrong, result), [...NONE, { ...result, predictions: null }, { predictions: [[0.5]] }]],
  ["diff b", (wrong) => diff(result, wrong), [...NONE, { predictions: [[0.5]] }]],
  ["diff paired", (wrong) => diff(result, result, wrong), [null, 4, { paired: 1 }, { pair: true }]],
  ["flips", (wrong) => flips(wrong), [...NONE, { ...result, predictions: null }, { ...result, replicas: 4 }]],
  ["flips most", (wrong) => flips(result, wrong), [null, 4, { most: -1 }, { most: "1" }, { least: 1 }]],
  ["flipsCsv", (wrong) => flipsCsv(wrong), [...NONE, { flips: 4 }, { flips: [null] }]],
  ["symmetricRelative", (wrong) => symmetricRelative(wrong), NONE],
  ["trainer.advance", (wrong) => trainer.advance(wrong), [null, -1, 0.5, NaN, Infinity, "1", {}, []]],
  ["trainer.measure", (wrong) => trainer.measure(wrong), [null, 4, "churn", ["chrun"], [4], [null], {}]],
  [
    "trainer.resume",
    (wrong) => trainer.resume(wrong),
    [undefined, null, 4, "x", [], {}, new Uint8Array(4), trainer.checkpoint().buffer],
  ],
  [
    "trainer.predict",
    (wrong) => trainer.predict(wrong),
    [undefined, null, 4, "x", [], {}, [1, 2], [[1]], [[1, NaN]], new Float32Array(3)],
  ],
];

test.each(CALLS)("%s refuses what is no such thing", async (_, call, wrong) => {
  for (const value of wrong) await refused(() => call(value as never));
});
