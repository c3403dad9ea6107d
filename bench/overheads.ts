/**
 * What a run costs beside its training steps: the order of the examples, the predictions, the measures; and all of it
 * as a share.
 */
import { layOut } from "../src/kernel/layout.js";
import { loadKernel } from "../src/kernel/load.js";
import { type Prepared, prepare } from "../src/run/prepare.js";
import { run } from "../src/run/run.js";
import type { ArithmeticProfile } from "../src/study/arithmetic.js";
import type { StudyInput } from "../src/study/study.js";
import { openGroup } from "../src/train/setting.js";
import { type BenchOptions, inTurn } from "./in-turn.js";
import { effortOf, interleaved, type Piece } from "./measure.js";
import { stepsOf } from "./networks.js";
import { type Sheet, short } from "./sheet.js";

/** One cost, of least and of median times. */
export interface OverheadRow {
  name: string;
  unit: "ns" | "forward passes" | "share of the run" | "steps of the contract";
  least: number;
  median: number;
  /** What issue and documents ask for; null where nothing is asked. */
  target: number | null;
}

const FOUR = [0, 1, 2, 3];

/** Orders of simulated arithmetic, each at least a quarter as fast as the contract's. */
const ORDERS: readonly ArithmeticProfile[] = ["reverse", "tree", "lanes:4", "split-k:4", "permuted"];

export async function benchOverheads(options: BenchOptions = {}): Promise<OverheadRow[]> {
  const middle = {
    data: { name: "vee", dimension: 10 },
    hidden: [32, 32],
    batchSize: 32,
    optimizer: "sgd",
  } satisfies StudyInput;
  const costs: {
    name: string;
    unit: OverheadRow["unit"];
    target: number | null;
    measure(): Promise<{ least: number; median: number }>;
  }[] = [
    {
      name: "order of the examples, an example and replica",
      unit: "ns",
      target: 6,
      measure: () => orderCost(["init", "shuffle"], options),
    },
    {
      name: "the same, where all replicas share one order",
      unit: "ns",
      target: 6,
      measure: () => orderCost(["init"], options),
    },
    {
      name: "a prediction, 10-32-32-1",
      unit: "forward passes",
      target: 1.2,
      measure: () => predictionCost(middle, options),
    },
    {
      name: "all but the steps, 10-32-32-1 relu sgd, batch 32",
      unit: "share of the run",
      target: 0.1,
      measure: () => shareOfRun(middle, options),
    },
    {
      name: "all but the steps, 2-8-1 relu adagrad, batch 32",
      unit: "share of the run",
      target: 0.25,
      measure: () => shareOfRun({ batchSize: 32 }, options),
    },
    {
      name: "all but the steps, 2-8-1 relu adagrad, batch 1",
      unit: "share of the run",
      target: null,
      measure: () => shareOfRun({ batchSize: 1 }, options),
    },
    ...ORDERS.map((order) => ({
      name: `a step in simulated arithmetic, ${order}, 10-32-32-1 relu sgd, batch 32`,
      unit: "steps of the contract" as const,
      target: 4,
      measure: () => simulatedCost(middle, order, options),
    })),
    {
      name: "a step in simulated arithmetic, permuted, 2-8-1 relu adagrad, batch 1",
      unit: "steps of the contract",
      target: 4,
      measure: () => simulatedCost({ batchSize: 1 }, "permuted", options),
    },
  ];
  return inTurn(
    costs,
    ({ name }) => name,
    options,
    async ({ measure, ...row }) => ({ ...row, ...(await measure()) }),
  );
}

/**
 * Epochs with an order drawn for each, less epochs with one order for all, on the smallest network: what is left is the
 * drawing.
 */
