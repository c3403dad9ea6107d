/**
 * A group in the lanes of one kernel instance.
 */
import { finish } from "../host/slices.js";
import { readLane, takeLane, writeCells } from "../kernel/cells.js";
import { quantityOf } from "../kernel/codes.js";
import { type Layout, layOut, RATE_BYTES, START_BYTES } from "../kernel/layout.js";
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

/** Rates of all epochs are kept up to this size. */
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
  const { parameterCount, steps, stepsPerEpoch } = plan;
  // A given order is one long epoch.
  const period = study.order ? steps : stepsPerEpoch;
  const layout = layOut(kernel, lanes, study, plan, data, period);
  const rates = ratesOfEpochs(study, plan, period);
  // Forward and both gradients of each example; the update takes about as long as ten multiplications.
  const stepWork = lanes * (3 * study.batchSize * plan.work + 10 * parameterCount);
  const stepsPerCall = Math.max(1, Math.floor(WORK_PER_CALL / stepWork));
  let replicas: readonly number[] = [];
  let step = 0;
  let prepared = -1;
  writeBatches(memory, layout, lanes, study, period, data.count);

  /** Order and rates of the epoch in which the next step lies. */
  function prepare(): void {
    const epoch = Math.floor(step / period);
    if (epoch === prepared) return;
    writeWords(memory, layout.rates, rates(epoch));
    if (!study.order && (study.reshuffle || prepared < 0)) {
      const part = study.reshuffle ? epoch : 0;
      const buffer = study.shuffleForm === "buffer" ? 1 : 0;
      const { order, slots, keys } = layout;
      exports.epochOrder(lanes, buffer, order, slots, keys.shuffle, part, data.count, study.shuffleWindow);
    }
    prepared = epoch;
  }

  function restart(first: number): void {
    step = first;
    prepared = -1;
    writeWords(memory, layout.divergence, new Int32Array(2 * lanes));
  }

  /** The state of the optimizer, one list of arrays a lane. */
  function writeStates(states: readonly (readonly Float32Array[])[]): void {
    for (let s = 0; s < layout.states; s++) {
      const arrays = states.map((state) => state[s]!);
      writeCells(memory, layout.state + s * layout.stateBytes, lanes, arrays);
    }
  }

  const evaluation = (examples: LabelledExamples) => evaluating(kernel, layout, lanes, plan, replicas.length, examples);

  return {
    lanes,
    get step() {
      return step;
    },
    start(chosen) {
      replicas = chosen;
      restart(0);
      writeKeys(memory, layout, lanes, study, replicas);
      initialize(kernel, layout, lanes, study, plan);
      writeStates([initialState(study.optimizer, parameterCount)]);
    },
    restore(at, snapshots) {
      restart(at);
      for (let lane = 0; lane < lanes; lane++) writeDouble(memory, layout.loss + 8 * lane, NaN);
      writeCells(
        memory,
        layout.parameters,
        lanes,
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
        parameters: readLane(memory, layout.parameters, parameterCount, lanes, lane),
        state: Array.from({ length: layout.states }, (_, s) =>
          readLane(memory, layout.state + s * layout.stateBytes, parameterCount, lanes, lane),
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

/** The rates of an epoch, kept where those of all epochs are few: they are the same for every group of replicas. */
function ratesOfEpochs(study: Study, { steps, stepsPerEpoch }: Plan, period: number): (epoch: number) => Float32Array {
  const rates = stepRates(study, steps, stepsPerEpoch);
  const kept: Float32Array[] = [];
  return (epoch) => {
    const known = kept[epoch] ?? rates(epoch * period, period);
    if (steps * RATE_BYTES <= KEPT_BYTES) kept[epoch] = known;
    return known;
  };
}

/** Where each batch of an epoch starts, and the order of the examples where it is given. */
function writeBatches(
  memory: WebAssembly.Memory,
  layout: Layout,
  lanes: number,
  study: Study,
  period: number,
  count: number,
): void {
  const starts = new Int32Array(period + 1);
  for (let s = 0; s < period; s++) {
    starts[s + 1] = study.order ? starts[s]! + study.order[s]!.length : Math.min((s + 1) * study.batchSize, count);
  }
  writeWords(memory, layout.starts, starts);
  if (!study.order) return;
  const cells = study.order.flat().flatMap((example) => Array<number>(lanes).fill(example));
  writeWords(memory, layout.order, Uint32Array.from(cells));
}

/** Keys of all streams, a lane each; a lane without a replica repeats the last one. */
function writeKeys(
  memory: WebAssembly.Memory,
  layout: Layout,
  lanes: number,
  study: Study,
  replicas: readonly number[],
): void {
  const keys = Array.from({ length: lanes }, (_, lane) =>
    keysOf(study, replicas[Math.min(lane, replicas.length - 1)]!),
  );
  for (const factor of FACTORS) {
    const words = [0, 1].flatMap((word) => keys.map((key) => key[factor][word]!));
    writeWords(memory, layout.keys[factor], Uint32Array.from(words));
  }
}

/** Writes the initial parameters, or has them drawn. */
function initialize({ memory, exports }: Kernel, layout: Layout, lanes: number, study: Study, plan: Plan): void {
  if (Array.isArray(study.initial))
    return writeCells(memory, layout.parameters, lanes, [givenParameters(plan.layers, study.initial)]);
  for (const { offset: position, length, fanIn, fanOut, scheme } of plan.layers.flatMap((layer) => layer.parameters)) {
    const { kind, offset, scale } = drawOf(scheme!, fanIn, fanOut);
    const cells = layout.parameters + position * lanes * 4;
    exports.initialize(lanes, cells, length, kind, offset, scale, layout.keys.init, position);
  }
}

/** Evaluates the first lanes, a replica each; the loss of the last batch is left as it was. */
function* evaluating(
  { memory, exports }: Kernel,
  layout: Layout,
  lanes: number,
  plan: Plan,
  replicas: number,
  { count, x, y }: LabelledExamples,
): Generator<void, Evaluation[]> {
  const { inputs, outputs, targets } = plan;
  const results = Array.from({ length: replicas }, () => ({
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
    writeWords(memory, layout.labels, y.subarray(n * targets, (n + piece) * targets));
    exports.evaluate(lanes, layout.model, layout.inputs, layout.labels, piece);
    const logits = lookAtFloats(memory, layout.logits, piece * outputs * lanes);
    const predictions = lookAtFloats(memory, layout.probabilities, piece * outputs * lanes);
    results.forEach((result, lane) => {
      takeLane(result.logits, n * outputs, logits, lanes, lane);
      takeLane(result.predictions, n * outputs, predictions, lanes, lane);
    });
    yield;
  }
  const losses = readDoubles(memory, layout.loss, lanes);
  results.forEach((result, lane) => (result.loss = losses[lane]! / count));
  writeWords(memory, layout.loss, kept);
  return results;
}
