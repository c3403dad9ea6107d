/**
 * A group in the lanes of one kernel instance.
 */
import { finish } from "../host/slices.js";
import { readLane, takeLane, writeCells } from "../kernel/cells.js";
import { quantityOf } from "../kernel/codes.js";
import { type Layout, layOutGroups, RATE_BYTES, START_BYTES } from "../kernel/layout.js";
import type { Kernel } from "../kernel/load.js";
import { lookAtFloats, readDoubles, readFloats, readIntegers, writeDouble, writeWords } from "../kernel/memory.js";
import { drawOf, givenParameters } from "../reference/initial.js";
import { initialState } from "../reference/optimizer.js";
import { stepRates } from "../reference/rates.js";
import type { LabelledExamples, Snapshot } from "../reference/trainer.js";
import { FACTORS } from "../study/levels.js";
import type { Plan } from "../study/plan.js";
import type { Study } from "../study/study.js";
import { addProducts } from "./expected-loss.js";
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
 * @param lanes replicas of the group: as many as a register has floats, or 1; or four times as many, which are trained
 * together
 */
export function wasmGroup(kernel: Kernel, lanes: number, study: Study, plan: Plan, data: LabelledExamples): Group {
  const { exports, memory } = kernel;
  const { parameterCount, steps, stepsPerEpoch } = plan;
  // A given order is one long epoch.
  const period = study.order ? steps : stepsPerEpoch;
  const count = lanes / Math.min(lanes, kernel.lanes);
  const width = lanes / count;
  const { groups, together } = layOutGroups(kernel, count, width, study, plan, data, period);
  const shared = groups[0]!;
  const rates = ratesOfEpochs(study, plan, period);
  // Forward and both gradients of each example; the update takes about as long as ten multiplications.
  const { workOfExample = 0, workOfStep = 0 } = plan.noise ?? {};
  const stepWork = lanes * (study.batchSize * (3 * plan.work + workOfExample) + 10 * parameterCount + workOfStep);
  const stepsPerCall = Math.max(1, Math.floor(WORK_PER_CALL / stepWork));
  let replicas: readonly number[] = [];
  /** The parts that have replicas. */
  let parts: Layout[] = [];
  let step = 0;
  let prepared = -1;
  /** Whether the parts train one by one: there is only one, or something was not finite. */
  let isApart = true;
  writeBatches(memory, groups, width, study, period, data.count);

  /** Order and rates of the epoch in which the next step lies. */
  function prepare(): void {
    const epoch = Math.floor(step / period);
    if (epoch === prepared) return;
    writeWords(memory, shared.rates, rates(epoch));
    if (!study.order && (study.reshuffle || prepared < 0)) {
      const part = study.reshuffle ? epoch : 0;
      const buffer = study.shuffleForm === "buffer" ? 1 : 0;
      for (const { order, slots, keys } of parts) {
        exports.epochOrder(width, buffer, order, slots, keys.shuffle, part, data.count, study.shuffleWindow);
        if (study.resample) exports.resample!(width, order, data.count, keys.resample, data.count);
      }
    }
    prepared = epoch;
  }

  function restart(first: number, members: number): void {
    step = first;
    prepared = -1;
    parts = groups.slice(0, Math.ceil(members / width));
    isApart = parts.length === 1 || !isFused(study, data);
    // A place without replicas repeats the last part.
    if (together)
      writeWords(
        memory,
        together.parts,
        Int32Array.from(
          groups.flatMap((_, g) => {
            const { model, order } = parts[Math.min(g, parts.length - 1)]!;
            return [model, order];
          }),
        ),
      );
    for (const { divergence } of parts) writeWords(memory, divergence, new Int32Array(2 * width));
  }

  /** The part of a lane, and the lane in it. */
  const placeOf = (lane: number) => [parts[Math.floor(lane / width)]!, lane % width] as const;
  const membersOf = <Member>(all: readonly Member[], part: number) => all.slice(part * width, (part + 1) * width);

  /** The state of the optimizer of a part, one list of arrays a lane. */
  function writeStates({ state, stateBytes, states }: Layout, arrays: readonly (readonly Float32Array[])[]): void {
    for (let s = 0; s < states; s++) {
      writeCells(
        memory,
        state + s * stateBytes,
        width,
        arrays.map((lists) => lists[s]!),
      );
    }
  }

  /** Trains `now` steps, the first of which is step s of the epoch. */
  function train(s: number, now: number, isLast: boolean): void {
    const at = shared.rates + RATE_BYTES * s;
    let done = 0;
    // The loss of the last step, which can be asked for, is made by the parts alone.
    const most = isLast ? now - 1 : now;
    if (!isApart && most > 0) {
      isApart = !kernel.fused!.trainTogether(together!.model, together!.parts, shared.states, s, at, step, most);
      if (!isApart) done = most;
    }
    if (done === now) return;
    for (const { model, order, starts } of parts) {
      exports.train(
        width,
        model,
        order,
        starts + START_BYTES * (s + done),
        at + RATE_BYTES * done,
        step + done,
        now - done,
      );
    }
  }

  function* evaluation(examples: LabelledExamples): Generator<void, Evaluation[]> {
    const { outputs } = plan;
    const numbers = () => new Float32Array(examples.count * outputs);
    const results = replicas.map(() => ({ logits: numbers(), predictions: numbers(), loss: 0 }));
    const losses = yield* evaluating(kernel, parts, width, plan, examples, (part, first, z, p) =>
      membersOf(results, part).forEach(({ logits, predictions }, lane) => {
        takeLane(logits, first * outputs, z, width, lane);
        takeLane(predictions, first * outputs, p, width, lane);
      }),
    );
    return results.map((result, r) => ({ ...result, loss: losses[r]! }));
  }

  return {
    lanes,
    get step() {
      return step;
    },
    start(chosen) {
      replicas = chosen;
      restart(0, replicas.length);
      for (const [p, part] of parts.entries()) {
        writeKeys(memory, part, width, study, membersOf(replicas, p));
        initialize(kernel, part, width, study, plan);
        writeStates(part, [initialState(study.optimizer, parameterCount)]);
        exports.begin?.(width, part.model);
      }
    },
    restore(at, snapshots) {
      restart(at, Math.max(replicas.length, snapshots.length));
      for (const [p, part] of parts.entries()) {
        for (let lane = 0; lane < width; lane++) writeDouble(memory, part.loss + 8 * lane, NaN);
        const members = membersOf(snapshots, p);
        writeCells(
          memory,
          part.parameters,
          width,
          members.map((snapshot) => snapshot.parameters),
        );
        writeStates(
          part,
          members.map((snapshot) => snapshot.state),
        );
      }
    },
    advance(count) {
      for (const end = Math.min(step + count, steps); step < end; ) {
        prepare();
        const s = step % period;
        const now = Math.min(stepsPerCall, period - s, end - step);
        train(s, now, step + now === end);
        step += now;
      }
    },
    snapshot(lane): Snapshot {
      const [part, place] = placeOf(lane);
      return {
        parameters: readLane(memory, part.parameters, parameterCount, width, place),
        state: Array.from({ length: part.states }, (_, s) =>
          readLane(memory, part.state + s * part.stateBytes, parameterCount, width, place),
        ),
      };
    },
    batchLoss(lane) {
      const [part, place] = placeOf(lane);
      return step === 0 ? NaN : readDoubles(memory, part.loss, width)[place]!;
    },
    diverged(lane) {
      const [part, place] = placeOf(lane);
      const [at, code] = readIntegers(memory, part.divergence + 8 * place, 2);
      const quantity = quantityOf(code!);
      return quantity && { step: at!, quantity };
    },
    evaluation,
    evaluate: (examples) => finish(evaluation(examples)),
    *expectedLosses({ count, x, truth }, wanted) {
      const places = wanted.map(placeOf);
      const some = parts.filter((part) => places.some(([other]) => other === part));
      const products = new Float64Array(lanes);
      const losses = yield* evaluating(kernel, some, width, plan, { count, x, y: null }, (part, first, z) =>
        addProducts(products, part * width, width, truth, first, z),
      );
      return places.map(([part, lane]) => {
        const at = some.indexOf(part) * width + lane;
        return losses[at]! - products[at]! / count;
      });
    },
  };
}

