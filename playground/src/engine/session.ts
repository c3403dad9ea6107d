/**
 * One study in training, as the page sees it: forwards, backwards, and looked at. Knows nothing of workers.
 */
import {
  familyNames,
  flips,
  flipsCsv,
  openTrainer,
  type PredictedResult,
  type StudyInput,
  type Trainer,
  taskLosses,
  variantNames,
} from "doppelgrad";
import { learnedNothing } from "../../../src/report/format.js";
import { disagreementMap } from "./disagreement.js";
import { openHistory } from "./history.js";
import { networkFrame, unitSide } from "./network.js";
import type { ActiveStudy, Diverged, FlipsReport, Frame, PlaneView, View } from "./protocol.js";

/** Milliseconds of training before a look, so that the next ask never waits for long. */
const TURN = 50;
/** Steps between two looks at the clock. */
const STRIDE = 8;
/** Test examples that are drawn as cells, at most; fewer where there are many replicas. */
const CELLS = 48 * 48;
/** Looks at least on the way through a training. */
const WAYPOINTS = 50;
/** Examples that flip and are shown. */
const FLIPS = 50;

export interface Session {
  active: ActiveStudy;
  /** Trains so many steps, or those that are left, or those for which there is time, and looks. */
  advance(steps: number, view: View): Frame;
  /** Goes to a step or, where that is far, towards it, and looks: the frame tells how far it got. */
  seek(step: number, view: View): Frame;
  /** [replicas][columns] */
  predict(x: number[]): number[][];
  /** What is true at the points of a view, [points][columns]; null where it is not known. */
  truth(view: View): Float32Array | null;
  /** The trainer's: SHA-256 over parameters and test logits. */
  fingerprint(): string;
  /** What the replicas predict at this step, as `diff` and `flips` read it. */
  predicted(): PredictedResult;
  /** Which test examples flip at this step. */
  flips(): Promise<FlipsReport>;
}

/** @throws InputError for a bad study, with the SDK's sentence */
export async function openSession(input: StudyInput): Promise<Session> {
  const trainer = await openTrainer(input);
  const active = activeFrom(trainer);
  const history = openHistory(trainer.steps, trainer.checkpoint());
  const pointsOf = rememberedPoints(active.inputs);
  const unitPoints = rememberedPoints(active.inputs);
  /** Of each replica that diverged, as soon as it was seen; going back does not forget it. */
  const diverged = new Map<number, Diverged>();

  function forward(to: number): void {
    const started = performance.now();
    while (trainer.step < to && performance.now() - started < TURN) {
      trainer.advance(Math.min(to, history.due(trainer.step), trainer.step + STRIDE) - trainer.step);
      trainer
        .diverged()
        .forEach(
          (at, replica) =>
            at && !diverged.has(replica) && diverged.set(replica, { replica, step: at.step, quantity: at.quantity }),
        );
      if (history.lacks(trainer.step)) history.keep(trainer.step, trainer.checkpoint());
    }
  }

  const atCells = (evaluations: ReturnType<Trainer["evaluate"]>): Float32Array[] =>
    evaluations.map(({ predictions }) => gathered(predictions, active.cells.index, active.columns));
  const between = (predictions: readonly Float32Array[]): Float32Array =>
    disagreementMap(predictions, predictions[0]!.length / active.columns, active.columns, active.task === "regression");

  function look(view: View): Frame {
    const out = [...diverged.values()]
      .filter(({ step }) => step <= trainer.step)
      .sort((a, b) => a.step - b.step || a.replica - b.replica);
    const evaluations = trainer.evaluate();
    const { columns } = active;
    const predictions =
      view.of === "plane"
        ? trainer.predict(pointsOf(view)).map((replica) => Float32Array.from(replica.predictions))
        : atCells(evaluations);
    const disagreement = between(predictions);
    const size = predictions[0]!.length;
    const maps = new Float32Array(view.maps.length * size);
    view.maps.forEach((replica, at) => maps.set(predictions[replica]!, at * size));
    const measured =
      active.replicas > 1 && out.length === 0 ? trainer.measure(["predictionDifference", "churn"]) : null;
    const parameters = trainer.parameters();
    return {
      step: trainer.step,
      losses: evaluations.map((replica) => replica.loss),
      predictionDifference: measured?.predictionDifference.value ?? null,
      interval: measured && intervalOf(measured.predictionDifference),
      churn: measured?.churn.value ?? null,
      identical: allSame(parameters),
      maps,
      disagreement,
      differences: view.differences
        ? view.of === "cells"
          ? disagreement.slice()
          : between(atCells(evaluations))
        : null,
      networks: (view.networks ?? []).map((replica) =>
        networkFrame(replica, trainer.study, parameters[replica]!, pointsOfUnits(view), active.inputs, columns),
      ),
      nothingLearned:
        trainer.step === trainer.steps && out.length === 0
          ? learnedNothing(trainer.constantLoss, trainer.measure(["loss"]))
          : null,
      diverged: out,
    };
  }

  /** Where units are asked: on a coarser grid of the plane, or at fewer of the cells. */
  function pointsOfUnits(view: View): { x: Float32Array; across: number; down: number } {
    const side = unitSide(active.parameterCount);
    if (view.of === "plane")
      return {
        x: unitPoints({ ...view, grid: side }),
        across: side,
        down: view.axes[0] === view.axes[1] ? 1 : side,
      };
    const { count, x } = active.cells;
    const most = Math.min(count, side * side);
    const across = Math.ceil(Math.sqrt(most));
    const cells = Uint32Array.from({ length: most }, (_, k) => Math.floor((k * count) / most));
    return { x: gathered(x, cells, active.inputs), across, down: Math.ceil(most / across) };
  }

  return {
    active,
    advance(steps, view) {
      forward(Math.min(trainer.step + steps, trainer.steps));
      return look(view);
    },
    seek(step, view) {
      const to = Math.max(0, Math.min(step, trainer.steps));
      const checkpoint = history.before(to);
      if (to < trainer.step || checkpoint.step > trainer.step) trainer.resume(checkpoint.bytes);
      forward(Math.min(to, trainer.step + Math.ceil(trainer.steps / WAYPOINTS)));
      return look(view);
    },
    predict: (x) => trainer.predict(Float32Array.from(x)).map((replica) => [...replica.predictions]),
    truth(view) {
      const truth = trainer.truth(view.of === "plane" ? pointsOf(view) : active.cells.x);
      return truth && Float32Array.from(truth);
    },
    fingerprint: () => trainer.fingerprint(),
    predicted: () => resultOf(trainer),
    async flips() {
      const table = await flips(resultOf(trainer));
      return {
        table: { ...table, flips: table.flips.slice(0, FLIPS) },
        byRow: trainer.dataset.test.rows != null,
        csv: await flipsCsv(table),
      };
    },
  };
}

