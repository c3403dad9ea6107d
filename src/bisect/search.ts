/**
 * Where two trainings of the same replicas part: the first replica, and by bisection the step.
 *
 *   trains both to the end, replica by replica, until the outcomes differ
 *   keeps a step at which the states are the same (the first: 0) and a later one at which they are not; replays the step
 *   in the middle of the two from the former, and takes its place or that of the latter
 *
 * So there are log2(steps) replays, each half as long as the one before: together no more steps than one training. What
 * is found is a step before which the states are the same and after which they are not. Where states that differ meet
 * again there are several such steps, and it need not be the first of them: `everyStep` finds that, in one walk.
 */
import { paced } from "../host/slices.js";
import type { Snapshot } from "../reference/trainer.js";
import { type Outcome, trainGroup } from "../train/train-group.js";
import { firstDiffering } from "./bits.js";
import { areSame, partingOf, type StepRecord } from "./record.js";
import { besideOf, type Replayer } from "./replayer.js";

export type Sides<Of> = readonly [a: Of, b: Of];

/** What of two trainings is compared. */
export interface BisectScope {
  /** This replica alone, counted from 0. */
  replica?: number;
  /** This step alone, counted from 1; 0 is the initial parameters. */
  step?: number;
  /** Every step of both, side by side, and the losses of their batches too. */
  everyStep?: boolean;
  /** Whether what each replica left is kept, where nothing differs. */
  keeps?: boolean;
  /** Whether it then has trails. */
  withTrail?: boolean;
}

/** What a replica left when it was trained to its end. */
export type Ended = Pick<Outcome, "index" | "digest" | "logits" | "parameters" | "trail">;

/** Where two trainings part. */
export type Divide =
  /** Nowhere; how many replicas were trained to the end, and what each left, where that is kept. */
  | { where: "nowhere"; replicas: number; ended: Sides<Ended[]> }
  /** In the initial parameters. */
  | { where: "start"; replica: number; states: Sides<Snapshot> }
  /** In a step, counted from 1. */
  | { where: "step"; replica: number; step: number; records: Sides<StepRecord> }
  /** Before the step that was asked for. */
  | { where: "earlier"; replica: number; step: number }
  /** In a step that, taken again, gives both the same. */
  | { where: "unrepeatable"; replica: number; step: number }
  /** Where one ends and the other goes on, or where both end and keep the parameters of different epochs. */
  | { where: "end"; replica: number; step: number; ends: Sides<number>; best: Sides<number | null> }
  /** In what the final parameters give for the test examples. */
  | { where: "test"; replica: number; outcomes: Sides<Outcome> };

export interface Searched {
  divide: Divide;
  /** How often both were trained, or a part of them. */
  replays: number;
}

/** One thing of each, A first. */
export function ofBoth<Of, Result>([a, b]: Sides<Of>, each: (one: Of, side: 0 | 1) => Result): Sides<Result> {
  return [each(a, 0), each(b, 1)];
}

/** Searches. Yields the replica-steps that were done since it yielded last. */
export function* searchDivide(pair: Sides<Replayer>, scope: BisectScope): Generator<number, Searched> {
  const { replica: only, step, everyStep, withTrail = false, keeps = false } = scope;
  const all = Array.from({ length: Math.min(...pair.map((each) => each.setting.study.replicas)) }, (_, r) => r);
  const replicas = only === undefined ? all : [only];
  let replays = 0;
  const found = (divide: Divide): Searched => ({ divide, replays });
  if (step !== undefined) {
    replays = 1;
    return found(yield* atStep(pair, only ?? 0, step));
  }
  if (everyStep) {
    for (const replica of replicas) {
      replays++;
      const divide = yield* sideBySide(pair, replica);
      if (divide) return found(divide);
    }
  }
  const ended: Sides<Ended[]> = [[], []];
  const kept: Sides<Map<number, Outcome>> = [new Map(), new Map()];
  for (const replica of replicas) {
    const a = yield* outcomeOf(pair[0], replica, kept[0], withTrail);
    const b = yield* outcomeOf(pair[1], replica, kept[1], withTrail);
    const outcomes = [a, b] as const;
    replays++;
    const ends = ofBoth(pair, ({ setting: { plan } }, side) =>
      Math.min(plan.steps, (outcomes[side].epochs?.last ?? Infinity) * plan.stepsPerEpoch),
    );
    if (firstDiffering(a.parameters, b.parameters) >= 0 || ends[0] !== ends[1]) {
      const last = Math.min(...ends);
      const isOther = ends[0] === ends[1] && !a.epochs && !b.epochs;
      const bisected = yield* bisectSteps(pair, replica, last, isOther);
      const best = ofBoth(outcomes, ({ epochs }) => epochs?.best ?? null);
      replays += bisected.replays;
      return found(bisected.divide ?? { where: "end", replica, step: last, ends, best });
    }
    if (a.logits.length !== b.logits.length || firstDiffering(a.logits, b.logits) >= 0 || !Object.is(a.loss, b.loss))
      return found({ where: "test", replica, outcomes });
    if (keeps) ofBoth(ended, (all, side) => all.push(outcomes[side]));
  }
  return found({ where: "nowhere", replicas: replicas.length, ended });
}

