import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MEASURE_SINCE } from "../../src/measure/names.js";
import { ADDED } from "../../src/run/claimed.js";
import { differences } from "../../src/run/differences.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { type Claimed, verify } from "../../src/run/verify.js";
import { STATISTICS_VERSION } from "../../src/statistics/estimate.js";
import { InputError, type Refusal } from "../../src/study/errors.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";
import { type Tampering, tamperings } from "../tampering.js";
import { older } from "./older.js";

const study = {
  data: { name: "vee", train: 40, test: 10 },
  hidden: [3],
  batchSize: 8,
  epochs: 3,
  replicas: 5,
} satisfies StudyInput;
const asWhole = async (input: StudyInput) =>
  toJson(await run(input, { workers: 0, trail: true }), ["parameters", "predictions", "logits"]);
const whole = JSON.stringify(await asWhole(study));
/**
 * Without a part a result is what is made where nobody asks for it, without a field that came later what an earlier
 * release made: honest.
 */
const isTampering = ({ at, kind }: Tampering) =>
  !(
    kind === "deleted" &&
    ["parameters", "predictions", "logits", ...ADDED.filter((path) => path !== "statistics")].includes(at)
  );
const isKey = (kind: Tampering["kind"]) => kind === "added" || kind === "deleted";

async function claimed(trail = false): Promise<Claimed> {
  return JSON.parse(JSON.stringify(toJson(await run(study, { workers: 0, trail })))) as Claimed;
}

/**
 * What verify says of a result: "same", the difference, or the error that refuses it. Anything else that it throws
 * fails the test.
 */
async function verdict(result: Claimed): Promise<unknown> {
  try {
    const { same, message } = await verify(result, { workers: 0 });
    return same ? "same" : message;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "DivergedError") return message;
    expect(error instanceof InputError, String((error as Error).stack)).toBe(true);
    return error;
  }
}

