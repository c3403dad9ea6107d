/**
 * A replica and its twin: the same study, in which one parameter is moved by one unit in the last place before the first
 * step (the noise `ulp`). Both are trained side by side, and at some steps it is told how far apart they are.
 */
import { differing, ulpsBetween } from "../bisect/bits.js";
import { paced } from "../host/slices.js";
import { distanceWeight } from "../measure/predictions.js";
import { neighbour, ulpMove } from "../reference/noise.js";
import { type Prepared, prepare, shapeOf } from "../run/prepare.js";
import { elementName } from "../study/element-name.js";
import type { Ulp } from "../study/noise.js";
import type { Study, StudyInput } from "../study/study.js";
import type { Activation } from "../study/variants/activations.js";
import type { Backend, Evaluation, Group } from "../train/group.js";
import { keysOf } from "../train/keys.js";
import { openGroup } from "../train/setting.js";

/** How far two twins are apart after a step. */
export interface TwinsPoint {
  /** Steps done. */
  step: number;
  /** How many parameters have other bits. */
  differing: number;
  /** Euclidean distance of their parameters. */
  weights: number;
  /** The largest distance of two parameters of one place, in float32 numbers from one to the other. */
  ulps: number;
  /** Mean distance of their predictions of the test examples; of values in the units of the file. */
  predictions: number;
}

/** How two twins part with one activation. */
export interface TwinsTrace {
  /** Of all hidden layers. */
  activation: Activation;
  /** Whether it is that of the study. */
  isOwn: boolean;
  /** After steps 1, 2, 3, 4, 6, 8, 12 and so on, and the last one. */
  points: TwinsPoint[];
  /** The step after which one of them was no longer finite, where the trace ends; null where both stayed so. */
  diverged: number | null;
}

/** A replica and its twin, which starts one unit in the last place away. */
export interface Twins {
  /** All steps of the study. */
  steps: number;
  /** What is moved in the twin before the first step. */
  moved: {
    /** Its position in the flat list of the parameters. */
    parameter: number;
    /** The same in words: "layer 1, W[0,3]". */
    element: string;
    /** Its value. */
    from: number;
    /** The neighbouring float32 number. */
    to: number;
  };
  /** Of the study's own activation first; then relu and smelu in its place. */
  traces: TwinsTrace[];
}

const ULP: Ulp = { step: 0, ulps: 1, parameter: null };
/** What is held against each other, beside the activation of the study. */
const BESIDE: readonly Activation[] = [{ name: "relu" }, { name: "smelu", beta: 1 }];
/** Milliseconds of training at a time. */
const SLICE = 10;

/** The twins of a study, which are yet to be trained. */
export interface PreparedTwins {
  pairs: { activation: Activation; replica: Prepared; twin: Prepared }[];
  /** Steps of all of them. */
  steps: number;
}

/** What the replicas are: replica 0, whose levels are 0 in whatever varies. */
function alone(study: Study): StudyInput {
  const { ulp: _, ...rest } = study;
  return { ...rest, replicas: 1, vary: [], design: null };
}

/** @throws InputError where the memory is not enough; the signal's reason */
export async function prepareTwins({ study, dataset }: Prepared, signal?: AbortSignal): Promise<PreparedTwins> {
  const others = study.hidden.length === 0 ? [] : BESIDE;
  const activations = [study.activation, ...others.filter((each) => !areEqual(each, study.activation))];
  const options = { signal, make: async () => dataset };
  const pairs: PreparedTwins["pairs"] = [];
  for (const activation of activations) {
    const input = { ...alone(study), activation };
    pairs.push({
      activation,
      replica: await prepare(input, options),
      twin: await prepare({ ...input, ulp: ULP }, options),
    });
  }
  return { pairs, steps: 2 * pairs.reduce((sum, { replica }) => sum + replica.plan.steps, 0) };
}

const areEqual = (a: Activation, b: Activation) => JSON.stringify(a) === JSON.stringify(b);

