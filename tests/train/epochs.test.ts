/**
 * Early stopping and loss curves: what the contract says, in every grouping, and that a lane that has stopped disturbs
 * no other and is disturbed by none.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { finish } from "../../src/host/slices.js";
import type { Divergence } from "../../src/reference/trainer.js";
import { type Prepared, prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";
import type { Backend, Group } from "../../src/train/group.js";
import { openGroup } from "../../src/train/setting.js";
import { type Outcome, trainGroup } from "../../src/train/train-group.js";

const bits = (values: Float32Array) => [...new Uint32Array(values.buffer, values.byteOffset, values.length)].join();

/** What all replicas leave, with every bit of what is floating. */
async function trained(setting: Prepared, backend: Backend, lanes?: number): Promise<unknown[]> {
  const group = await openGroup(setting, backend, lanes);
  return outcomesOf(group, setting).map(({ parameters, logits, predictions, ...others }) => ({
    ...others,
    parameters: bits(parameters),
    logits: bits(logits),
    predictions: bits(predictions),
  }));
}

function outcomesOf(group: Group, setting: Prepared): Outcome[] {
  const outcomes: Outcome[] = [];
  const { replicas } = setting.study;
  for (let first = 0; first < replicas; first += group.lanes) {
    const members = Array.from({ length: Math.min(group.lanes, replicas - first) }, (_, lane) => first + lane);
    outcomes.push(...finish(trainGroup(group, members, setting, { withTrail: true, withCurves: true })));
  }
  return outcomes;
}

const study: fc.Arbitrary<StudyInput> = fc
  .record({
    task: fc.constantFrom(
      { name: "moons", loss: "logistic", noise: 0.4 },
      { name: "gaussians", loss: "softmax", noise: 0.3 },
      { name: "gaussians", loss: "squared", noise: 0.3 },
    ),
    train: fc.integer({ min: 2, max: 60 }),
    batchSize: fc.constantFrom(1, 5, 8),
    epochs: fc.integer({ min: 1, max: 12 }),
    share: fc.constantFrom(0.01, 0.2, 0.5, 0.99),
    patience: fc.integer({ min: 1, max: 4 }),
    minDelta: fc.constantFrom(0, 0, 0.003, 0.1),
    optimizer: fc.constantFrom(
      "adam",
      "momentum",
      { name: "adagrad", learningRate: 0.3 },
      { name: "sgd", learningRate: 30 },
    ),
    schedule: fc.constantFrom("constant", "cosine"),
    classWeights: fc.constantFrom(null, "balanced"),
    vary: fc.subarray(["init", "shuffle"]),
    replicas: fc.integer({ min: 1, max: 6 }),
    seed: fc.maxSafeNat(),
  })
  .map(
    ({ task: { name, loss, noise }, train, batchSize, share, patience, minDelta, ...rest }) =>
      ({
        data: { name, train, test: 9, noise },
        loss,
        hidden: [4],
        batchSize: Math.min(batchSize, Math.max(1, Math.floor(train * (1 - share)) - 1)),
        earlyStopping: { share, patience, minDelta },
        ...rest,
      }) as StudyInput,
  );

test("SIMD, scalar and reference stop alike, with the same bits", async () => {
  await fc.assert(
    fc.asyncProperty(study, async (input) => {
      const setting = await prepare(input);
      const reference = await trained(setting, "reference");
      expect(await trained(setting, "scalar")).toEqual(reference);
      for (const lanes of [1, 4]) expect(await trained(setting, "simd", lanes)).toEqual(reference);
    }),
    { numRuns: 60 },
  );
});

const STOPPING = {
  data: { name: "moons", train: 120, test: 30, noise: 0.4 },
  hidden: [8],
  batchSize: 8,
  epochs: 40,
  optimizer: { name: "adam", learningRate: 0.05 },
  earlyStopping: { share: 0.3, patience: 3 },
  replicas: 7,
} satisfies StudyInput;

