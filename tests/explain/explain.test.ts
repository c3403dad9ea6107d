/** The same bits however they are computed; results that answer again or are trained again; what is refused. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type ExplainOptions, explain } from "../../src/explain/explain.js";
import type { Explanation } from "../../src/explain/explanation.js";
import { sha256, toHex } from "../../src/host/sha256.js";
import { toJson } from "../../src/run/json.js";
import type { RunResult } from "../../src/run/result.js";
import { run } from "../../src/run/run.js";
import { refusal } from "../refusal.js";

const STUDY = { data: { name: "vee", train: 60, test: 20 }, hidden: [4], replicas: 6 } as const;
const options = { side: 4, examples: 3, neighbours: 2 } as const;
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

let result: RunResult;
let found: Explanation;
beforeAll(async () => {
  result = await run(STUDY, { workers: 0 });
  found = await explain(STUDY, { ...options, workers: 0 });
});

describe("the same bits", () => {
  test.each([{ backend: "scalar" }, { backend: "reference" }, { workers: 2 }] satisfies ExplainOptions[])(
    "with %j",
    async (how) => {
      expect(await explain(STUDY, { ...options, workers: 0, ...how })).toEqual(found);
    },
  );

  test.each([["parameters"], []] as const)("of a result with %s, in its JSON", async (...parts) => {
    expect(await explain(json(toJson(result, [...parts])), { ...options, workers: 0 })).toEqual(found);
  });

  test("of a result as run resolves to it, which trains nothing but twins", async () => {
    const told: number[] = [];
    const onProgress = ({ total }: { total: number }) => told.push(total);
    expect(await explain(result, { ...options, workers: 0, twins: false, onProgress })).toEqual({
      ...found,
      twins: null,
      fingerprint: expect.not.stringContaining(found.fingerprint),
    });
    expect(told).toEqual([]);
  });

  test("its JSON has all of it", () => {
    expect(json(found)).toEqual(found);
  });

  test("the fingerprint is of the result, the data and every number", () => {
    const { columns, predictionDifference, churn, differing, explained, maps, twins } = found;
    const numbers = { columns, predictionDifference, churn, differing, explained, maps, twins };
    const text = JSON.stringify([result.fingerprint, result.data.sha256, numbers]);
    expect(found.fingerprint).toBe(toHex(sha256(new TextEncoder().encode(text))));
    expect([found.resultFingerprint, found.study]).toEqual([result.fingerprint, result.study]);
  });
});

test("of many replicas in lanes, and of one group that is not full, networks answer as they did", async () => {
  const wide = { ...STUDY, replicas: 21 } as const;
  const all = await run(wide, { workers: 0 });
  const quick = { ...options, workers: 0, twins: false } as const;
  expect(await explain(all, quick)).toEqual(await explain(wide, quick));
});

describe("refused", () => {
  const refused = (given: unknown, how: ExplainOptions = {}) =>
    expect(explain(given as never, { workers: 0, ...how })).rejects;

  test("one replica, of a study and of a result", async () => {
    const one = refusal("wrong-value", "study.replicas", "1", {
      expected: "2 or more",
      remedy: /nothing to disagree with/,
    });
    await refused({ ...STUDY, replicas: 1 }).toEqual(one);
    await refused(await run({ ...STUDY, replicas: 1 }, { workers: 0 })).toEqual(one);
  });

  test("options that are none", async () => {
    await refused(STUDY, { side: 1 }).toEqual(refusal("wrong-value", "options.side", "1"));
    await refused(STUDY, { side: 513 }).toEqual(refusal("wrong-value", "options.side", "513"));
    await refused(STUDY, { examples: -1 }).toEqual(refusal("wrong-value", "options.examples", "-1"));
    await refused(STUDY, { neighbours: 1001 }).toEqual(refusal("wrong-value", "options.neighbours", "1001"));
    await refused(STUDY, { twin: true } as never).toEqual(refusal("unknown-field", "options", "twin"));
    await refused(STUDY, { trail: true } as never).toEqual(refusal("misplaced-field", "options.trail", "true"));
  });

  test("data beside a study, and a result whose file is not given, or is another", async () => {
    const text = "a,b,label\n1,2,no\n3,1,yes\n2,2,no\n1,1,yes\n4,2,no\n";
    await refused(STUDY, { data: { text } }).toEqual(refusal("misplaced-field", "options.data"));
    const study = { data: { name: "file", path: "examples/data/iris.csv" }, replicas: 2, epochs: 1 } as const;
    const trained = json(toJson(await run(study, { workers: 0 }), ["parameters"]));
    await refused(trained).toEqual(refusal("wrong-value", "options.data", "none"));
    const other = readFileSync("examples/data/iris.csv", "utf8").replace("5.1", "5.2");
    await refused(trained, { data: { text: other } }).toEqual(
      refusal("wrong-value", "options.data", "one that gives other data"),
    );
    const right = { data: { path: "examples/data/iris.csv" }, workers: 0, twins: false };
    const { parameters: _, ...without } = trained;
    expect(await explain(trained, right)).toEqual(await explain(without, right));
  });

  test("a result whose parameters or fingerprint are others", async () => {
    const claimed = json(toJson(result, ["parameters"]));
    const moved = structuredClone(claimed);
    moved.parameters[1][0] += 1;
    await refused(moved).toEqual(refusal("wrong-value", "result.parameters[1]"));
    await refused({ ...claimed, fingerprint: "0".repeat(64) }).toThrow(/give other bits: fingerprint [0-9a-f]{64}/);
    const { parameters: _, ...without } = claimed;
    await refused({ ...without, fingerprint: "0".repeat(64) }).toThrow(/trained again and has other bits/);
    const fewer = { ...claimed, study: { ...claimed.study, replicas: 7 } };
    await refused(fewer).toEqual(refusal("wrong-value", "result.replicas", "6", { expected: "7, as the study has" }));
    const wider = { ...claimed, study: { ...claimed.study, hidden: [5] } };
    await refused(wider).toEqual(refusal("wrong-value", "result.parameters[0]", "17"));
  });

  test("an abort ends it with its reason", async () => {
    const reason = new Error("enough");
    await refused(STUDY, { signal: AbortSignal.abort(reason) }).toBe(reason);
    const later = new AbortController();
    const onProgress = () => later.abort(reason);
    await refused({ ...STUDY, epochs: 20_000, replicas: 2 }, { signal: later.signal, onProgress, side: 0 }).toBe(
      reason,
    );
  });
});