/** Whether four groups can take their steps as one (assembly/fused.ts): an example a batch, and nothing between. */
export function isFused({ batchSize, order, clipNorm, optimizer }: Study, { weights }: LabelledExamples): boolean {
  const decays = optimizer.name !== "adamw" && optimizer.weightDecay !== 0;
  return batchSize === 1 && !order && clipNorm === null && !decays && !weights;
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
  groups: readonly Layout[],
  lanes: number,
  study: Study,
  period: number,
  count: number,
): void {
  const starts = new Int32Array(period + 1);
  for (let s = 0; s < period; s++) {
    starts[s + 1] = study.order ? starts[s]! + study.order[s]!.length : Math.min((s + 1) * study.batchSize, count);
  }
  writeWords(memory, groups[0]!.starts, starts);
  if (!study.order) return;
  const cells = study.order.flat().flatMap((example) => Array<number>(lanes).fill(example));
  for (const { order } of groups) writeWords(memory, order, Uint32Array.from(cells));
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

/**
 * Evaluates the replicas of all parts, piece after piece; the losses of the last batch are left as they were.
 * @param y labels, or null where all are 0 and no predictions are asked for
 * @param take is given the outputs of one part on one piece, cells of its lanes, which are there until it returns
 * @returns the mean loss of each lane
 */
function* evaluating(
  { memory, exports }: Kernel,
  parts: readonly Layout[],
  lanes: number,
  { work, inputs, outputs, targets }: Plan,
  { count, x, y, withPasses }: Pick<LabelledExamples, "count" | "x" | "withPasses"> & { y: Float32Array | null },
  take: (part: number, first: number, logits: Float32Array, predictions: Float32Array) => void,
): Generator<void, number[]> {
  const kept = parts.map(({ loss }) => readFloats(memory, loss, 2 * lanes));
  for (const { loss } of parts) writeWords(memory, loss, new Int32Array(2 * lanes));
  // The examples are written for all parts once.
  const { inputs: rows, labels, capacity } = parts[0]!;
  const most = Math.min(capacity, Math.ceil(WORK_PER_PIECE / (lanes * work)));
  for (let n = 0; n < count; n += most) {
    const piece = Math.min(most, count - n);
    writeWords(memory, rows, x.subarray(n * inputs, (n + piece) * inputs));
    if (y) writeWords(memory, labels, y.subarray(n * targets, (n + piece) * targets));
    for (const [p, { model, logits, probabilities }] of parts.entries()) {
      if (withPasses) exports.evaluatePasses!(lanes, model, rows, labels, piece, n);
      else exports.evaluate(lanes, model, rows, y ? labels : 0, piece);
      const cells = piece * outputs * lanes;
      take(p, n, lookAtFloats(memory, logits, cells), lookAtFloats(memory, probabilities, cells));
      yield;
    }
  }
  return parts.flatMap(({ loss }, p) => {
    const losses = readDoubles(memory, loss, lanes);
    writeWords(memory, loss, kept[p]!);
    return Array.from(losses, (sum) => sum / count);
  });
}
