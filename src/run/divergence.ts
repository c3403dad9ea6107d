/**
 * Why a replica diverged, found by trying: that which is changed alone, so that training stays finite, is the cause.
 * The largest numbers only say what is worth a try.
 */
import { inSlices, paced } from "../host/slices.js";
import { logitInRange } from "../reference/loss.js";
import type { Divergence } from "../reference/trainer.js";
import { layersOf } from "../study/layers.js";
import type { Initial } from "../study/study.js";
import type { Backend, Group } from "../train/group.js";
import { openGroup, type Setting } from "../train/setting.js";
import type { Prepared } from "./prepare.js";

/** Multiplications that all tries together may take, forward and backward: about a second. */
const MOST_WORK: Record<Backend, number> = { simd: 1e9, scalar: 1e9, reference: 2e7 };

/** Tries at most: four causes, and learning rates down to 10^-12 of the one that was given. */
const MOST_TRIES = 16;

/** Steps that a change is to keep finite, where the study has so many. */
const ENOUGH_STEPS = 100;

/** Standardised numbers are hardly ever larger, so scaling smaller ones changes little. */
const UNSCALED = 10;

/** What may be the cause: the words for it, and the setting without it. */
interface Cause {
  says: string;
  /** The beginning of a sentence that says what was changed. */
  change: string;
  setting: Setting;
}

/** The cause and the way out, in whole sentences; the learning rate alone where a try would take long. */
export async function divergenceRemedy(
  prepared: Prepared,
  replica: number,
  { step, quantity }: Divergence,
  backend: Backend,
  signal?: AbortSignal,
): Promise<string> {
  const { study, plan } = prepared;
  const isBeforeUpdates = step === 0 && quantity !== "parameter";
  const cost =
    3 * plan.work * (study.order?.reduce((most, batch) => Math.max(most, batch.length), 1) ?? study.batchSize);
  const affordable = Math.floor(MOST_WORK[backend] / MOST_TRIES / cost);
  const steps = Math.min(plan.steps, Math.max(step + 1, Math.min(affordable, ENOUGH_STEPS)));
  if (steps <= affordable) {
    for await (const { says, change, setting } of causes(prepared, replica, backend, isBeforeUpdates)) {
      if (await staysFinite(setting, replica, steps, backend, signal))
        return `${says}. ${change} the first ${steps === 1 ? "step stays" : `${steps} steps stay`} finite.`;
    }
  }
  return isBeforeUpdates
    ? "It was so before the first update: look at the inputs and the initial parameters."
    : `optimizer.learningRate is ${study.optimizer.learningRate}; try a smaller one.`;
}

/** Each that is worth a try, the likeliest first. */
async function* causes(
  prepared: Prepared,
  replica: number,
  backend: Backend,
  isBeforeUpdates: boolean,
): AsyncGenerator<Cause> {
  const { study, plan, train } = prepared;
  const inputs = largest(train.x);
  const targets = study.loss === "squared" && !isBeforeUpdates ? largest(train.y) : 0;
  const scaled = (what: "x" | "y", setting: Setting): Setting => ({ ...setting, ...standardised(setting, what) });
  const change = "With mean 0 and standard deviation 1";
  const isOff = "standardize" in study.data && !study.data.standardize;
  const scaling = isOff ? "scale them (data.standardize)" : "scale them";
  if (inputs > UNSCALED)
    yield { says: `The inputs reach ${short(inputs)}: ${scaling}`, change, setting: scaled("x", prepared) };
  if (targets > UNSCALED)
    yield { says: `The targets reach ${short(targets)}: scale them`, change, setting: scaled("y", prepared) };
  if (inputs > UNSCALED && targets > UNSCALED)
    yield {
      says: `The inputs reach ${short(inputs)}, the targets ${short(targets)}: scale them`,
      change,
      setting: scaled("x", scaled("y", prepared)),
    };
  const initial: Initial = { weights: { name: "glorot_uniform", gain: 1 }, biases: { name: "zeros" } };
  const layers = layersOf([plan.inputs, ...study.hidden, plan.outputs], initial);
  const setting = { ...prepared, study: { ...study, initial }, plan: { ...plan, layers } };
  const drawn = await largestAtStart(prepared, replica, backend);
  if (drawn > UNSCALED * (await largestAtStart(setting, replica, backend)))
    yield {
      says: `The initial parameters reach ${short(drawn)}: take smaller ones`,
      change: "With those of glorot_uniform",
      setting,
    };
  const given = study.optimizer.learningRate;
  for (let part = 0.1; !isBeforeUpdates && part > 1e-13; part /= 10) {
    const learningRate = Number((given * part).toPrecision(3));
    yield {
      says: `optimizer.learningRate is ${given}: take a smaller one`,
      change: `With ${learningRate}`,
      setting: { ...prepared, study: { ...study, optimizer: { ...study.optimizer, learningRate } } },
    };
  }
}

async function largestAtStart(setting: Setting, replica: number, backend: Backend): Promise<number> {
  const group = await openGroup(setting, backend, 1);
  group.start([replica]);
  return largest(group.snapshot(0).parameters);
}

/** Whether so many steps of one replica, and its logits after the last step of the study, are finite. */
async function staysFinite(
  setting: Setting,
  replica: number,
  steps: number,
  backend: Backend,
  signal?: AbortSignal,
): Promise<boolean> {
  const group = await openGroup(setting, backend, 1);
  group.start([replica]);
  await inSlices(training(group, steps), signal);
  if (group.diverged(0) !== null) return false;
  if (steps < setting.plan.steps) return true;
  const [evaluation] = await inSlices(group.evaluation(setting.test), signal);
  return evaluation!.logits.every((z) => logitInRange(setting.study.loss, z));
}

function* training(group: Group, steps: number): Generator<void, void> {
  const advance = paced(1, (some) => group.advance(some));
  while (group.step < steps) {
    advance(steps - group.step);
    yield;
  }
}

/** Training and test examples with x or y as (value - mean) / sd, a column by its training examples. */
function standardised({ train, test }: Setting, what: "x" | "y"): Pick<Setting, "train" | "test"> {
  const values = train[what];
  const columns = values.length / train.count;
  const [mean, variance] = [new Float64Array(columns), new Float64Array(columns)];
  const fromMean = (value: number, k: number) => value - mean[k % columns]!;
  values.forEach((value, k) => (mean[k % columns]! += value / train.count));
  values.forEach((value, k) => (variance[k % columns]! += (fromMean(value, k) * fromMean(value, k)) / train.count));
  const scaled = (value: number, k: number) =>
    variance[k % columns] === 0 ? 0 : fromMean(value, k) / Math.sqrt(variance[k % columns]!);
  return { train: { ...train, [what]: values.map(scaled) }, test: { ...test, [what]: test[what].map(scaled) } };
}

/** The largest size of a number. */
function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
