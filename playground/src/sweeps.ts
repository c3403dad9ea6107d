/** What the page can sweep of a study: axes that fit it, with the values that are trained. */
import type { Study, StudyInput } from "doppelgrad";
import type { SweepAxes } from "doppelgrad/sweep";
import type { ActiveStudy } from "./engine/protocol.js";

export interface Axis {
  label: string;
  axes: SweepAxes;
  /** Where a setting stands on the axis; always above 0. */
  placeOf: (fields: StudyInput) => number;
}

/** Fewest replicas of a setting: with fewer of them intervals are wide. */
const FEWEST = 16;
const BETAS = [0.0625, 0.125, 0.25, 0.5, 1, 2, 4];
const WIDTHS = [2, 4, 8, 16, 32];
const FACTORS = [0.1, 0.3, 1, 3, 10];

/** Replicas of each setting. */
export function replicasOf({ replicas }: Pick<ActiveStudy, "replicas">): number {
  return Math.max(replicas, FEWEST);
}

/** The axes that can change how differently replicas predict; none where nothing varies between them. */
export function axesOf({ study, train }: Pick<ActiveStudy, "study" | "train">): Axis[] {
  const { vary, hidden, optimizer, order, design } = study;
  if (design !== null || vary.length === 0) return [];
  const found: Axis[] = [];
  if (vary.includes("shuffle") && !order && train.count > 1)
    found.push({
      label: "Shuffle window",
      axes: { shuffleWindow: windowsUpTo(train.count) },
      placeOf: ({ shuffleWindow }) => shuffleWindow!,
    });
  if (hidden.length > 0) {
    found.push({
      label: "Beta of smelu",
      axes: { activation: BETAS.map((beta) => ({ name: "smelu", beta })) },
      placeOf: ({ activation }) => (activation as { beta: number }).beta,
    });
    found.push({
      label: "Width of the hidden layers",
      axes: { hidden: WIDTHS.map((width) => hidden.map(() => width)) },
      placeOf: ({ hidden: widths }) => widths![0]!,
    });
  }
  const { learningRate } = optimizer;
  found.push({
    label: "Learning rate",
    axes: {
      optimizer: FACTORS.map((factor) => ({
        ...optimizer,
        learningRate: Number((factor * learningRate).toPrecision(3)),
      })),
    },
    placeOf: ({ optimizer: of }) => (of as Study["optimizer"]).learningRate,
  });
  return found;
}

/** 1, 4, 16 ... and all examples. */
function windowsUpTo(examples: number): number[] {
  const windows = [];
  for (let window = 1; window < examples; window *= 4) windows.push(window);
  return [...windows, examples];
}