test("each replica of a group is what it is alone, trained by hand up to its best epoch", async () => {
  const setting = await prepare(STOPPING);
  const { stepsPerEpoch, steps } = setting.plan;
  const outcomes = outcomesOf(await openGroup(setting, "simd", 4), setting);
  for (const { index, parameters, epochs, curves } of outcomes) {
    const alone = await openGroup(setting, "scalar", 1);
    alone.start([index]);
    let [best, last, least, kept] = [0, 0, Infinity, ""];
    const losses = [alone.evaluate(setting.validation!)[0]!.loss];
    while (alone.step < steps && last - best < 3) {
      alone.advance(stepsPerEpoch);
      last++;
      const { loss } = alone.evaluate(setting.validation!)[0]!;
      losses.push(loss);
      if (loss < least) [best, least, kept] = [last, loss, bits(alone.snapshot(0).parameters)];
    }
    expect(epochs).toEqual({ best, last });
    expect(bits(parameters)).toBe(kept);
    expect(curves!.validation).toEqual(losses);
    expect(curves!.train).toHaveLength(losses.length);
  }
  // They do not stop together, and the best is not the last.
  expect(new Set(outcomes.map(({ epochs }) => epochs!.last)).size).toBeGreaterThan(2);
  expect(outcomes.some(({ epochs }) => epochs!.last < 40 && epochs!.best < epochs!.last)).toBe(true);
});

describe("with losses of one's own", () => {
  /** A group whose lanes have these validation losses after the epochs, and these divergences. */
  function scripted(losses: number[][], setting: Prepared, divergences: (Divergence | null)[] = []): Group {
    const { stepsPerEpoch, parameterCount, outputs } = setting.plan;
    let [step, restored] = [0, null as Float32Array[] | null];
    const epoch = () => step / stepsPerEpoch;
    const evaluate: Group["evaluate"] = ({ count }) =>
      losses.map((of) => ({
        logits: new Float32Array(count * outputs),
        predictions: new Float32Array(count * outputs),
        loss: of[epoch() - 1] ?? 0,
      }));
    return {
      lanes: losses.length,
      get step() {
        return step;
      },
      start: () => void ([step, restored] = [0, null]),
      restore: (_, snapshots) => void (restored = snapshots.map(({ parameters }) => parameters)),
      advance: (count) => void (step += Math.min(count, stepsPerEpoch - (step % stepsPerEpoch))),
      snapshot: (lane) => ({
        parameters: restored?.[lane] ?? new Float32Array(parameterCount).fill(epoch() + lane / 8),
        state: [],
      }),
      batchLoss: () => 0,
      diverged: (lane) => divergences[lane] ?? null,
      *evaluation(examples) {
        yield;
        return evaluate(examples);
      },
      evaluate,
      expectedLosses: () => expect.unreachable(),
    };
  }

  async function stopped(
    losses: number[][],
    earlyStopping: { patience?: number; minDelta?: number },
    divergences?: (Divergence | null)[],
  ): Promise<{ outcomes: Outcome[]; yielded: number; setting: Prepared }> {
    const setting = await prepare({
      ...STOPPING,
      epochs: Math.max(...losses.map(({ length }) => length)),
      replicas: losses.length,
      earlyStopping,
    });
    const training = trainGroup(
      scripted(losses, setting, divergences),
      losses.map((_, lane) => lane),
      setting,
      {},
    );
    let yielded = 0;
    let next = training.next();
    for (; !next.done; next = training.next()) yielded += next.value;
    return { outcomes: next.value, yielded, setting };
  }

  test.each<[string, number[], object, [best: number, last: number]]>([
    ["falls to the end", [5, 4, 3, 2], { patience: 1 }, [4, 4]],
    ["rises at once", [1, 2, 3, 4], { patience: 1 }, [1, 2]],
    ["patience is counted from the best", [5, 6, 4, 5, 5, 5], { patience: 2 }, [3, 5]],
    ["the same loss again is none", [5, 5, 5, 4], { patience: 2 }, [1, 3]],
    ["less than minDelta is none", [5, 4.75, 4.5, 4.25], { patience: 9, minDelta: 0.75 }, [1, 4]],
    ["exactly minDelta is none", [5, 4.5, 4.25], { patience: 9, minDelta: 0.5 }, [3, 3]],
    ["a NaN is none", [5, NaN, 4, NaN, NaN], { patience: 2 }, [3, 5]],
    ["the first is the best so far, whatever it is", [NaN, 3, 2, 1], { patience: 2 }, [1, 3]],
    ["an infinite loss is improved on", [Infinity, 7, 8, 9], { patience: 2 }, [2, 4]],
  ])("%s", async (_, losses, earlyStopping, [best, last]) => {
    const { outcomes, yielded, setting } = await stopped([losses], earlyStopping);
    expect(outcomes[0]!.epochs).toEqual({ best, last });
    expect(outcomes[0]!.parameters[0]).toBe(best);
    // Whoever counts steps hears of all.
    expect(yielded).toBe(setting.plan.steps);
  });

  test("lanes stop singly, and each keeps its own best", async () => {
    const { outcomes } = await stopped(
      [
        [3, 2, 4, 4, 1],
        [1, 2, 3, 0, 0],
        [5, 4, 3, 2, 1],
      ],
      { patience: 2 },
    );
    expect(outcomes.map(({ epochs }) => epochs)).toEqual([
      { best: 2, last: 4 },
      { best: 1, last: 3 },
      { best: 5, last: 5 },
    ]);
    expect(outcomes.map(({ parameters }) => parameters[0])).toEqual([2, 1.125, 5.25]);
  });

  test("what a lane does after it has stopped is no divergence; what it did before is", async () => {
    const losses = [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [4, 3, 2, 1],
    ];
    const { plan } = await prepare({ ...STOPPING, epochs: 4, earlyStopping: { patience: 1 } });
    const at = (step: number): Divergence => ({ step, quantity: "loss" });
    const end = 2 * plan.stepsPerEpoch;
    const { outcomes } = await stopped(losses, { patience: 1 }, [at(end), at(end - 1), at(4 * plan.stepsPerEpoch - 1)]);
    expect(outcomes.map(({ diverged }) => diverged)).toEqual([null, at(end - 1), at(4 * plan.stepsPerEpoch - 1)]);
  });
});