/**
 * What a replica leaves when it is trained to its end, with those beside it.
 * @param kept outcomes of those that have been trained with others, which are given once
 */
function* outcomeOf(
  replayer: Replayer,
  replica: number,
  kept: Map<number, Outcome>,
  withTrail: boolean,
): Generator<number, Outcome> {
  if (!kept.has(replica)) {
    const { group, setting } = replayer;
    for (const outcome of yield* trainGroup(group, besideOf(replayer, replica), setting, { withTrail }))
      kept.set(outcome.index, outcome);
  }
  const outcome = kept.get(replica)!;
  kept.delete(replica);
  return outcome;
}

/** Both at the start of a replica. */
interface Started {
  /** Those beside it, and its lane among them. */
  members: Sides<number[]>;
  lanes: Sides<number>;
  /** All of them now. */
  snapshots(): Sides<Snapshot[]>;
  /** The replica now. */
  states(): Sides<Snapshot>;
  /** Trains both up to a step. */
  to(step: number): Generator<number, void>;
}

function startBoth(pair: Sides<Replayer>, replica: number): Started {
  const members = ofBoth(pair, (replayer) => besideOf(replayer, replica));
  const lanes = ofBoth(members, (each) => each.indexOf(replica));
  ofBoth(pair, ({ group }, side) => group.start(members[side]));
  const paces = ofBoth(pair, ({ group }) => paced(1, (steps) => group.advance(steps)));
  return {
    members,
    lanes,
    snapshots: () => ofBoth(pair, ({ group }, side) => members[side].map((_, lane) => group.snapshot(lane))),
    states: () => ofBoth(pair, ({ group }, side) => group.snapshot(lanes[side])),
    *to(step) {
      for (const [side, { group }] of pair.entries())
        while (group.step < step) yield paces[side]!(step - group.step) * members[side]!.length;
    },
  };
}

/** Takes the step after `t` with both from where they were, and says where its arrays part. */
function recorded(
  pair: Sides<Replayer>,
  { members, lanes }: Started,
  replica: number,
  t: number,
  before: Sides<Snapshot[]>,
): Divide {
  const records = ofBoth(pair, (replayer, side) => replayer.record(members[side], lanes[side], t, before[side]));
  if (partingOf(...records) === null) return { where: "unrepeatable", replica, step: t + 1 };
  return { where: "step", replica, step: t + 1, records };
}

/**
 * Finds a step of a replica.
 * @param last the step up to which both are trained
 * @param isOther whether it is known that the two differ there
 */
function* bisectSteps(
  pair: Sides<Replayer>,
  replica: number,
  last: number,
  isOther: boolean,
): Generator<number, { divide: Divide | null; replays: number }> {
  const started = startBoth(pair, replica);
  const areEqual = () => areSame(...started.states());
  if (!areEqual()) return { divide: { where: "start", replica, states: started.states() }, replays: 0 };
  let same = { step: 0, snapshots: started.snapshots() };
  let replays = 0;
  if (!isOther) {
    replays++;
    yield* started.to(last);
    if (areEqual()) return { divide: null, replays };
  }
  for (let other = last; other - same.step > 1; ) {
    const middle = Math.floor((same.step + other) / 2);
    ofBoth(pair, ({ group }, side) => group.restore(same.step, same.snapshots[side]));
    yield* started.to(middle);
    replays++;
    if (areEqual()) same = { step: middle, snapshots: started.snapshots() };
    else other = middle;
  }
  return { divide: recorded(pair, started, replica, same.step, same.snapshots), replays: replays + 1 };
}

/** Walks through all steps of a replica; null where nothing differs. */
function* sideBySide(pair: Sides<Replayer>, replica: number): Generator<number, Divide | null> {
  const started = startBoth(pair, replica);
  const last = Math.min(...pair.map(({ setting }) => setting.plan.steps));
  if (!areSame(...started.states())) return { where: "start", replica, states: started.states() };
  for (let t = 0; t < last; t++) {
    const before = started.snapshots();
    yield* started.to(t + 1);
    const [a, b] = ofBoth(pair, ({ group }, side) => group.batchLoss(started.lanes[side]));
    if (!areSame(...started.states()) || !Object.is(a, b)) return recorded(pair, started, replica, t, before);
  }
  return null;
}

const NOWHERE: Divide = { where: "nowhere", replicas: 0, ended: [[], []] };

/** One step of a replica, counted from 1. */
function* atStep(pair: Sides<Replayer>, replica: number, step: number): Generator<number, Divide> {
  const started = startBoth(pair, replica);
  if (step === 0) {
    const states = started.states();
    return areSame(...(states as [Snapshot, Snapshot])) ? NOWHERE : { where: "start", replica, states };
  }
  yield* started.to(step - 1);
  if (!areSame(...started.states())) return { where: "earlier", replica, step };
  const divide = recorded(pair, started, replica, step - 1, started.snapshots());
  return divide.where === "unrepeatable" ? NOWHERE : divide;
}
