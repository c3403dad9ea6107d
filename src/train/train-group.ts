/**
 * Trains a group from the first step to the last, or until all its replicas have stopped, in slices, and evaluates it.
 */
import { toHex } from "../host/sha256.js";
import { finish, paced } from "../host/slices.js";
import { logitInRange } from "../reference/loss.js";
import { type Course, type Ending, watchEpochs } from "./epochs.js";
import { replicaDigest, trailSteps } from "./fingerprint.js";
import type { Group } from "./group.js";
import type { Setting } from "./setting.js";

/** What one trained replica leaves. */
export interface Outcome extends Omit<Ending, "end"> {
  index: number;
  /** SHA-256 of the final parameters; where early stopping may stop it, of those of its best epoch. */
  digest: Uint8Array;
  parameters: Float32Array;
  /** Test set: [N][C] each, and the mean loss. */
  logits: Float32Array;
  predictions: Float32Array;
  loss: number;
  /** Expected loss on the setting's `evaluated` inputs, where it was wanted; else null. */
  expectedLoss: number | null;
}

/** What a training records of its way, which costs time and changes no bit. */
export interface Recorded {
  withTrail?: boolean;
  withCurves?: boolean;
}

/**
 * Puts a group that has just started, and what is known of its replicas, to where they were saved, if they were. Then it
 * is told after every slice: where a state is saved changes no bit. It may add steps to `stops`, at which it is told, too.
 */
export type Keeper = (
  group: Group,
  replicas: readonly number[],
  courses: readonly Course[],
  stops: Set<number>,
) => () => void;

/** Milliseconds of a slice, about, after which others may have the thread. */
const SLICE = 1;

/** All replicas of a setting, in one go. */
export function trainAll(group: Group, setting: Setting): Outcome[] {
  const { replicas } = setting.study;
  const outcomes: Outcome[] = [];
  for (let first = 0; first < replicas; first += group.lanes) {
    const members = Array.from({ length: Math.min(group.lanes, replicas - first) }, (_, lane) => first + lane);
    outcomes.push(...finish(trainGroup(group, members, setting, {})));
  }
  return outcomes;
}

/**
 * Trains as many replicas as the group has lanes, or fewer. After each slice yields the replica-steps that it did;
 * returns an outcome a replica.
 * @param keeper saves the state now and then; of the steps at which something is recorded it has those before its own
 */
export function* trainGroup(
  group: Group,
  replicas: readonly number[],
  setting: Setting,
  recorded: Recorded,
  keeper?: Keeper,
): Generator<number, Outcome[]> {
  const { study, plan, test, evaluated } = setting;
  const { steps } = plan;
  const watch = watchEpochs(group, replicas.length, setting, recorded);
  const { courses } = watch;
  const trailed = recorded.withTrail ? trailSteps(steps) : [];
  const watched = new Set(watch.steps);
  const advance = paced(SLICE, (count) => group.advance(count));
  group.start(replicas);
  const stops = new Set([...trailed, ...watched, steps]);
  const onSlice = keeper?.(group, replicas, courses, stops);
  for (const stop of [...stops].sort((a, b) => a - b)) {
    if (stop < group.step) continue;
    while (group.step < stop) {
      yield advance(stop - group.step) * replicas.length;
      onSlice?.();
    }
    courses.forEach(({ hasStopped, trail }, lane) => {
      if (trailed.includes(stop) && !hasStopped)
        trail!.push(toHex(replicaDigest(group.snapshot(lane).parameters)).slice(0, 8));
    });
    if (watched.has(stop)) yield* inPieces(watch.look());
    if (courses.every(({ hasStopped }) => hasStopped)) break;
  }
  yield (steps - group.step) * replicas.length;
  const endings = watch.endings();
  const evaluations = yield* inPieces(group.evaluation(test));
  const wanted = [...replicas.keys()].filter((lane) => evaluated && replicas[lane]! % evaluated.every === 0);
  const expected = wanted.length > 0 ? yield* inPieces(group.expectedLosses(evaluated!, wanted)) : [];
  return replicas.map((index, lane) => {
    const { parameters } = group.snapshot(lane);
    const { logits, predictions, loss } = evaluations[lane]!;
    const { end, diverged, ...noted } = endings[lane]!;
    const inRange = logits.every((logit) => logitInRange(study.loss, logit));
    return {
      index,
      digest: replicaDigest(parameters),
      parameters,
      logits,
      predictions,
      loss,
      expectedLoss: expected[wanted.indexOf(lane)] ?? null,
      ...noted,
      diverged: diverged ?? (inRange ? null : { step: end, quantity: "logit" }),
    };
  });
}

/** Does some work and yields 0 steps after each piece. */
function* inPieces<Result>(work: Generator<void, Result>): Generator<number, Result> {
  let next = work.next();
  for (; !next.done; next = work.next()) yield 0;
  return next.value;
}
