/**
 * Whatever is given to whatever is exported: the answer is a result or an InputError, never an error of the engine's, a
 * hang, or silence about a field that nobody knows. Exact refusals are in options.test.ts; here values are drawn, and
 * an export without a case fails the test.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import * as attributing from "../../src/attribute/public.js";
import * as bisecting from "../../src/bisect/public.js";
import * as experimenting from "../../src/experiments/public.js";
import * as explaining from "../../src/explain/public.js";
import * as furthering from "../../src/further.js";
import * as sdk from "../../src/index.js";
import * as queue from "../../src/queue/public.js";
import * as store from "../../src/store.js";
import { DivergedError, InputError } from "../../src/study/errors.js";
import * as sweeps from "../../src/sweep/public.js";
import * as relaxed from "../../src/witness/relaxed.js";
import { inventedClaims } from "../report/fixture.js";

const study = {
  data: { name: "vee", train: 20, test: 8 },
  hidden: [2],
  optimizer: { name: "adam" },
  replicas: 2,
} satisfies sdk.StudyInput;
const result = await sdk.run({ ...study, vary: ["init"] }, { workers: 0 });
const json = JSON.parse(JSON.stringify(sdk.toJson(result)));
const predicted = JSON.parse(JSON.stringify(sdk.toJson(result, ["predictions"])));
const claimed = JSON.parse(JSON.stringify(inventedClaims()));
const link = await sdk.makeLink(study as never, 4);
const address = await sdk.writeLink(link, "https://example.org/");
const page = await sdk.report(result, { maps: null });
const trainer = await sdk.openTrainer(study as never);
const opened = await sdk.openPool({ workers: 0 });
afterAll(() => opened.close());
const proved = mkdtempSync(join(tmpdir(), "doppelgrad-exports-"));
await store.runInto(proved, study, { workers: 0 });
afterAll(() => rmSync(proved, { recursive: true, force: true }));
const stored = join(mkdtempSync(join(tmpdir(), "doppelgrad-exports-")), "store");
afterAll(() => rmSync(dirname(stored), { recursive: true, force: true }));

async function sweptBy(...given: Parameters<typeof sweeps.sweep>): Promise<sweeps.SweptSetting[]> {
  const settings: sweeps.SweptSetting[] = [];
  for await (const setting of sweeps.sweep(...given)) settings.push(setting);
  return settings;
}
async function sweptInto(folder: unknown, ...given: never[]): Promise<unknown> {
  const settings: unknown[] = [];
  for await (const setting of store.sweepInto(below(folder) as never, ...(given as never as [never, never])))
    settings.push(setting);
  return settings;
}

/** Folders with any names are made below one of ours. */
function below(folder: unknown): unknown {
  return typeof folder === "string" && folder ? resolve(stored, "..", folder) : folder;
}

const shares = await attributing.attribute(study as never, { levels: { init: 2, shuffle: 2 }, workers: 0 });
const swept = await sweptBy(study as never, { epochs: [1, 2] }, { workers: 0 });

/** What the caller's own objects throw: it is the caller's, and passes on. */
const OWN = new Error("the caller's own");
/** Reached by what has been checked: nothing is trained here. */
const CHECKED = new Error("checked");
class Unused {
  readonly workers = 1;
  train = () => Promise.reject(CHECKED);
  close = () => Promise.resolve();
}
const pool = new Unused();
const signal = AbortSignal.abort(CHECKED);
const callback = () => undefined;
const options = { backend: "simd", pool, onProgress: callback };

interface Case {
  call(...given: never[]): unknown;
  /** Arguments that are taken; each call has one fault in one of them. */
  given: readonly unknown[];
  /** Arguments of which every field is known: one that is not is refused. */
  known: readonly number[];
  runs?: number;
}

/** Claims of nothing are all claims, which take minutes. */
const isEmpty = (given: unknown) => given === undefined || (isPlain(given) && Object.keys(given).length === 0);