describe("verify", () => {
  test("an honest result, through JSON, with another backend", async () => {
    const result = await claimed();
    const verification = await verify(result, { workers: 0 });
    expect(verification).toMatchObject({ same: true, backend: "scalar", fingerprint: result.fingerprint });
    expect((await verify(result, { workers: 0, backend: "reference" })).same).toBe(true);
  });

  test("it says what is the same, and what was not compared", async () => {
    const result = await claimed();
    const { message, notCompared, result: again } = await verify(result, { workers: 0 });
    expect(notCompared).toEqual(["host, which is what the result says of itself"]);
    expect(message).toBe(
      `every bit of the 5 replicas' parameters, the test logits and 13 measures is the same: fingerprint ${result.fingerprint}, trained again with the scalar backend. Not compared: ${notCompared[0]!}.`,
    );
    expect(again.fingerprint).toBe(result.fingerprint);
    const one = JSON.parse(JSON.stringify(toJson(await run({ ...study, replicas: 1 }, { workers: 0 })))) as Claimed;
    expect((await verify(one, { workers: 0 })).message).toMatch(
      /^every bit of the replica's parameters, the test logits and 13 measures is the same: /,
    );
  });

  test("a result that never was JSON: -0 and NaN are what JSON makes of them", async () => {
    const plain = toJson(await run({ ...study, vary: [] }, { workers: 0, trail: true }), [
      "parameters",
      "predictions",
      "logits",
    ]) as Claimed;
    expect((await verify(plain, { workers: 0 })).same).toBe(true);
  });

  test("a forged replica is named", async () => {
    const result = await claimed();
    result.replicas[3]!.fingerprint = "0".repeat(64);
    const { same, message } = await verify(result, { workers: 0 });
    expect(same).toBe(false);
    expect(message).toMatch(/^fingerprints differ at replica 3: scalar [0-9a-f]{16}, claimed 0{16}\.$/);
  });

  test("with a trail the interval of steps is named", async () => {
    const result = await claimed(true);
    result.replicas[1]!.fingerprint = "0".repeat(64);
    result.replicas[1]!.trail!.fill("00000000", 4);
    const { message } = await verify(result, { workers: 0 });
    expect(message).toMatch(
      /^fingerprints differ at replica 1, after step 3 and up to step 4: scalar [0-9a-f]{8}, claimed 00000000\.$/,
    );
  });

  test.each<[name: string, change: (result: any) => void, says: string | RegExp | Refusal]>([
    ["the study's fingerprint", (result) => (result.fingerprint = "1".repeat(64)), /but not the fingerprint/],
    ["a loss", (result) => (result.replicas[2].loss = 0.5), /but not replicas\[2\]\.loss/],
    ["a measure", (result) => (result.measures.churn.high = 0.9), /but not measures\.churn\.high: /],
    [
      "a measure that is not there",
      (result) => delete result.measures.churn,
      /but not measures\.churn: \{.*, claimed nothing\.$/,
    ],
    ["all measures", (result) => delete result.measures, refusal("wrong-type", "result", "no measures")],
    [
      "a measure a second time, as results of 0.1.0 had it",
      (result) => (result.churn = result.measures.churn),
      refusal("unknown-field", "result", "churn"),
    ],
    ["ties", (result) => (result.ties = 7), /but not ties: 0, claimed 7\.$/],
    ["data", (result) => (result.data.test = 11), /but not data\.test: 10, claimed 11\.$/],
    ["the data themselves", (result) => (result.data.sha256 = "f".repeat(64)), /^the data differ: sha256 /],
    ["a replica that is left out", (result) => result.replicas.pop(), "the study has 5 replicas, the result 4."],
    [
      "a field of the study that is left out",
      (result) => delete result.study.shuffleForm,
      /but not study\.shuffleForm: "buffer", claimed nothing\.$/,
    ],
    ["a field that nobody knows", (result) => (result.extra = 1), refusal("unknown-field", "result", "extra")],
    [
      "a field that is almost one",
      (result) => (result.measure = 1),
      refusal("unknown-field", "result", "measure", { remedy: 'Did you mean "measures"?' }),
    ],
    [
      "a field of every object",
      (result) => Object.defineProperty(result, "__proto__", { value: 1, enumerable: true }),
      refusal("unknown-field", "result", "__proto__"),
    ],
    [
      "a field inside a measure",
      (result) => (result.measures.loss.note = "best"),
      /but not measures\.loss\.note: nothing, claimed "best"\.$/,
    ],
    ["no host", (result) => delete result.host, refusal("wrong-type", "result", "no host")],
    ["a host of other things", (result) => (result.host.cpu = "fast"), refusal("unknown-field", "result.host", "cpu")],
    [
      "a host without a field",
      (result) => delete result.host.workers,
      refusal("wrong-type", "result.host", "no workers"),
    ],
    [
      "newer statistics",
      (result) => (result.statistics = STATISTICS_VERSION + 1),
      refusal("wrong-value", "result.statistics", String(STATISTICS_VERSION + 1), {
        expected: new RegExp(`1 to ${STATISTICS_VERSION}$`),
        remedy: /newer/i,
      }),
    ],
    [
      "no statistics at all",
      (result) => (result.statistics = null),
      refusal("wrong-value", "result.statistics", "null", { expected: new RegExp(`1 to ${STATISTICS_VERSION}$`) }),
    ],
  ])("forged: %s", async (_, change, says) => {
    const result = await claimed();
    change(result);
    expect(await verdict(result)).toEqual(says instanceof RegExp ? expect.stringMatching(says) : says);
  });

  test("no word of a stranger's reaches a terminal as it is", async () => {
    const clear = "\u001b[2J";
    const places = new Set(
      tamperings(JSON.parse(whole))
        .map(({ at }) => at)
        .filter((at) => !/^(study|host|parameters|predictions|logits)\b/.test(at)),
    );
    for (const at of [...places].filter((at) => !/trail\.\d+$/.test(at) || at.startsWith("replicas.0."))) {
      const result = JSON.parse(whole) as Claimed;
      const place = at
        .split(".")
        .slice(0, -1)
        .reduce<Record<string, unknown>>((inside, key) => inside[key] as Record<string, unknown>, result);
      const key = at.split(".").at(-1)!;
      if (typeof place[key] !== "string") continue;
      place[key] = clear;
      expect(await verdict(result), at).not.toContain(clear);
    }
  });

  test("any leaf that is changed, any key that is missing or added, anywhere", async () => {
    // Of the host only the form is looked at: it says so itself.
    const tampering = tamperings(JSON.parse(whole))
      .filter(({ at, kind }) => isKey(kind) || !at.startsWith("host."))
      .filter(isTampering);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tampering), async ({ at, kind, apply }) => {
        const result = JSON.parse(whole) as Claimed;
        apply(result);
        const said = await verdict(result);
        // Another study may have the very same bits: a gain that is the same in f32, a learning rate that is never
        // reached.
        if (said === "same" && at.startsWith("study.") && !isKey(kind)) {
          const {
            host: _ours,
            study: _resolved,
            ...made
          } = JSON.parse(JSON.stringify(await asWhole(result.study))) as Claimed;
          expect(result).toMatchObject(made);
        } else expect(said, `${kind} ${at}`).not.toBe("same");
      }),
      { numRuns: 250 },
    );
    expect(await verdict(JSON.parse(whole) as Claimed)).toBe("same");
  });

  test("every key of every object but the long arrays, one after the other", async () => {
    const { parameters: _p, predictions: _r, logits: _l, ...short } = JSON.parse(whole) as Claimed;
    for (const replica of short.replicas as { trail?: unknown }[]) delete replica.trail;
    for (const { at, kind, apply } of tamperings(short)
      .filter(({ kind }) => isKey(kind))
      .filter(isTampering)) {
      const result = structuredClone(short) as unknown as Claimed;
      apply(result);
      expect(await verdict(result), `${kind} ${at}`).not.toBe("same");
    }
  });

  test("forged predictions, logits and parameters are named, and honest ones pass", async () => {
    const honest = JSON.parse(
      JSON.stringify(toJson(await run(study, { workers: 0 }), ["predictions", "logits", "parameters"])),
    ) as Claimed;
    expect((await verify(honest, { workers: 0 })).same).toBe(true);
    for (const part of ["predictions", "logits", "parameters"]) {
      const forged = structuredClone(honest);
      const first = (forged[part] as number[][][])[1]!;
      if (part === "parameters") (first as unknown as number[])[2] = 1;
      else first[2]![0] = 0.25;
      expect((await verify(forged, { workers: 0 })).message).toContain(`but not ${part}[1][2]`);
    }
  });

  test("what is no result, or of another contract, is refused", async () => {
    await expect(verify({} as Claimed)).rejects.toThrow(
      refusal("wrong-type", "result", "{}", { expected: /fingerprint/ }),
    );
    await expect(verify({ ...(await claimed()), bits: 7 })).rejects.toThrow(
      refusal("wrong-value", "result.bits", "7", { expected: /^1, / }),
    );
    const result = await claimed();
    await expect(verify({ ...result, host: { ...(result.host as object), backend: "cuda" } })).rejects.toThrow(
      refusal("wrong-value", "result.host.backend", '"cuda"'),
    );
    await expect(verify({ ...result, replicas: [null as never] })).rejects.toThrow(
      refusal("wrong-type", "result.replicas[0]", "null"),
    );
    await expect(verify((await run(study, { workers: 0 })) as never)).rejects.toThrow(
      refusal("wrong-type", "result.predictions", "a typed array"),
    );
    const cycle: Record<string, unknown> = { ...result };
    cycle.loss = cycle;
    await expect(verify(cycle as Claimed)).rejects.toThrow(
      refusal("wrong-type", "result", /written/, { expected: "the JSON of a run" }),
    );
  });
});

