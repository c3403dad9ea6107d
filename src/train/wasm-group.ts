/**
 * A group in the lanes of one kernel instance.
 */

import { finish } from "../host/slices.js";
import { quantityOf } from "../kernel/codes.js";
import { layOut, RATE_BYTES, START_BYTES } from "../kernel/layout.js";
import type { Kernel } from "../kernel/load.js";
import { lookAtFloats, readDoubles, readFloats, readIntegers, writeDouble, writeWords } from "../kernel/memory.js";
import { drawOf, givenParameters } from "../reference/initial.js";
import { initialState } from "../reference/optimizer.js";
import { stepRates } from "../reference/rates.js";
import type { LabelledExamples, Snapshot } from "../reference/trainer.js";
import { FACTORS } from "../study/levels.js";
import type { Plan } from "../study/plan.js";
import type { Study } from "../study/study.js";
import type { Evaluation, Group } from "./group.js";
import { keysOf } from "./keys.js";

/** Rates of all epochs are kept up to this size: they are the same for every group of replicas. */
const KEPT_BYTES = 16_777_216;
/**
 * Multiplications of one call into the kernel, about: some milliseconds. One long call would never leave the engine's
 * first tier.
 */
const WORK_PER_CALL = 2e6;

/** Multiplications of one piece of an evaluation, about. */
const WORK_PER_PIECE = 1e7;

/**
 * @param kernel a fresh instance, which the group keeps
 * @param lanes replicas of the group: as many as a register has floats, or 1
 */