test("test logits out of range count as the step at which the replica ended", async () => {
  const x = [[1], [1], [1], [1]];
  const setting = await prepare({
    data: { name: "given", x, y: [0, 0, 0, 1], test: { x: [[3e38]], y: [0] } },
    hidden: [],
    initial: [{ W: [[1]], b: [0] }],
    replicas: 1,
    epochs: 9,
    earlyStopping: { share: 0.5, patience: 1 },
  } as StudyInput);
  const [{ diverged, epochs }] = outcomesOf(await openGroup(setting, "scalar"), setting) as [Outcome];
  expect(diverged).toEqual({ step: epochs!.last * setting.plan.stepsPerEpoch, quantity: "logit" });
});

test("the trail ends where the replica does", async () => {
  const setting = await prepare(STOPPING);
  const outcomes = outcomesOf(await openGroup(setting, "simd"), setting);
  const { steps, stepsPerEpoch } = setting.plan;
  for (const { trail, epochs } of outcomes) {
    const at = [0, ...new Set(Array.from({ length: 64 }, (_, k) => Math.ceil(((k + 1) * steps) / 64)))];
    expect(trail).toHaveLength(at.filter((step) => step <= epochs!.last * stepsPerEpoch).length);
  }
});

describe("loss curves without early stopping", () => {
  test("are of training and test set, and end where the result begins", async () => {
    const { earlyStopping: _, ...plain } = STOPPING;
    const setting = await prepare({ ...plain, epochs: 3 });
    const group = await openGroup(setting, "simd");
    for (const { curves, loss, epochs } of outcomesOf(group, setting)) {
      expect([curves!.train.length, curves!.test!.length, curves!.validation, epochs]).toEqual([4, 4, undefined, null]);
      expect(curves!.test!.at(-1)).toBe(loss);
    }
  });

  test("of a given order: after every so many steps as an epoch has, and after the last", async () => {
    const order = Array.from({ length: 7 }, (_, t) => [t]);
    const setting = await prepare({ data: { name: "vee", train: 9, test: 4 }, batchSize: 3, order, replicas: 2 });
    const [first] = outcomesOf(await openGroup(setting, "scalar"), setting);
    expect(first!.curves!.train).toHaveLength(4);
  });
});