/** What `flips` and `diff` read of a result, at the step of the trainer. */
function resultOf(trainer: Trainer): PredictedResult {
  const { study, dataset, constantLoss } = trainer;
  const { train, test, sha256, task, inputs, classes, decided = null, preprocessing = null } = dataset;
  const evaluations = trainer.evaluate();
  const joined = (part: "predictions" | "logits"): Float32Array => {
    const size = evaluations[0]!.logits.length;
    const all = new Float32Array(evaluations.length * size);
    evaluations.forEach((evaluation, replica) => all.set(evaluation[part], replica * size));
    return all;
  };
  return {
    study,
    fingerprint: trainer.fingerprint(),
    data: { train: train.count, test: test.count, sha256, task, inputs, classes, constantLoss, decided },
    replicas: evaluations.map(({ loss }, index) => ({ index, loss, fingerprint: "" })),
    predictions: joined("predictions"),
    logits: joined("logits"),
    examples: { labels: test.y, rows: test.rows, ids: test.ids, groups: test.groups },
    preprocessing,
  };
}

function activeFrom(trainer: Trainer): ActiveStudy {
  const { study, dataset, steps } = trainer;
  const { task, inputs, targets, inputNames, classNames, decided, preprocessing } = dataset;
  const { count, x, y } = dataset.train;
  return {
    study,
    steps,
    stepsPerEpoch: study.order ? steps : Math.ceil(count / study.batchSize),
    task,
    inputs,
    columns: trainer.predict(new Float32Array(inputs))[0]!.predictions.length,
    replicas: study.replicas,
    inputNames,
    classNames,
    decided,
    preprocessing,
    parameterCount: trainer.parameters()[0]!.length,
    train: { count, x, y: targets === 1 ? y : y.filter((_, i) => i % targets === 0) },
    cells: cellsOf(dataset.test, inputs, targets, study.replicas),
    testCount: dataset.test.count,
    hasTruth: dataset.test.truth !== null,
    choices: { ...variantNames, family: familyNames, lossOfTask: taskLosses[task] },
  };
}

function cellsOf(
  { count, x, y }: Trainer["dataset"]["test"],
  inputs: number,
  targets: number,
  replicas: number,
): ActiveStudy["cells"] {
  const label = (n: number): number => y[n * targets]!;
  const sorted = Uint32Array.from({ length: count }, (_, n) => n).sort((a, b) => label(a) - label(b) || a - b);
  const most = Math.min(count, replicas > 32 ? CELLS / 2 : CELLS);
  const index = Uint32Array.from({ length: most }, (_, k) => sorted[Math.floor((k * count) / most)]!);
  return { count: most, x: gathered(x, index, inputs), y: Float32Array.from(index, label), index };
}

/** Rows of a matrix, [rows][columns]. */
function gathered(values: Float32Array, rows: Uint32Array, columns: number): Float32Array {
  const taken = new Float32Array(rows.length * columns);
  rows.forEach((row, k) => taken.set(values.subarray(row * columns, (row + 1) * columns), k * columns));
  return taken;
}

function intervalOf({ low, high }: { low: number | null; high: number | null }): Frame["interval"] {
  return low === null || high === null ? null : [low, high];
}

/** The points of a view, [grid][grid][inputs] (one row for one input); those of the last view are remembered. */
function rememberedPoints(inputs: number): (view: PlaneView) => Float32Array {
  let key = "";
  let points = new Float32Array(0);
  return ({ grid, axes, ranges, fixed }) => {
    const next = JSON.stringify([grid, axes, ranges, fixed]);
    if (next === key) return points;
    key = next;
    const [[left, right], [bottom, top]] = ranges;
    const rows = axes[0] === axes[1] ? 1 : grid;
    points = new Float32Array(rows * grid * inputs);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < grid; column++) {
        const at = (row * grid + column) * inputs;
        points.set(fixed, at);
        if (rows > 1) points[at + axes[1]] = top - ((row + 0.5) / rows) * (top - bottom);
        points[at + axes[0]] = left + ((column + 0.5) / grid) * (right - left);
      }
    }
    return points;
  };
}

/** Bit for bit, so that -0 is not 0. */
function allSame(parameters: readonly Float32Array[]): boolean {
  const bits = parameters.map((values) => new Uint32Array(values.buffer, values.byteOffset, values.length));
  return bits.every((each) => each.every((word, i) => word === bits[0]![i]));
}