describe("a host with the name of an earlier release, kernels", () => {
  const renamed = (result: Claimed): Claimed => {
    const { backend, ...host } = result.host as Record<string, unknown>;
    return { ...result, host: { ...host, kernels: backend } };
  };

  test("proves the same, trained another way than it says", async () => {
    for (const options of [{}, { backend: "reference" as const }]) {
      for (const made of ["simd", "scalar"] as const) {
        const result = JSON.parse(JSON.stringify(toJson(await run(study, { workers: 0, backend: made })))) as Claimed;
        const [now, then] = [await verify(result, options), await verify(renamed(result), options)];
        expect([now.same, now.backend]).toEqual([true, options.backend ?? (made === "scalar" ? "simd" : "scalar")]);
        expect({ ...then, result: null }).toEqual({ ...now, result: null });
      }
    }
  });

  test("a changed result is still told from an honest one", async () => {
    const result = await claimed();
    result.fingerprint = result.fingerprint.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
    const { same, message } = await verify(renamed(result));
    expect(same).toBe(false);
    expect(message).toBe((await verify(result)).message);
  });

  test("both names, neither, and no backend are refused", async () => {
    const result = await claimed();
    const { backend, ...host } = result.host as Record<string, unknown>;
    const says = (host: unknown) => verify({ ...result, host }).then(String, (error: unknown) => error);
    expect(await says({ ...host, backend, kernels: backend })).toEqual(
      refusal("unknown-field", "result.host", "kernels", { remedy: 'Did you mean "backend"?' }),
    );
    expect(await says(host)).toEqual(refusal("wrong-type", "result.host", "no backend"));
    expect(await says({ ...host, kernels: "cuda" })).toEqual(refusal("wrong-value", "result.host.kernels", '"cuda"'));
  });
});