/** Each export, and what a trainer can be asked for. */
const CASES: Record<string, Case> = {
  run: {
    call: sdk.run,
    given: [study, { ...options, trail: true, predictions: true, onMeasuring: callback }],
    known: [0, 1],
  },
  openTrainer: { call: sdk.openTrainer, given: [study, { backend: "simd" }], known: [0, 1] },
  verify: { call: sdk.verify, given: [json, options], known: [1] },
  exportModel: {
    call: sdk.exportModel,
    given: [result, { ...options, format: "npz", replica: 0, ensemble: false, name: "net" }],
    known: [1],
    runs: 100,
  },
  predict: {
    call: sdk.predict,
    given: [result, [[1, 2], Float32Array.of(3, 4)], { ...options, replica: 0 }],
    known: [2],
  },
  compare: {
    call: sdk.compare,
    given: [
      {
        predictions: [
          [
            [0.5, 0.5],
            [0.25, 0.75],
          ],
          [
            [1, 0],
            [0, 1],
          ],
        ],
        task: "classes",
        labels: [0, 1],
        truth: [
          [1, 0],
          [0, 1],
        ],
        baseline: [
          [1, 0],
          [1, 0],
        ],
        ids: ["a", "b"],
        groups: [4, 5],
        rows: [2, 3],
        classNames: ["no", "yes"],
        flips: 1,
      },
    ],
    known: [0],
  },
  diff: { call: sdk.diff, given: [result, predicted, { paired: false }], known: [2] },
  flips: { call: sdk.flips, given: [result, { most: 4 }], known: [1] },
  flipsCsv: { call: sdk.flipsCsv, given: [await sdk.flips(result)], known: [] },
  symmetricRelative: {
    call: sdk.symmetricRelative,
    given: [{ values: Float32Array.of(0.5, 0.25), replicas: 2, examples: 1, columns: 1, kind: "probability" }, [1]],
    known: [0],
  },
  dataset: { call: sdk.dataset, given: [study.data, { seed: 1 }], known: [0, 1] },
  host: { call: sdk.host, given: [{}], known: [0], runs: 50 },
  toJson: { call: sdk.toJson, given: [result, ["predictions", "logits", "parameters"]], known: [] },
  openPool: {
    call: sdk.openPool,
    given: [{ workers: 0, worker: new URL("file:///worker.js"), startTimeout: 1000 }],
    known: [0],
  },
  makeLink: { call: sdk.makeLink, given: [study, 4, { backend: "simd", onProgress: callback }], known: [0, 2] },
  checkLink: { call: sdk.checkLink, given: [link, { backend: "simd", onProgress: callback }], known: [0, 1] },
  writeLink: { call: sdk.writeLink, given: [link, "https://example.org/"], known: [0] },
  readLink: { call: sdk.readLink, given: [address], known: [] },
  linkSteps: { call: sdk.linkSteps, given: [4], known: [] },
  claims: {
    call: (given: object) => sdk.claims(isEmpty(given) ? { signal } : given),
    given: [
      {
        ...options,
        signal,
        replicas: 32,
        draws: 3,
        seed: 0,
        data: ["vee"],
        margin: 1.1,
        floor: 0.1,
        onResult: callback,
      },
    ],
    known: [0],
  },
  verifyClaims: { call: sdk.verifyClaims, given: [claimed, { ...options, train: false }], known: [1] },
  verdictsFrom: { call: sdk.verdictsFrom, given: [claimed], known: [] },
  repeatedVerdicts: { call: sdk.repeatedVerdicts, given: [[claimed, claimed]], known: [] },
  report: {
    call: sdk.report,
    given: [json, { pool, maps: null, command: "doppelgrad run", seconds: 4, host: { engine: "Node" } }],
    known: [1],
    runs: 100,
  },
  verifyReport: {
    call: sdk.verifyReport,
    given: [page, json, { pool, maps: null }],
    known: [2],
    runs: 100,
  },
  witness: { call: relaxed.witness, given: [study, { onProgress: callback }], known: [0, 1], runs: 50 },
  bisect: {
    call: bisecting.bisect,
    given: [
      { study, backend: "simd" },
      { result: json, backend: "scalar" },
      { replica: 0, step: 1, everyStep: false, onProgress: callback },
    ],
    known: [0, 2],
    runs: 200,
  },
  runInto: {
    call: store.runInto,
    given: [stored, study, { ...options, trail: true, partSize: 1, onDamaged: callback, onMeasuring: callback }],
    known: [1, 2],
  },
  trainInto: {
    // A shard begins its folder at once, whatever that is called.
    call: (folder: unknown, ...rest: never[]) => store.trainInto(below(folder) as never, ...rest),
    given: [`${stored}-apart`, study, { ...options, shard: { index: 1, of: 2 } }],
    known: [1, 2],
  },
  submit: {
    call: queue.submit,
    given: [
      `${stored}-submitted`,
      study,
      {
        ...{ to: "kubernetes", claim: "shared", image: "doppelgrad", tasks: 2, workers: 1 },
        ...{ with: ["trail"], dryRun: true, partSize: 1 },
      },
    ],
    known: [1, 2],
  },
  submitSweep: {
    call: queue.submitSweep,
    given: [
      `${stored}-swept-submitted`,
      study,
      { epochs: [1, 2] },
      { to: "kubernetes", claim: "shared", tasks: 2, workers: 1, dryRun: true, where: ["epochs<2"] },
    ],
    known: [1, 3],
  },
  submitClaims: {
    call: queue.submitClaims,
    given: [
      `${stored}-claims-submitted`,
      { to: "kubernetes", claim: "shared", tasks: 2, replicas: 32, draws: 3, data: ["vee"], dryRun: true },
    ],
    known: [1],
  },
  workFrom: {
    // Without options it would look for a server.
    call: (address: never, given: object) => queue.workFrom(address, isEmpty(given) ? { signal } : given),
    given: [
      "redis://127.0.0.1:1",
      {
        ...{
          backend: "simd",
          pool,
          folder: stored,
          data: { path: "x.csv" },
          queue: "exports",
          untilDone: true,
          signal,
        },
        ...{ lease: 1, deadline: 0, metrics: "0", finish: callback, finishClaims: callback, onEvent: callback },
      },
    ],
    known: [1],
    runs: 50,
  },
  sweep: {
    call: sweptBy,
    given: [
      study,
      { epochs: [1, 2], hidden: [[2], [3]] },
      { ...options, zip: [["epochs", "hidden"]], where: ["epochs<3"], baseline: "epochs=1" },
    ],
    known: [0, 2],
  },
  sweepInto: {
    call: sweptInto,
    given: [
      `${stored}-swept`,
      study,
      { epochs: [1, 2], hidden: [[2], [3]] },
      { ...options, zip: [["epochs", "hidden"]], where: ["epochs<3"], baseline: "epochs=1", replace: false },
    ],
    known: [1, 3],
  },
  claimsInto: {
    call: (folder: unknown, given: object) =>
      store.claimsInto(below(folder) as never, isEmpty(given) ? { signal } : given),
    given: [
      `${stored}-claims`,
      {
        ...options,
        replicas: 32,
        draws: 3,
        seed: 0,
        data: ["vee"],
        signal,
        shard: { index: 1, of: 2 },
        replace: true,
        onFound: callback,
      },
    ],
    known: [1],
  },
  sweepTable: { call: sweeps.sweepTable, given: [swept, ["accuracy"]], known: [], runs: 100 },
  attribute: {
    call: attributing.attribute,
    given: [
      study,
      { ...options, factors: ["init", "shuffle"], levels: { init: 2 }, budget: 16, onMeasuring: callback },
    ],
    known: [0, 1],
  },
  attributeInto: {
    call: (folder: unknown, ...rest: never[]) => store.attributeInto(below(folder) as never, ...rest),
    given: [
      `${stored}-attributed`,
      study,
      { ...options, factors: ["init", "shuffle"], levels: { init: 2 }, budget: 16, replace: false },
    ],
    known: [1, 2],
  },
  power: {
    call: furthering.power,
    given: [
      {
        predictions: [
          [0.1, 0.4],
          [0.3, 0.2],
          [0.7, 0.9],
        ],
      },
      null,
      { measure: "churn", ratio: 2, paired: false },
    ],
    known: [2],
    runs: 100,
  },
  measureFurther: {
    call: furthering.measureFurther,
    given: [predicted, { measures: ["kappa", "auc"], alpha: 2, perClass: true }],
    known: [1],
    runs: 100,
  },
  experiment: {
    call: (name: string, given: object) => experimenting.experiment(name, isEmpty(given) ? { signal } : given),
    given: ["boubdir-2023", { ...options, replicas: 40, seed: 0, nullOf: "E1", signal }],
    known: [1],
  },
  explain: {
    call: explaining.explain,
    given: [study, { ...options, examples: 1, neighbours: 1, side: 2, twins: false }],
    known: [0, 1],
  },
  attributionCsv: { call: attributing.attributionCsv, given: [shares], known: [], runs: 100 },
  storeStatus: { call: store.storeStatus, given: [proved], known: [] },
  verifyStore: {
    call: store.verifyStore,
    given: [proved, { ...options, parts: ["0-1"] }],
    known: [1],
  },
  "trainer.advance": { call: trainer.advance, given: [1], known: [] },
  "trainer.predict": { call: trainer.predict, given: [[[1, 2], Float32Array.of(3, 4)]], known: [] },
  "trainer.truth": { call: trainer.truth, given: [[[1, 2], Float32Array.of(3, 4)]], known: [] },
  "trainer.measure": { call: trainer.measure, given: [["churn"]], known: [] },
  "trainer.resume": { call: trainer.resume, given: [trainer.checkpoint()], known: [] },
};