/** Resolves to work that trains them, yields how many steps are done, and returns how they part. */
export async function trainingTwins({ pairs }: PreparedTwins, backend: Backend): Promise<Generator<number, Twins>> {
  const opened = await Promise.all(
    pairs.map(async ({ activation, replica, twin }) => ({
      activation,
      replica,
      groups: [await openGroup(replica, backend, 1), await openGroup(twin, backend, 1)] as [Group, Group],
    })),
  );
  return (function* () {
    const { plan, study } = pairs[0]!.replica;
    const traces: TwinsTrace[] = [];
    let before = 0;
    for (const { activation, replica, groups } of opened) {
      const trace = tracing(replica, groups);
      let next = trace.next();
      for (; !next.done; next = trace.next()) yield before + next.value;
      before += 2 * plan.steps;
      traces.push({ activation, isOwn: traces.length === 0, ...next.value });
    }
    const { position, by } = ulpMove(ULP, plan.parameterCount, keysOf(study, 0).ulp);
    const from = startOf(opened[0]!.groups[0])[position]!;
    const element = elementName(position, plan.layers);
    return { steps: plan.steps, moved: { parameter: position, element, from, to: neighbour(from, by) }, traces };
  })();
}

/** The parameters before the first step. */
function startOf(group: Group): Float32Array {
  group.start([0]);
  return group.snapshot(0).parameters;
}

/** Yields steps done of both. */
function* tracing(
  prepared: Prepared,
  [replica, twin]: readonly [Group, Group],
): Generator<number, Pick<TwinsTrace, "points" | "diverged">> {
  const both = [replica, twin];
  for (const group of both) group.start([0]);
  const advance = paced(SLICE, (count) => both.forEach((group) => group.advance(count)));
  const points: TwinsPoint[] = [];
  for (const step of stepsToTell(prepared.plan.steps)) {
    while (replica.step < step) {
      advance(step - replica.step);
      yield 2 * replica.step;
    }
    const [a] = yield* counting(replica.evaluation(prepared.test), 2 * step);
    const [b] = yield* counting(twin.evaluation(prepared.test), 2 * step);
    const point = apart(prepared, step, replica.snapshot(0).parameters, twin.snapshot(0).parameters, a!, b!);
    if (both.some((group) => group.diverged(0)) || !(point.weights < Infinity && point.predictions < Infinity))
      return { points, diverged: step };
    points.push(point);
  }
  return { points, diverged: null };
}

/** Some work that yields a count in place of nothing. */
function* counting<Result>(work: Generator<void, Result>, count: number): Generator<number, Result> {
  for (let next = work.next(); ; next = work.next()) {
    if (next.done) return next.value;
    yield count;
  }
}

/** 1, 2, 3, 4, 6, 8, 12, 16, 24 and so on, and the last. */
export function stepsToTell(last: number): number[] {
  const steps: number[] = [];
  for (let power = 1; power < last; power *= 2) {
    steps.push(power);
    if (power > 1 && 1.5 * power < last) steps.push(1.5 * power);
  }
  return [...steps, last];
}

function apart(
  prepared: Prepared,
  step: number,
  a: Float32Array,
  b: Float32Array,
  { predictions: left }: Evaluation,
  { predictions: right }: Evaluation,
): TwinsPoint {
  let [count, squares, ulps] = [0, 0, 0];
  for (const place of differing(a, b)) {
    count++;
    squares += (a[place]! - b[place]!) * (a[place]! - b[place]!);
    ulps = Math.max(ulps, Math.abs(ulpsBetween(a, b, place) ?? Infinity));
  }
  let sum = 0;
  for (let k = 0; k < left.length; k++) sum += Math.abs(left[k]! - right[k]!);
  const unit = distanceWeight(shapeOf(prepared)) * (prepared.dataset.preprocessing?.target?.sd ?? 1);
  return {
    step,
    differing: count,
    weights: Math.sqrt(squares),
    ulps,
    predictions: (unit * sum) / prepared.test.count,
  };
}