describe("a result of earlier statistics", () => {
  test("its bits and values are proved; its intervals are not, and it says so", async () => {
    const result = older(await claimed());
    for (const estimate of Object.values(result.measures as Record<string, { low: number | null; form: string }>))
      Object.assign(estimate, { low: 0.001, form: "as it was" });
    const { same, message, notCompared } = await verify(result, { workers: 0 });
    expect(same).toBe(true);
    expect(notCompared[0]).toBe(
      "the intervals and the forms of the measures, which statistics 1 made by other formulas than statistics 2",
    );
    expect(message).toMatch(
      /^every bit of the 5 replicas' parameters and the test logits is the same, and the values of 13 measures are: fingerprint /,
    );
    expect(message).toContain(` Not compared: ${notCompared[0]!}.`);
  });

  test("a value may differ in its last digits, and is named", async () => {
    const result = older(await claimed());
    const loss = (result.measures as { loss: { value: number } }).loss;
    loss.value *= 1 + 2e-15;
    const { same, notCompared } = await verify(result, { workers: 0 });
    expect({ same, rounded: notCompared[1] }).toEqual({
      same: true,
      rounded: "the last digits of measures.loss.value, which statistics 1 rounded otherwise",
    });
    loss.value *= 1 + 1e-8;
    expect(await verdict(result)).toMatch(/but not measures\.loss\.value/);
  });

  test("any other leaf that is changed, any key that is missing or added", async () => {
    const honest = older(JSON.parse(whole) as Claimed);
    const tampering = tamperings(honest)
      .filter(({ at, kind }) => isKey(kind) || !/^(host|study)\.|\.(low|high|form)$/.test(at))
      .filter(({ at, kind }) => kind !== "nudged" || !at.endsWith(".value"))
      // Earlier statistics may lack a measure that came later.
      .filter(({ at, kind }) => kind !== "deleted" || !Object.hasOwn(MEASURE_SINCE, at.replace("measures.", "")))
      .filter(isTampering);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tampering), async ({ at, kind, apply }) => {
        const result = structuredClone(honest);
        apply(result);
        expect(await verdict(result), `${kind} ${at}`).not.toBe("same");
      }),
      { numRuns: 100 },
    );
  });
});

