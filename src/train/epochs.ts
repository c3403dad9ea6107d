/**
 * What is looked at after each epoch: where each replica of a group stops, and the losses of its curves.
 *
 * Source: docs/arithmetic.md sections 12 and 13.
 * Checked: tests/train/epochs.test.ts.
 */
import type { Divergence, Snapshot } from "../reference/trainer.js";
import type { Group } from "./group.js";
import type { Setting } from "./setting.js";
import type { Recorded } from "./train-group.js";

/** Mean losses of one replica on the labels: before the first step, then after each epoch that it trained. */
export interface Curves {
  /** On the examples that it trains on. */
  train: number[];
  /** On those kept for validation, where early stopping keeps some. */
  validation?: number[];
  /** On the test set, where none are kept. */
  test?: number[];
}

/** Epochs of one replica that early stopping may stop, counted from 1. */
export interface Epochs {
  /** After which it was best; its parameters then are those of the result. */
  best: number;
  /** The last that it trained. */
  last: number;
}

/** What is known of one replica on its way, beside where its group is: plain data. */
export interface Course {
  /** As far as it is trained. */
  epochs: Epochs;
  /** Its least loss of those that count, and its snapshot then. */
  least: number;
  best: Snapshot | null;
  /** Whether early stopping has stopped it: nothing that its lane does later counts. */
  hasStopped: boolean;
  /** On request. */
  curves: Curves | null;
  trail: string[] | null;
  /** Where it was at the ends of the segments that are over, where a keeper saves them. */
  segments?: Snapshot[];
  /** Its first divergence before its group was put back to a step, which does not know of it. */
  diverged: Divergence | null;
}

/** How the training of one replica ended. */
export interface Ending extends Pick<Course, "curves" | "trail" | "segments"> {
  /** Steps that it trained. */
  end: number;
  /** In these steps. */
  diverged: Divergence | null;
  /** Where early stopping may stop it. */
  epochs: Epochs | null;
}

export interface Watch {
  /** One a replica. */
  readonly courses: readonly Course[];
  /** Steps at which to look. */
  readonly steps: readonly number[];
  /** Looks at all replicas, where the group stands at one of these steps. Pauses between pieces of the examples. */
  look(): Generator<void, void>;
  /** Puts each replica that may stop back to its best epoch. */
  endings(): Ending[];
}

/** Watches the replicas of a group. */
export function watchEpochs(group: Group, lanes: number, setting: Setting, { withTrail, withCurves }: Recorded): Watch {
  const { study, plan, train, validation, test } = setting;
  const { earlyStopping } = study;
  const { steps, stepsPerEpoch } = plan;
  const held = validation ? "validation" : "test";
  const courses = Array.from(
    { length: lanes },
    (): Course => ({
      epochs: { best: 0, last: 0 },
      least: NaN,
      best: null,
      hasStopped: false,
      curves: withCurves ? { train: [], [held]: [] } : null,
      trail: withTrail ? [] : null,
      diverged: null,
    }),
  );

  function* look(): Generator<void, void> {
    const epoch = Math.ceil(group.step / stepsPerEpoch);
    const ofTrain = withCurves ? yield* group.evaluation(train) : null;
    const ofHeld = yield* group.evaluation(validation ?? test);
    courses.forEach((course, lane) => {
      const { epochs, curves } = course;
      if (course.hasStopped) return;
      const { loss } = ofHeld[lane]!;
      curves?.train.push(ofTrain![lane]!.loss);
      curves?.[held]?.push(loss);
      epochs.last = epoch;
      if (!earlyStopping || epoch === 0) return;
      if (epoch === 1 || loss < course.least - earlyStopping.minDelta) {
        epochs.best = epoch;
        course.least = loss;
        course.best = group.snapshot(lane);
      }
      course.hasStopped = epoch - epochs.best >= earlyStopping.patience;
    });
  }

  const first = withCurves ? 0 : 1;
  const looks = withCurves || earlyStopping ? Math.ceil(steps / stepsPerEpoch) + 1 - first : 0;
  return {
    courses,
    steps: Array.from({ length: looks }, (_, look) => Math.min((first + look) * stepsPerEpoch, steps)),
    look,
    endings() {
      const endings = courses.map(({ epochs, curves, trail, segments, diverged: before }, lane): Ending => {
        const end = earlyStopping ? epochs.last * stepsPerEpoch : steps;
        const diverged = before ?? group.diverged(lane);
        return {
          end,
          diverged: diverged && diverged.step < end ? diverged : null,
          epochs: earlyStopping && epochs,
          curves,
          trail,
          segments,
        };
      });
      if (earlyStopping)
        group.restore(
          group.step,
          courses.map(({ best }) => best!),
        );
      return endings;
    },
  };
}
