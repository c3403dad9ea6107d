/** Bisect: the first step, layer, array, element and operation at which two trainings part. */

import { inSlices } from "../host/slices.js";
import type { Progress } from "../pool/pool.js";
import { OF_POOLS, OF_RUN } from "../run/elsewhere.js";
import { EXECUTION } from "../run/execution.js";
import { shown, wrongValue } from "../study/errors.js";
import { flag, integer } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { type ClaimDifference, claimDifference } from "./claimed.js";
import { differenceOf, type FirstDifference } from "./difference.js";
import { startDifference, testDifference } from "./outside-steps.js";
import { type DifferingArray, differingArrays } from "./record.js";
import type { Replayer } from "./replayer.js";
import { type BisectScope, type Divide, ofBoth, type Searched, type Sides, searchDivide } from "./search.js";
import { type BisectSide, type OpenedSide, openSide } from "./side.js";
import { bisectWords } from "./words.js";

/** What is looked at, and who is told. */
export interface BisectOptions {
  /** This replica alone, counted from 0. Default: all, until one differs. */
  replica?: number;
  /** This step alone of the replica (default 0), counted from 1; 0 is the initial parameters. Default: it is searched. */
  step?: number;
  /** Compares every step of both, and the losses of their batches, in place of a bisection. Default false. */
  everyStep?: boolean;
  /** Ends it early; the call rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Replica-steps done of those of both trainings; the replays are not counted. */
  onProgress?: (progress: Progress) => void;
}

/** Where two trainings part. */
export interface Bisection {
  /** Whether nothing that was compared differs. */
  same: boolean;
  /**
   * Where they part: nowhere; in the initial parameters (start), in a step, before the step that was asked for (earlier),
   * where one ends and the other goes on, or where early stopping keeps different epochs (end), in what the same parameters give for the test examples (test), in what a
   * result says and training it here does not give (claim); unrepeatable: in a step that, taken again, gives both the same.
   */
  where: Divide["where"] | "claim";
  /** The lowest-numbered replica that differs, counted from 0; null where none does. */
  replica: number | null;
  /** The step, counted from 1: everything is the same before it, but not after it. 0: the initial parameters. null: no step. */
  step: number | null;
  /** How often both were trained, or a part of them. */
  replays: number;
  /** What trains each: a backend, or "kernel" and its name. */
  trainedBy: {
    /** Of the first side. */
    a: string;
    /** Of the second. */
    b: string;
  };
  /** The first element that differs, in the order of the arithmetic; null where there is none to tell. */
  first: FirstDifference | null;
  /** All arrays of the step that differ, in this order. */
  arrays: DifferingArray[];
  /** Where a result says something else than training it here gives. */
  claims: ClaimDifference[];
  /** All this in words, of several lines. */
  message: string;
}

/**
 * Finds where two trainings part that should have the same bits, or that differ on purpose: two backends, two builds of
 * the kernels, two settings, two results.
 *
 *     const { message } = await bisect({ study, backend: "simd" }, { study, kernel: "relaxed" });
 *
 * Both are trained in the calling thread, replica by replica; then the step is found by bisection, and the step is taken
 * apart: forward, loss, backward, optimizer.
 *
 * @param a a study or a result, and what trains it
 * @param b the other
 * @param options which replica, which step; by default all are searched
 * @returns where they part, with both values and the operation that made them, or that they do not
 * @throws InputError for bad studies, results, options, and for networks of different shapes; the signal's reason
 */
export async function bisect(a: BisectSide, b: BisectSide, options: BisectOptions = {}): Promise<Bisection> {
  const elsewhere = { ...OF_RUN, ...OF_POOLS, backend: "each side has its own" };
  const { signal, onProgress, ...scope } = parseOptions<BisectOptions>(OPTIONS, options, elsewhere);
  const sides: Sides<OpenedSide> = [await openSide(a, "a", signal), await openSide(b, "b", signal)];
  refuseShapes(sides);
  refusePlaces(sides, scope);
  const pair = ofBoth(sides, ({ replayer }) => replayer);
  const keeps = sides.some(({ claim }) => claim !== null);
  const withTrail = sides.some(({ claim }) => claim?.replicas.some(({ trail }) => trail));
  const total = sides.reduce((sum, { prepared: { study, plan } }) => sum + study.replicas * plan.steps, 0);
  const work = searchDivide(pair, { ...scope, keeps, withTrail });
  const { divide, replays } = await inSlices(counted(work), signal, (done) =>
    onProgress?.({ done: Math.min(done, total), total }),
  );
  const claims =
    divide.where === "nowhere"
      ? ofBoth(divide.ended, (ended, side) => claimDifference(side === 0 ? "A" : "B", sides[side], ended)).filter(
          (claim) => claim !== null,
        )
      : [];
  const where = divide.where === "nowhere" && claims.length > 0 ? "claim" : divide.where;
  const found: Omit<Bisection, "message"> = {
    same: where === "nowhere",
    where,
    replica: "replica" in divide ? divide.replica : (claims[0]?.replica ?? null),
    step: "step" in divide ? divide.step : divide.where === "start" ? 0 : null,
    replays,
    trainedBy: { a: sides[0].trainedBy, b: sides[1].trainedBy },
    ...numbersAt(pair, divide),
    claims,
  };
  return { ...found, message: bisectWords(found, divide, sides).join("\n") };
}

const MOST = 2147483647;
/** The options of `BisectOptions`. */
const OPTIONS = {
  replica: integer(0, MOST),
  step: integer(0, MOST),
  everyStep: flag(),
  signal: EXECUTION.signal,
  onProgress: EXECUTION.onProgress,
};

/** The same work, which yields all that was done. */
function* counted(work: Generator<number, Searched>): Generator<number, Searched> {
  let done = 0;
  let next = work.next();
  for (; !next.done; next = work.next()) {
    done += next.value;
    yield done;
  }
  return next.value;
}

/** @throws InputError for networks whose parameters cannot be paired */
function refuseShapes([a, b]: Sides<OpenedSide>): void {
  const [left, right] = [a, b].map(({ prepared: { plan } }) =>
    [plan.inputs, ...plan.layers.map(({ outputs }) => outputs)].join("-"),
  );
  if (left === right) return;
  throw wrongValue("b", `a network of the shape of a, ${left}`, right!, "Between other networks every number differs.");
}

/** @throws InputError for a replica or a step that one of them has not */
function refusePlaces(sides: Sides<OpenedSide>, { replica, step, everyStep }: BisectScope): void {
  const [replicas, steps] = [
    Math.min(...sides.map(({ prepared }) => prepared.study.replicas)),
    Math.min(...sides.map(({ prepared }) => prepared.plan.steps)),
  ];
  if (replica !== undefined && replica >= replicas)
    throw wrongValue("options.replica", `a replica of both, 0 to ${replicas - 1}`, shown(replica));
  if (step !== undefined && step > steps)
    throw wrongValue("options.step", `a step of both, 0 to ${steps}`, shown(step));
  if (step !== undefined && everyStep)
    throw wrongValue("options.everyStep", "nothing with a step, because then there is only one", "true");
}

function numbersAt(pair: Sides<Replayer>, divide: Divide): Pick<Bisection, "first" | "arrays"> {
  switch (divide.where) {
    case "step":
      return {
        first: differenceOf(pair, divide.records, divide.replica),
        arrays: differingArrays(...divide.records),
      };
    case "start":
      return { first: startDifference(pair, divide.states, divide.replica), arrays: [] };
    case "test":
      return { first: testDifference(pair, divide.outcomes, divide.replica), arrays: [] };
    default:
      return { first: null, arrays: [] };
  }
}