describe("a result that names a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "doppelgrad-verify-"));
  const text = `a,b,label\n${Array.from({ length: 20 }, (_, n) => `${n % 7},${(n * n) % 5},${n % 2}`).join("\n")}\n`;
  const path = join(folder, "points.csv");
  writeFileSync(path, text);
  const made = async () =>
    JSON.parse(
      JSON.stringify(
        toJson(await run({ data: { name: "csv", path }, hidden: [2], epochs: 2, replicas: 3 }, { workers: 0 })),
      ),
    ) as Claimed & { study: { data: { path: string } } };

  test("opens nothing by itself", async () => {
    await expect(verify(await made(), { workers: 0 })).rejects.toThrow(
      refusal("wrong-value", "options.data", "none", { expected: "the file of the result, as { path } or { text }" }),
    );
  });

  test("is proved with the file or its text, wherever it is", async () => {
    const moved = await made();
    moved.study.data.path = "elsewhere.csv";
    for (const data of [{ path }, { text }]) {
      const { same, message } = await verify(moved, { workers: 0, data });
      expect(same).toBe(true);
      expect(message).toContain(
        `Not compared: study.data.path, for the data were read from ${"path" in data ? JSON.stringify(path).slice(0, 20) : "a text"}`,
      );
    }
    expect(await verify(moved, { workers: 0, data: { text: text.replace("3", "4") } })).toMatchObject({
      same: false,
      message: expect.stringMatching(/^the data differ: sha256 /) as string,
    });
  });

  test("is refused with a file that is none of its own, whose content is never said", async () => {
    const result = await made();
    const secret = "root:x:0:0:root:/root:/bin/sh";
    const files = [
      `${secret}\n${secret}\n`,
      `${secret},b,label\n1,${secret},2\n`,
      `a,b,label\n1,2,${secret}\n2,1,${secret}\n`,
      `"${secret}`,
      secret,
      "",
      `a\u0000,b\n${secret}\n`,
      `a,a,${secret}\n1,2,3\n`,
    ];
    for (const content of files) {
      const file = join(folder, "secret");
      writeFileSync(file, content);
      for (const change of [{}, { label: "nothing" }, { label: "b" }, { task: "regression" }, { delimiter: ":" }]) {
        Object.assign(result.study.data, { label: null, task: null, delimiter: null }, change);
        for (const data of [{ path: file }, { text: content }]) {
          const error: unknown = await verify(result, { workers: 0, data }).then(
            ({ message }) => message,
            (reason: unknown) => reason,
          );
          const { message, stack, cause } = error instanceof Error ? error : new Error(String(error));
          expect(`${message} ${stack} ${String(cause)}`).not.toMatch(/root|bin/);
        }
      }
    }
  });

  test("wants one file, and only where it names one", async () => {
    const result = await made();
    await expect(verify(result, { data: { path: join(folder, "absent") } })).rejects.toThrow(
      refusal("wrong-value", "options.data.path"),
    );
    await expect(verify(result, { data: { path: folder } })).rejects.toThrow(
      refusal("wrong-value", "options.data.path"),
    );
    for (const data of [{}, { path, text }, { file: path }, path, 4, null, { path: 4 }]) {
      await expect(verify(result, { data: data as never })).rejects.toThrow(
        refusal("wrong-type", "options.data", undefined, { expected: /bytes/ }),
      );
    }
    await expect(verify(await claimed(), { data: { path } })).rejects.toThrow(
      refusal("wrong-value", "options.data", undefined, { expected: /study/ }),
    );
  });
});

test("differences: every leaf, and every key that only one has", () => {
  expect([...differences({ a: 1, b: [1, 2], c: {} }, { a: 1, b: [1, 3, 4], d: null }, "")]).toEqual([
    { path: "b[1]", claimed: 2, computed: 3 },
    { path: "b[2]", claimed: undefined, computed: 4 },
    { path: "d", claimed: undefined, computed: null },
    { path: "c", claimed: {}, computed: undefined },
  ]);
  expect([...differences([], {}, "x")]).toHaveLength(1);
  expect([...differences({}, { valueOf: 1 }, "x")]).toEqual([{ path: "x.valueOf", claimed: undefined, computed: 1 }]);
  expect([...differences(JSON.parse('{"__proto__":1,"constructor":2}'), {}, "x")].map(({ path }) => path)).toEqual([
    "x.__proto__",
    "x.constructor",
  ]);
});