export function wasmGroup(kernel: Kernel, lanes: number, study: Study, plan: Plan, data: LabelledExamples): Group {
  const { exports, memory } = kernel;
  const { inputs, outputs, parameterCount, steps, stepsPerEpoch } = plan;
  // A given order is one long epoch.
  const period = study.order ? steps : stepsPerEpoch;
  const layout = layOut(kernel, lanes, study, plan, data, period);
  const rates = stepRates(study, steps, stepsPerEpoch);
  const kept: Float32Array[] = [];
  // Forward and both gradients of each example; the update takes about as long as ten multiplications.
  const stepWork = lanes * (3 * study.batchSize * plan.work + 10 * parameterCount);
  const stepsPerCall = Math.max(1, Math.floor(WORK_PER_CALL / stepWork));
  let replicas: readonly number[] = [];
  let step = 0;
  let prepared = -1;

  const starts = new Int32Array(period + 1);
  for (let s = 0; s < period; s++) {
    starts[s + 1] = study.order ? starts[s]! + study.order[s]!.length : Math.min((s + 1) * study.batchSize, data.count);
  }
  writeWords(memory, layout.starts, starts);
  if (study.order)
    writeWords(
      memory,
      layout.order,
      Uint32Array.from(study.order.flat().flatMap((example) => Array(lanes).fill(example))),
    );

  /** Keys of all streams, a lane each; a lane without a replica repeats the last one. */
  function writeKeys(): void {
    const keys = Array.from({ length: lanes }, (_, lane) =>
      keysOf(study, replicas[Math.min(lane, replicas.length - 1)]!),
    );
    for (const factor of FACTORS) {
      const words = [0, 1].flatMap((word) => keys.map((key) => key[factor][word]!));
      writeWords(memory, layout.keys[factor], Uint32Array.from(words));
    }
  }

  function initialize(): void {
    if (Array.isArray(study.initial)) {
      writeCells(layout.parameters, Array(lanes).fill(givenParameters(plan.layers, study.initial)));
      return;
    }
    for (const { offset: position, length, fanIn, fanOut, scheme } of plan.layers.flatMap(
      (layer) => layer.parameters,
    )) {
      const { kind, offset, scale } = drawOf(scheme!, fanIn, fanOut);
      const cells = layout.parameters + position * lanes * 4;
      exports.initialize(lanes, cells, length, kind, offset, scale, layout.keys.init, position);
    }
  }

  /** One array a lane into cells. */
  function writeCells(address: number, arrays: readonly Float32Array[]): void {
    const length = arrays[0]!.length;
    const cells = new Float32Array(length * lanes);
    for (let lane = 0; lane < lanes; lane++) {
      const values = arrays[Math.min(lane, arrays.length - 1)]!;
      for (let i = 0; i < length; i++) cells[i * lanes + lane] = values[i]!;
    }
    writeWords(memory, address, cells);
  }

  /** The values of one lane out of cells, into `values` from `start` on. */
  function takeLane(values: Float32Array, start: number, cells: Float32Array, lane: number): void {
    for (let i = lane, to = start; i < cells.length; i += lanes, to++) values[to] = cells[i]!;
  }

  function readLane(address: number, count: number, lane: number): Float32Array {
    const values = new Float32Array(count);
    takeLane(values, 0, lookAtFloats(memory, address, count * lanes), lane);
    return values;
  }

  /** Order and rates of the epoch in which the next step lies. */
  function prepare(): void {
    const epoch = Math.floor(step / period);
    if (epoch === prepared) return;
    const epochRates = kept[epoch] ?? rates(epoch * period, period);
    if (steps * RATE_BYTES <= KEPT_BYTES) kept[epoch] = epochRates;
    writeWords(memory, layout.rates, epochRates);
    if (!study.order && (study.reshuffle || prepared < 0)) {
      const part = study.reshuffle ? epoch : 0;
      const buffer = study.shuffleForm === "buffer" ? 1 : 0;
      exports.epochOrder(
        lanes,
        buffer,
        layout.order,
        layout.slots,
        layout.keys.shuffle,
        part,
        data.count,
        study.shuffleWindow,
      );
    }
    prepared = epoch;
  }

  function writeStates(states: readonly (readonly Float32Array[])[]): void {
    for (let s = 0; s < layout.states; s++) {
      writeCells(
        layout.state + s * layout.stateBytes,
        states.map((arrays) => arrays[s]!),
      );
    }
  }

  function restart(first: number): void {
    step = first;
    prepared = -1;
    writeWords(memory, layout.divergence, new Int32Array(2 * lanes));
  }

  function* evaluation({ count, x, y }: LabelledExamples): Generator<void, Evaluation[]> {
    const results = replicas.map(() => ({
      logits: new Float32Array(count * outputs),
      predictions: new Float32Array(count * outputs),
      loss: 0,
    }));
    const kept = readFloats(memory, layout.loss, 2 * lanes);
    writeWords(memory, layout.loss, new Int32Array(2 * lanes));
    const most = Math.min(layout.capacity, Math.ceil(WORK_PER_PIECE / (lanes * plan.work)));
    for (let n = 0; n < count; n += most) {
      const piece = Math.min(most, count - n);
      writeWords(memory, layout.inputs, x.subarray(n * inputs, (n + piece) * inputs));
      writeWords(memory, layout.labels, y.subarray(n * plan.targets, (n + piece) * plan.targets));
      exports.evaluate(lanes, layout.model, layout.inputs, layout.labels, piece);
      const logits = lookAtFloats(memory, layout.logits, piece * outputs * lanes);
      const predictions = lookAtFloats(memory, layout.probabilities, piece * outputs * lanes);
      results.forEach((result, lane) => {
        takeLane(result.logits, n * outputs, logits, lane);
        takeLane(result.predictions, n * outputs, predictions, lane);
      });
      yield;
    }
    const losses = readDoubles(memory, layout.loss, lanes);
    results.forEach((result, lane) => (result.loss = losses[lane]! / count));
    writeWords(memory, layout.loss, kept);
    return results;
  }

  return {
    lanes,
    get step() {
      return step;
    },
    start(chosen) {
      replicas = chosen;
      restart(0);
      writeKeys();
      initialize();
      writeStates([initialState(study.optimizer, parameterCount)]);
    },
    restore(at, snapshots) {
      restart(at);
      for (let lane = 0; lane < lanes; lane++) writeDouble(memory, layout.loss + 8 * lane, NaN);
      writeCells(
        layout.parameters,
        snapshots.map((snapshot) => snapshot.parameters),
      );
      writeStates(snapshots.map((snapshot) => snapshot.state));
    },
    advance(count) {
      for (const end = Math.min(step + count, steps); step < end; ) {
        prepare();
        const s = step % period;
        const now = Math.min(stepsPerCall, period - s, end - step);
        exports.train(
          lanes,
          layout.model,
          layout.order,
          layout.starts + START_BYTES * s,
          layout.rates + RATE_BYTES * s,
          step,
          now,
        );
        step += now;
      }
    },
    snapshot(lane): Snapshot {
      return {
        parameters: readLane(layout.parameters, parameterCount, lane),
        state: Array.from({ length: layout.states }, (_, s) =>
          readLane(layout.state + s * layout.stateBytes, parameterCount, lane),
        ),
      };
    },
    batchLoss(lane) {
      return step === 0 ? NaN : readDoubles(memory, layout.loss, lanes)[lane]!;
    },
    diverged(lane) {
      const [at, code] = readIntegers(memory, layout.divergence + 8 * lane, 2);
      const quantity = quantityOf(code!);
      return quantity && { step: at!, quantity };
    },
    evaluation,
    evaluate: (examples) => finish(evaluation(examples)),
  };
}
