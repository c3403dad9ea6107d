/** The experiment on inexact oracles, with few replicas; its rules on invented evidence; its null worlds. */
import { beforeAll, describe, expect, test } from "vitest";
import { ahn2022, type OracleFound, oracleQuantities, squaresOff } from "../../src/experiments/ahn-2022.js";
import { DIRECTIONS, deviationOf, ORACLES } from "../../src/experiments/convex-bed.js";
import type { ExperimentResult } from "../../src/experiments/experiment.js";
import { lineVerdict } from "../../src/experiments/rule.js";
import { experiment } from "../../src/experiments/run-experiment.js";

const NAME = "ahn-2022";
let found: ExperimentResult;
beforeAll(async () => {
  found = await experiment(NAME, { replicas: 4, workers: 0 });
});

test("each verdict follows from the numbers beside it", () => {
  for (const { verdict, quantities } of JSON.parse(JSON.stringify(found)).lines)
    expect(lineVerdict(quantities)).toBe(verdict);
  expect(found.lines.map(({ id }) => id)).toEqual(["A1", "A2", "A3", "A4", "A5", "A6"]);
  expect(found.fingerprint).toBe("705760d27bfb5dfa00d167a02ebc3d105d80b95af276a7745207b92001e2859c");
});

test("deviations are near their closed forms at every point, and every run has its accuracy", () => {
  for (const [, epsilon, , deviation, closed, , excess] of found.tables[0]!.rows.map((row) => row.map(Number))) {
    expect(Math.abs(Math.log(deviation! / closed!))).toBeLessThan(0.5);
    expect(excess!).toBeLessThan(epsilon!);
  }
});

test("methods stop at the same accuracy, momentum after fewer steps", () => {
  const rows = found.tables[1]!.rows.filter(([, oracle]) => oracle === "start").map((row) => row.map(Number));
  expect(rows.map(([, , steps]) => steps)).toEqual([512, 65, 55, 522, 55]);
  const excesses = rows.map((row) => row[4]!);
  expect(Math.max(...excesses) / Math.min(...excesses)).toBeLessThan(1.5);
});

test("squares off the mean: half the mean squared distance of pairs", () => {
  const points = [3, -1, 4].map((value) => Float32Array.from({ length: DIRECTIONS }, (_, p) => (p < 2 ? value : 1)));
  const off = squaresOff(points);
  let pairs = 0;
  for (const [a, b] of [
    [3, -1],
    [3, 4],
    [-1, 4],
  ] as const)
    pairs += (2 * (a - b) ** 2) / 3;
  expect((2 * off.reduce((sum, square) => sum + square, 0)) / 2).toBeCloseTo(pairs, 10);
});

describe("rules on invented evidence", () => {
  const METHODS = ["gradient descent", "momentum", "Nesterov", "gradient descent, pulled", "Nesterov, pulled"] as const;
  type World = {
    deviation?: (point: Omit<OracleFound, "off" | "excess">) => number;
    spread?: number;
    accuracy?: number;
    steps?: number;
    nullOf?: string;
  };
  /** Evidence whose deviations are those of a function, but for chance of some size. */
  const verdicts = ({ deviation = closed, spread = 0.01, accuracy = 0.5, steps = 50, nullOf }: World) => {
    const grid = ORACLES.flatMap((oracle) =>
      [-12, -10, -8].flatMap((d) =>
        [-5, -7, -9].flatMap((e) =>
          (oracle === "stochastic" ? [512, 1024] : [2 ** -e]).map((T) => ({
            oracle,
            delta: 2 ** d,
            epsilon: 2 ** e,
            steps: T,
            rate: oracle === "stochastic" ? 1 / (2 * 2 ** e * T) : 0.5,
            method: null,
          })),
        ),
      ),
    );
    const compared = (["start", "gradient"] as const).flatMap((oracle) =>
      METHODS.map((method) => ({
        oracle,
        delta: 2 ** -10,
        epsilon: 2 ** -9,
        steps: method.startsWith("gradient") ? 512 : steps,
        rate: 0.5,
        method,
      })),
    );
    const all = [...grid, ...compared].map((point): OracleFound => {
      const each = (deviation(point) * 7) / 16;
      const off = Float64Array.from([-1.4, -1, -0.6, -0.2, 0.2, 0.6, 1, 1.4], (z) => each * (1 + spread * z));
      return { ...point, off, excess: accuracy * point.epsilon };
    });
    const quantities = oracleQuantities(all, nullOf ?? null, "8 replicas");
    return Object.fromEntries(Object.entries(quantities).map(([id, each]) => [id, lineVerdict(each)]));
  };
  const closed = (point: Omit<OracleFound, "off" | "excess">) =>
    deviationOf(point.oracle, point.method === null ? point : { ...point, steps: 512 });

  test("a world in which every claim is true", () => {
    expect(Object.values(verdicts({}))).toEqual(Array(6).fill("holds"));
  });

  test("a world in which deviations are of another order", () => {
    const found = verdicts({
      deviation: (point) => (closed(point) * point.delta) / (point.method?.includes("Nesterov") ? 4 : 1),
      steps: 600,
    });
    expect(Object.values(found)).toEqual(Array(6).fill("does not hold"));
  });

  test("a world in which chance is as large as what is asked", () => {
    const deviation = (point: Omit<OracleFound, "off" | "excess">) =>
      (closed(point) * (1 + 0.1 * Math.log2(point.delta * 1024) * 0.03)) / (point.method === null ? 1 : 1.02);
    const { A6, ...found } = verdicts({ deviation, spread: 0.7 });
    expect([...Object.values(found), A6]).toEqual(Array(6).fill("not resolved"));
  });

  test("runs that have not the accuracy do not count", () => {
    const { A1, A2, A3, A4 } = verdicts({ accuracy: 1.1 });
    expect([A1, A2, A3, A4]).toEqual(["does not hold", "does not hold", "does not hold", "holds"]);
  });

  test("each slope alone is enough for a line to fail", () => {
    const bent = (power: (point: Omit<OracleFound, "off" | "excess">) => number) =>
      verdicts({ deviation: (point) => closed(point) * power(point) });
    expect(bent(({ delta }) => delta ** 0.1)).toMatchObject({
      A1: "does not hold",
      A2: "does not hold",
      A3: "does not hold",
    });
    expect(bent(({ epsilon }) => epsilon ** 0.1)).toMatchObject({ A1: "does not hold", A2: "does not hold" });
    expect(bent(({ steps, oracle }) => (oracle === "stochastic" ? steps ** 0.2 : 1))).toMatchObject({
      A1: "holds",
      A2: "holds",
      A3: "does not hold",
    });
  });

  test("null worlds that are another theory, or another method", () => {
    expect(verdicts({ nullOf: "A4" })).toMatchObject({ A3: "holds", A4: "does not hold" });
    expect(verdicts({ nullOf: "A6" })).toMatchObject({ A5: "holds", A6: "does not hold" });
  });
});

test.each(["A1", "A5"])("where %s is false, its rule does not say that it holds", async (id) => {
  const result = await experiment(NAME, { replicas: 4, workers: 0, nullOf: id });
  const line = (of: ExperimentResult, own: string) => of.lines.find((each) => each.id === own)!;
  expect(line(result, id).verdict).toBe("does not hold");
  expect(line(result, "A3")).toEqual(line(found, "A3"));
  expect(ahn2022.lines.find((each) => each.id === id)!.nullWorld).not.toBeNull();
});