async function orderCost(vary: ("init" | "shuffle")[], options: BenchOptions) {
  const examples = 8192;
  const epochs = async (reshuffle: boolean): Promise<Piece> => {
    const study = {
      data: { train: examples, test: 1 },
      hidden: [1],
      batchSize: examples,
      epochs: 1000,
      replicas: 4,
      vary,
      reshuffle,
    };
    const piece = stepsOf(await openGroup(await prepare(study), "simd"), FOUR.length);
    return { ...piece, units: piece.units! * examples, most: 900 };
  };
  const { drawn, kept } = await interleaved(
    { drawn: await epochs(true), kept: await epochs(false) },
    effortOf(options),
  );
  return { least: drawn.least - kept.least, median: drawn.median - kept.median };
}

/**
 * Evaluation of a group, with the copies that leave the kernel, over the kernel's forward pass with a loss and an
 * output that cost nothing.
 */
async function predictionCost(input: StudyInput, options: BenchOptions) {
  const setting = await prepare({ ...input, data: { ...(input.data as object), train: 64, test: 2048 }, replicas: 4 });
  const group = await openGroup(setting, "simd");
  group.start(FOUR.slice(0, group.lanes));
  const { count } = setting.test;
  const forward = await forwardPass(setting);
  const evaluate: Piece = {
    units: count * group.lanes,
    run: (times) => repeat(times, () => void group.evaluate(setting.test)),
  };
  const times = await interleaved({ evaluate, forward }, effortOf(options));
  return { least: times.evaluate.least / times.forward.least, median: times.evaluate.median / times.forward.median };
}

/** The forward pass of a batch in the kernel: squared loss, so that predictions are the logits. */
async function forwardPass({ study, plan, train }: Prepared): Promise<Piece> {
  const kernel = await loadKernel("simd");
  const layout = layOut(kernel, kernel.lanes, { ...study, loss: "squared" }, plan, train, plan.stepsPerEpoch);
  const once = () => kernel.exports.evaluate(kernel.lanes, layout.model, layout.inputs, layout.labels, layout.capacity);
  return { units: layout.capacity * kernel.lanes, run: (times) => repeat(times, once) };
}

/** One run in the calling thread, from the call to the result, against its steps alone. */
async function shareOfRun(input: StudyInput, options: BenchOptions) {
  const size = options.quick ? { train: 256, test: 64 } : { train: 10_000, test: 2000 };
  const study = { ...input, data: { ...(input.data as object), ...size }, epochs: options.quick ? 1 : 5, replicas: 16 };
  const { plan } = await prepare(study);
  const alone = await openGroup(await prepare({ ...study, reshuffle: false, epochs: 1000 }), "simd");
  const whole: Piece = {
    units: plan.steps * study.replicas,
    async run(times) {
      for (let k = 0; k < times; k++) await run(study, { workers: 0 });
    },
  };
  const times = await interleaved(
    { whole, steps: stepsOf(alone, study.replicas) },
    { ...effortOf(options), rounds: options.quick ? 2 : 9 },
  );
  return { least: 1 - times.steps.least / times.whole.least, median: 1 - times.steps.median / times.whole.median };
}

/** Steps of four replicas in an order of terms, over those in the order of the contract. */
async function simulatedCost(input: StudyInput, arithmetic: ArithmeticProfile, options: BenchOptions) {
  const data = { ...(input.data as object), train: 1024, test: 64 };
  const study = { ...input, data, epochs: 100_000, reshuffle: false, replicas: 4 };
  const steps = async (input: StudyInput) => stepsOf(await openGroup(await prepare(input), "simd", 4), 4);
  const { simulated, contract } = await interleaved(
    { simulated: await steps({ ...study, arithmetic }), contract: await steps(study) },
    effortOf(options),
  );
  return { least: simulated.least / contract.least, median: simulated.median / contract.median };
}

function repeat(times: number, once: () => void): void {
  for (let k = 0; k < times; k++) once();
}

export function overheadSheet(rows: readonly OverheadRow[]): Sheet {
  return {
    title: "around the kernel",
    note: "A run: from the call of run with no worker to its result, 10,000 training and 2,000 test examples, 5 epochs, 16 replicas.",
    heads: ["cost", "least", "median", "unit", "at most"],
    rows: rows.map(({ name, unit, least, median, target }) => [
      name,
      short(least),
      short(median),
      unit,
      target === null ? "-" : String(target),
    ]),
  };
}