/** What asks for nothing: there is nothing to refuse. */
const WITHOUT = ["parameters", "losses", "diverged", "evaluate", "fingerprint", "checkpoint"];

test("every export has a case", () => {
  const functions = (of: object) =>
    Object.entries(of).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
  const classes = ["DivergedError", "InputError"];
  const asked = functions(trainer).filter((name) => !WITHOUT.includes(name));
  const exported = [sdk, relaxed, bisecting, store, queue, sweeps, attributing, furthering, experimenting, explaining]
    .flatMap(functions)
    .filter((name) => !classes.includes(name));
  expect(Object.keys(CASES).sort()).toEqual([...exported, ...asked.map((name) => `trainer.${name}`)].sort());
});

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}
const trap = (): never => {
  throw OWN;
};
const trapped = (target: object) =>
  new Proxy(target, { get: trap, ownKeys: trap, getOwnPropertyDescriptor: trap, getPrototypeOf: trap, has: trap });
function cycle(): object {
  const one: Record<string, unknown> = {};
  one.self = one;
  return one;
}
const deep = (): unknown => Array.from({ length: 5000 }).reduce<unknown>((inner) => [inner], 4);

/** Made anew for each call. */
const VALUES: (() => unknown)[] = [
  ...[undefined, null, true, false, 0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 2 ** 53, 1e300, 5e-324, 10n],
  ...["", "x", "__proto__", "constructor", "NaN", "\0", "\ud800", "x".repeat(1e5), Symbol("x"), callback, trap],
  ...[Object(4), Object("vee"), /x/, Promise.resolve(4), new Map([["workers", 4]]), new Date(NaN), new Error("x")],
  ...[new Uint8Array(4), BigInt64Array.of(1n), new DataView(new ArrayBuffer(8)), new Float32Array(0), deep()],
]
  .map((value) => () => value)
  .concat([
    () => [],
    () => [1, , 2],
    () => new Array(3),
    () => [NaN],
    () => [null],
    () => [[]],
    () => ({}),
    () => Object.create(null),
    () => JSON.parse('{ "__proto__": { "workers": 4 } }'),
    () => ({ name: "__proto__" }),
    () => ({ length: -1 }),
    () => ({ toString: trap, toJSON: trap, valueOf: trap }),
    cycle,
    () => revoked({}),
    () => revoked([]),
    () => trapped({}),
    () => trapped([]),
    () => new Proxy({}, {}),
    () => new Proxy([], {}),
  ]);

