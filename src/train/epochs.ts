/**
 * What is looked at after each epoch: where each replica of a group stops, and the losses of its curves.
 *
 * Source: docs/arithmetic.md sections 12 and 13.
 * Checked: tests/train/epochs.test.ts.
 */
import type { Divergence, Snapshot } from "../reference/trainer.js";
import type { Evaluation, Group } from "./group.js";
import type { Setting } from "./setting.js";

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

/** How the training of one replica ended. */
export interface Ending {
  /** Steps that it trained. */
  end: number;
  /** In these steps. */
  diverged: Divergence | null;
  /** Where early stopping may stop it. */
  epochs: Epochs | null;
  /** On request. */
  curves: Curves | null;
}

export interface Watch {
  /** Steps at which to look. */
  readonly steps: readonly number[];
  /** Looks at all replicas, where the group stands at one of these steps. Pauses between pieces of the examples. */
  look(): Generator<void, void>;
  /** Whether a replica has stopped: nothing that its lane does later counts. */
  hasStopped(lane: number): boolean;
  /** Puts each replica that may stop back to its best epoch. */
  endings(): Ending[];
}

/** Watches the replicas of a group from step 0 on. */
export function watchEpochs(group: Group, lanes: number, setting: Setting, withCurves: boolean): Watch {
  const { study, plan, train, validation, test } = setting;
  const { earlyStopping } = study;
  const { steps, stepsPerEpoch } = plan;
  const held = validation ? "validation" : "test";
  const replicas = Array.from({ length: lanes }, () => ({
    epochs: { best: 0, last: 0 },
    least: NaN,
    best: null as Snapshot | null,
    hasStopped: false,
    curves: withCurves ? ({ train: [], [held]: [] } as Curves) : null,
  }));

  function* look(): Generator<void, void> {
    const epoch = Math.ceil(group.step / stepsPerEpoch);
    const ofTrain = withCurves ? yield* group.evaluation(train) : null;
    const ofHeld = yield* group.evaluation(validation ?? test);
    replicas.forEach((replica, lane) => {
      if (!replica.hasStopped) note(replica, lane, epoch, ofHeld[lane]!, ofTrain?.[lane]);
    });
  }

  function note(
    replica: (typeof replicas)[number],
    lane: number,
    epoch: number,
    { loss }: Evaluation,
    ofTrain: Evaluation | undefined,
  ): void {
    if (ofTrain) replica.curves!.train.push(ofTrain.loss);
    if (ofTrain) replica.curves![held]!.push(loss);
    const { epochs } = replica;
    epochs.last = epoch;
    if (!earlyStopping || epoch === 0) return;
    if (epoch === 1 || loss < replica.least - earlyStopping.minDelta) {
      epochs.best = epoch;
      replica.least = loss;
      replica.best = group.snapshot(lane);
    }
    replica.hasStopped = epoch - epochs.best >= earlyStopping.patience;
  }

  const first = withCurves ? 0 : 1;
  const looks = withCurves || earlyStopping ? Math.ceil(steps / stepsPerEpoch) + 1 - first : 0;
  return {
    steps: Array.from({ length: looks }, (_, look) => Math.min((first + look) * stepsPerEpoch, steps)),
    look,
    hasStopped: (lane) => replicas[lane]!.hasStopped,
    endings() {
      const endings = replicas.map(({ epochs, curves }, lane): Ending => {
        const end = earlyStopping ? epochs.last * stepsPerEpoch : steps;
        const diverged = group.diverged(lane);
        return {
          end,
          diverged: diverged && diverged.step < end ? diverged : null,
          epochs: earlyStopping && epochs,
          curves,
        };
      });
      if (earlyStopping)
        group.restore(
          group.step,
          replicas.map(({ best }) => best!),
        );
      return endings;
    },
  };
}
