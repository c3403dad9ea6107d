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
  /** Whether the outcomes have trails. */
  withTrail?: boolean;
}

/** What a replica left when it was trained to its end. */
export type Ended = Pick<Outcome, "index" | "digest" | "logits" | "parameters" | "trail">;

/** Where two trainings part. */
export type Divide =
  /** Nowhere; what each has left of each replica, if all were trained to the end. */
  | { where: "nowhere"; ended: Sides<Ended[]> | null }
  /** In the initial parameters. */
  | { where: "start"; replica: number; states: Sides<Snapshot> }
  /** In a step, counted from 1. */
  | { where: "step"; replica: number; step: number; records: Sides<StepRecord> }
  /** Before the step that was asked for. */
  | { where: "earlier"; replica: number; step: number }
  /** In a step that, taken again, gives both the same. */
  | { where: "unrepeatable"; replica: number; step: number }
  /** Where one ends and the other goes on, counted as steps are. */
  | { where: "end"; replica: number; step: number; ends: Sides<number> }
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
export function* searchDivide(pair: Sides<Replayer>, comparison: BisectScope): Generator<number, Searched> {
  const { replica: only, step, everyStep, withTrail = false } = comparison;
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
    const outcomes: Outcome[] = [];
    for (const [side, replayer] of pair.entries()) {
      if (!kept[side]!.has(replica)) {
        const members = besideOf(replayer, replica);
        const trained = yield* trainGroup(replayer.group, members, replayer.setting, { withTrail });
        for (const outcome of trained) kept[side]!.set(outcome.index, outcome);
      }
      outcomes.push(kept[side]!.get(replica)!);
      kept[side]!.delete(replica);
    }
    replays++;
    const [a, b] = outcomes as [Outcome, Outcome];
    const ends = ofBoth(pair, ({ setting: { plan } }, side) => {
      const { epochs } = outcomes[side]!;
      return epochs ? Math.min(plan.steps, epochs.last * plan.stepsPerEpoch) : plan.steps;
    });
    if (firstDiffering(a.parameters, b.parameters) >= 0 || ends[0] !== ends[1]) {
      const bisected = yield* bisectSteps(
        pair,
        replica,
        Math.min(...ends),
        ends[0] === ends[1] && !a.epochs && !b.epochs,
      );
      return {
        divide: bisected.divide ?? { where: "end", replica, step: Math.min(...ends), ends },
        replays: replays + bisected.replays,
      };
    }
    if (a.logits.length !== b.logits.length || firstDiffering(a.logits, b.logits) >= 0 || !Object.is(a.loss, b.loss))
      return found({ where: "test", replica, outcomes: [a, b] });
    ended[0].push(a);
    ended[1].push(b);
  }
  return found({ where: "nowhere", ended: only === undefined ? ended : null });
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

/** One step of a replica, counted from 1. */
function* atStep(pair: Sides<Replayer>, replica: number, step: number): Generator<number, Divide> {
  const started = startBoth(pair, replica);
  if (step === 0) {
    const states = started.states();
    return areSame(...(states as [Snapshot, Snapshot]))
      ? { where: "nowhere", ended: null }
      : { where: "start", replica, states };
  }
  yield* started.to(step - 1);
  if (!areSame(...started.states())) return { where: "earlier", replica, step };
  const divide = recorded(pair, started, replica, step - 1, started.snapshots());
  return divide.where === "unrepeatable" ? { where: "nowhere", ended: null } : divide;
}