const NAMES = [
  "colour",
  "worker s",
  "replica",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "then",
  "0",
  "",
];

type Fault =
  | { is: "value"; value: () => unknown }
  | { is: "field"; name: string }
  | { is: "getter" | "symbol" | "missing" | "revoked" | "trapped" | "proxy" };

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...VALUES).map((value) => ({ is: "value" as const, value })) },
  {
    weight: 3,
    arbitrary: fc.oneof(fc.constantFrom(...NAMES), fc.string()).map((name) => ({ is: "field" as const, name })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("getter", "symbol", "missing", "revoked", "trapped", "proxy")
      .map((is) => ({ is }) as Fault),
  },
);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
/** A list, or an object that has no class. */
function isPlain(value: unknown): value is Record<string, unknown> {
  try {
    return isObject(value) && (Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value)));
  } catch {
    return false;
  }
}

/** A copy of the arguments with the fault at the place to which the numbers lead, and whether it is a new field. */
function faulty(
  given: readonly unknown[],
  way: readonly number[],
  fault: Fault,
): { given: unknown[]; adds: boolean; at: string } {
  let adds = false;
  let at = "";
  function put(value: unknown, [turn, ...rest]: readonly number[]): unknown {
    const keys = isPlain(value) ? Object.keys(value) : [];
    // A field is put into an object, whichever is the last on the way.
    const into = fault.is === "field" && !(rest.length > 0 && keys.some((key) => isPlain((value as never)[key])));
    if (turn === undefined || keys.length === 0 || (into && !Array.isArray(value))) return broken(value);
    const inner = fault.is === "field" ? keys.filter((key) => isPlain((value as never)[key])) : keys;
    if (inner.length === 0) return broken(value);
    const key = inner[turn % inner.length]!;
    at += `.${key}`;
    const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
    const own = (copy as Record<string, unknown>)[key];
    if (rest.length === 0 && fault.is === "missing") delete (copy as Record<string, unknown>)[key];
    else if (rest.length === 0 && fault.is === "getter")
      Object.defineProperty(copy, key, { get: trap, enumerable: true });
    else (copy as Record<string, unknown>)[key] = put(own, rest);
    return copy;
  }
  function broken(value: unknown): unknown {
    switch (fault.is) {
      case "value":
        return fault.value();
      case "field":
        if (!isPlain(value) || Array.isArray(value) || Object.hasOwn(value, fault.name)) return value;
        adds = true;
        return Object.defineProperty({ ...value }, fault.name, { value: 4, enumerable: true });
      case "getter":
      case "trapped":
        return isObject(value) ? trapped(value) : trapped({});
      case "symbol":
        return isPlain(value)
          ? Object.assign(Array.isArray(value) ? [...value] : { ...value }, { [Symbol("x")]: 4 })
          : value;
      case "missing":
        return undefined;
      case "revoked":
        return revoked(isObject(value) ? value : {});
      case "proxy":
        return isPlain(value) ? new Proxy(value, {}) : value;
    }
  }
  const [first = 0, ...rest] = way;
  const which = first % given.length;
  at = String(which);
  return { given: given.map((value, i) => (i === which ? put(value, rest) : value)), adds, at };
}

