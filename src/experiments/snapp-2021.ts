/**
 * The claims of Snapp, Shamir 2021 as an experiment: what it observes are the claims (src/claims/), which train, compare
 * and judge as `doppelgrad claims` does. Nothing is decided here.
 */
import type { Claim, Claims } from "../claims/claim.js";
import { claims } from "../claims/claims.js";
import { TITLES } from "../claims/experiments.js";
import { DEFAULT_FAMILIES } from "../claims/families.js";
import { exp64 } from "../reference/float64.js";
import type { Context, Experiment, JudgedLine, Line, Observed } from "./experiment.js";

async function* observe({ replicas, seed, data, pool, backend, signal }: Context): AsyncGenerator<number, Observed> {
  let share = 0;
  let hear = () => {};
  let isOver = false;
  let left: Error | null = null;
  const work = claims({
    ...{ replicas, seed, data, pool, backend },
    ...(signal && { signal }),
    onProgress({ done, total }) {
      if (left) throw left;
      share = done / total;
      hear();
    },
  });
  const end = work.then(
    () => void (isOver = true),
    () => void (isOver = true),
  );
  try {
    while (!isOver) {
      await Promise.race([end, new Promise<void>((resolve) => void (hear = resolve))]);
      yield share;
    }
  } catch (error) {
    // Who waited has gone: the claims end at their next progress.
    left = error as Error;
    await end;
    throw error;
  }
  return observedOf(await work);
}

/** What the engine shows of claims. */
export function observedOf(evidence: Claims): Observed {
  const arms = evidence.claims.flatMap((claim) => claim.arms.map((arm) => ({ claim, arm })));
  return {
    quantities: {},
    judged: { lines: evidence.claims.map(lineOf), evidence },
    shown: [],
    tables: [
      {
        title: "Ratios of prediction differences that decide",
        columns: ["claim", "data", "of", "over", "ratio", "low", "high"],
        rows: evidence.claims.flatMap(({ id, data, contrasts }) =>
          contrasts
            .filter(({ decides }) => decides)
            .map(({ a, b, estimate, low, high }) => [id, data, a, b, ...[estimate, low, high].map(ratioOf)]),
        ),
      },
      {
        title: "Arms: prediction difference of all replicas and of those kept, and mean excess over the truth in nats",
        columns: ["claim", "data", "arm", "replicas", "all", "kept", "excess"],
        rows: arms.map(({ claim: { id, data }, arm }) => [
          id,
          data,
          arm.name,
          arm.replicas,
          arm.predictionDifference.value,
          arm.predictionDifferenceKept?.value ?? null,
          arm.excess,
        ]),
      },
    ],
    figure: {
      title: "Prediction difference by the number of hidden units",
      x: "hidden units in one layer",
      y: "prediction difference of the kept replicas",
      series: evidence.claims.filter(({ id }) => id === "C5").map(bySize),
    },
    trained: arms.flatMap(({ claim, arm: { name, fingerprint, replicas } }) =>
      fingerprint === null ? [] : [{ name: `${nameOf(claim)}: ${name}`, fingerprint, replicas }],
    ),
  };
}

function ratioOf(log: number | null): number | null {
  return log === null ? null : exp64(log);
}

function bySize({ data, arms }: Claim): Observed["figure"]["series"][number] {
  return {
    name: data,
    points: arms
      .filter(({ study }) => study.hidden.length === 1)
      .flatMap(({ at, predictionDifferenceKept }) => {
        const { value, low, high } = predictionDifferenceKept ?? { value: null, low: null, high: null };
        return at === null || value === null ? [] : [{ x: at, y: value, low, high }];
      }),
  };
}

/** "C1 on vee" */
function nameOf({ id, data }: Claim): string {
  return `${id} on ${data}`;
}

function lineOf(claim: Claim): JudgedLine {
  const { verdict, reason } = claim;
  return { ...LINES.find(({ id }) => id === claim.id)!, id: nameOf(claim), verdict, reason, quantities: [] };
}

/** What is measured for each claim, and whether the project stated it beside the paper. */
const MEASURED: Record<Claim["id"], [measured: string, by: Line["by"]]> = {
  control: ["Nothing varies: every difference is exactly 0", "ours"],
  linear: ["A linear logit, full batch, trained until the gradient vanishes, from different initial weights", "ours"],
  negative: ["The rule of C1 on the family linear", "ours"],
  C1: ["One hidden ReLU unit and a line, both trained until they have converged", "paper"],
  "C1-first": ["One hidden ReLU unit and a line in a short training", "paper"],
  C2: ["Initialization and order varied, against order alone", "paper"],
  C3: ["Initialization and order, against initialization alone; the full shuffle against a window of 2", "paper"],
  C4: ["Nine activations on one network, each at its own learning rate", "paper"],
  C5: ["Widths 1 to 32 and depths 1 to 4, each at its own learning rate", "paper"],
};

const LINES: readonly Line[] = (Object.keys(TITLES) as Claim["id"][]).map((id) => {
  const [measured, by] = MEASURED[id];
  return { id, claim: TITLES[id], measured, by, nullWorld: null };
});

export const snapp2021: Experiment = {
  name: "snapp-2021",
  summary: "A single nonlinearity, initialization, order, activation and size make networks irreproducible",
  paper: {
    authors: "Snapp, Shamir",
    title: "Synthesizing Irreproducibility in Deep Networks",
    venue: "2021",
    url: "https://arxiv.org/abs/2102.10696",
  },
  ours: [
    "The claims are those of the abstract, on data of our own design; margins and thresholds are ours (docs/claims.md).",
    "doppelgrad claims is this experiment: the same claims with several seeds, on several machines, continued and proved.",
  ],
  seconds: 60,
  replicas: { default: 1024, least: 32, what: "replicas of an arm" },
  data: DEFAULT_FAMILIES,
  lines: LINES,
  observe,
};
