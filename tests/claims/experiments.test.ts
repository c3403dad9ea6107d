/** The experiments with trials that train nothing: each summary follows from the study that is asked for. */
import { expect, test } from "vitest";
import { plansOf, sizesOf } from "../../src/claims/arms.js";
import { EXPERIMENTS, type ExperimentContext } from "../../src/claims/experiments.js";
import { crossedDistances } from "../../src/measure/crossed.js";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { uniforms } from "../measure/slowly.js";

const EXAMPLES = 6000;
const sizes = sizesOf(64);

interface Asked {
  activation?: string | { name: string };
  optimizer?: { learningRate: number };
  replicas?: number;
}

/** Excess by rate, where it is tuned: .3 is best, and at 1 a replica diverges. */
const EXCESS: Record<number, number | null> = { 0.03: 0.3, 0.1: 0.2, 0.3: 0.1, 1: null };

function predictions(replicas: number): Predictions {
  const uniform = uniforms(replicas);
  return {
    values: Float32Array.from({ length: replicas * 3 }, uniform),
    replicas,
    examples: 3,
    columns: 1,
    kind: "probability",
  };
}

const excessKept = ({ activation }: Asked): number =>
  activation === "tanh" ? 0.1 : activation === "relu" ? 0.01 : 0.012;

const trials = {
  async train({ study }: { study: Asked }, { name }: { name: string }) {
    const shared = {
      study: { ...study, seed: 0, seeds: { data: 0 }, optimizer: study.optimizer ?? { learningRate: 0.1 } },
      fingerprint: "00".repeat(32),
      distinct: 2,
      learnable: 0.16,
      loss: 0.5,
      excess: 0.02,
      failed: null,
    };
    if (name === "tuning") return EXCESS[study.optimizer!.learningRate];
    if (name.startsWith("grid")) {
      const side = Number(name.slice(5));
      const grid = crossedDistances(predictions(side * side), side, side);
      return { ...shared, distances: grid, churn: grid };
    }
    const members = Array.from({ length: study.replicas! }, (_, replica) => replica);
    const all = { members, ...pairwiseDistances(predictions(members.length)) };
    return {
      ...shared,
      replicas: members.length,
      kept: members.length,
      excessKept: excessKept(study),
      all,
      keptOnly: all,
      churn: all.value,
      gradientNorm: null,
    };
  },
};

const context = {
  trials,
  sizes,
  learnable: () => 0.16,
  margin: Math.log(1.1),
  floor: 0.01,
  worlds: { main: { data: [1, 2], replicas: [3, 4] }, tuning: { data: [5, 6], replicas: [7, 8] } },
} as unknown as ExperimentContext;
const plans = plansOf(sizes, EXAMPLES);

test("each arm is trained at the rate of the least mean excess; one at which a replica diverges is out", async () => {
  const { arms } = await EXPERIMENTS.C4(context, plans.C4);
  expect(arms.map((arm) => arm.learningRate)).toEqual(arms.map(() => 0.3));
});

test("only arms that match in loss are compared, the later against the earlier", async () => {
  const { arms, contrasts } = await EXPERIMENTS.C4(context, plans.C4);
  expect(arms.filter((arm) => !arm.matched).map((arm) => arm.name)).toEqual(["tanh"]);
  const matched = arms.filter((arm) => arm.matched).map((arm) => arm.name);
  expect(contrasts.map(({ a, b }) => [a, b])).toEqual(
    matched.flatMap((b, index) => matched.slice(index + 1).map((a) => [a, b])),
  );
  expect(contrasts.every(({ decides, replicas }) => decides && replicas === "kept")).toBe(true);
});

test.each(["C2", "C3"] as const)(
  "%s is decided by its headline, the first setting of the grid; the others are shown",
  async (id) => {
    const { contrasts, headline } = await EXPERIMENTS[id](context, plans[id]);
    const windows = contrasts.filter(({ a }) => a.startsWith("window"));
    const settings = contrasts.filter(({ a }) => !a.startsWith("window"));
    expect(settings.map(({ decides }) => decides)).toEqual([true, false, false, false]);
    expect(settings[0]).toMatchObject({
      a: "init and order (1 epoch)",
      b: id === "C2" ? "order, same init (1 epoch)" : "init, same order (1 epoch)",
    });
    expect(windows.map(({ a, b, decides }) => [a, b, decides])).toEqual(
      id === "C2" ? [] : [["window 6000", "window 2", true]],
    );
    expect(headline).toContain("1 epoch");
  },
);