/** "taken", or what the call was refused with. Anything else is thrown. */
async function answer(call: Case["call"], given: unknown[]): Promise<"taken" | InputError> {
  let late: ReturnType<typeof setTimeout>;
  const hang = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error("it hangs")), 20_000);
  });
  try {
    await Promise.race([(async () => call(...(given as never[])))(), hang]);
    return "taken";
  } catch (error) {
    if (error instanceof InputError) return error;
    if (error === OWN || error === CHECKED || error instanceof DivergedError) return "taken";
    throw error;
  } finally {
    clearTimeout(late!);
  }
}

describe.each(Object.entries(CASES))("%s", (_, { call, given, known, runs = 200 }) => {
  test("takes what it is given here", async () => {
    expect(await answer(call, [...given])).toBe("taken");
  });

  test("whatever it is given, answers or refuses", async () => {
    const way = fc.array(fc.nat(40), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(way, fault, async (way, fault) => {
        const { given: faults, adds, at } = faulty(given, way, fault);
        const said = await answer(call, faults);
        if (said !== "taken") {
          expect(said.message).not.toMatch(/Invalid |received |Cannot read|is not a function|is not iterable/);
          expect(said.path, at).not.toBe("");
        }
        if (adds && known.includes(Number(at[0])))
          expect(said, `${at} with ${JSON.stringify(fault)}`).toBeInstanceOf(InputError);
      }),
      { numRuns: runs },
    );
  });
});
