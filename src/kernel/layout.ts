/**
 * Lays out the memory of one group of replicas and writes what the kernels read there (assembly/model.ts).
 *
 * Shapes: a cell is `lanes` floats. Regions start at multiples of 16 bytes.
 */
import { stateCount } from "../reference/optimizer.js";
import type { Plan } from "../study/plan.js";
import type { Study } from "../study/study.js";
import { activationForm } from "../study/variants/activations.js";
import { LOSSES } from "../study/variants/losses.js";
import { optimizerCode } from "./codes.js";
import type { Kernel } from "./load.js";
import { reserve } from "./load.js";
import { writeDouble, writeWords } from "./memory.js";

/** Examples to train on: x [count][inputs], y [count][targets] in the form that the loss wants. */
export interface TrainingSet {
  count: number;
  x: Float32Array;
  y: Float32Array;
}

/** Byte addresses of one group. */
export interface Layout {
  model: number;
  /** [parameterCount] cells */
  parameters: number;
  gradient: number;
  /** [states] arrays of [parameterCount] cells, `stateBytes` apart */
  state: number;
  stateBytes: number;
  states: number;
  /** Logits and probabilities of the last evaluation: [batch][outputs] cells. */
  logits: number;
  probabilities: number;
  /** [lanes] f64 */
  loss: number;
  /** [lanes][2] i32 */
  divergence: number;
  /** [2][lanes] u32 keys of the streams init and shuffle */
  initKeys: number;
  shuffleKeys: number;
  /** [orderLength + 1][lanes] u32 */
  order: number;
  slots: number;
  /** [steps + 1] i32 and [steps][3] f32, for the steps of an epoch or of the given order */
  starts: number;
  rates: number;
  /** Room for a piece of the examples to evaluate: [capacity][inputs] and [capacity][targets] f32 */
  inputs: number;
  labels: number;
  /** Examples that a batch or a piece may have. */
  capacity: number;
}

/** Examples of the evaluation that are taken at a time, at least. */
const PIECE = 64;

/**
 * Lays out a group in a fresh kernel.
 * @param lanes replicas of the group: a cell is that many floats
 * @param stepsAtOnce steps whose order, starts and rates are in memory at once
 */
export function layOut(
  kernel: Kernel,
  lanes: number,
  study: Study,
  plan: Plan,
  data: TrainingSet,
  stepsAtOnce: number,
): Layout {
  const { memory } = kernel;
  const { sizes, targets, parameterCount } = plan;
  const layerCount = sizes.length - 1;
  const inputs = sizes[0]!;
  const outputs = sizes[layerCount]!;
  const largestBatch = study.order
    ? study.order.reduce((most, batch) => Math.max(most, batch.length), 0)
    : study.batchSize;
  const capacity = Math.max(PIECE, largestBatch);
  const orderLength = study.order ? study.order.reduce((sum, batch) => sum + batch.length, 0) : data.count;
  const activation = activationForm(study.activation);
  const optimizer = optimizerCode(study.optimizer);
  const states = stateCount(study.optimizer);

  let end = kernel.exports.heapBase();
  const take = (bytes: number): number => {
    const start = Math.ceil(end / 16) * 16;
    end = start + bytes;
    return start;
  };
  // The last register of a region may be half empty.
  const cells = (count: number): number => take(count * lanes * 4);

  const model = take(4 * 20);
  const layers = take(36 * layerCount);
  const constants = take(4 * Math.max(1, activation.constants.length));
  const optimizerAt = take(4 * 11);
  const clipNorm = take(8);
  const loss = take(8 * lanes);
  const divergence = take(8 * lanes);
  const initKeys = take(8 * lanes);
  const shuffleKeys = take(8 * lanes);
  const parameters = cells(parameterCount);
  const gradient = cells(parameterCount);
  const stateBytes = Math.ceil((parameterCount * lanes) / kernel.lanes) * kernel.lanes * 4;
  const state = take(stateBytes * states);
  const scratch = cells(outputs);
  const panel = take(4 * 4 * kernel.lanes * Math.max(capacity, ...sizes));
  const y = cells(capacity * targets);
  const buffers = sizes.slice(1).map((size, layer) => ({
    x: cells(capacity * sizes[layer]!),
    z: cells(capacity * size),
    dz: cells(capacity * size),
  }));
  const trainX = take(4 * data.x.length);
  const trainY = take(4 * data.y.length);
  const layout: Layout = {
    model,
    parameters,
    gradient,
    state,
    stateBytes,
    states,
    loss,
    divergence,
    initKeys,
    shuffleKeys,
    capacity,
    logits: buffers[layerCount - 1]!.z,
    probabilities: buffers[layerCount - 1]!.dz,
    order: cells(orderLength + 1),
    slots: take(4 * study.shuffleWindow),
    starts: take(4 * (stepsAtOnce + 1)),
    rates: take(12 * stepsAtOnce),
    inputs: take(4 * capacity * inputs),
    labels: take(4 * capacity * targets),
  };
  reserve(kernel, Math.ceil(end / 16) * 16);

  // The fields of Model, of Layer and of Optimizer, in the order of assembly/model.ts.
  writeWords(
    memory,
    model,
    Int32Array.of(
      layerCount,
      layers,
      LOSSES[study.loss].kind,
      activation.kind,
      constants,
      optimizerAt,
      study.clipNorm === null ? 0 : clipNorm,
      parameterCount,
      parameters,
      gradient,
      state,
      trainX,
      trainY,
      targets,
      y,
      capacity,
      scratch,
      panel,
      loss,
      divergence,
    ),
  );
  let offset = 0;
  buffers.forEach(({ x, z, dz }, layer) => {
    const [I, O] = [sizes[layer]!, sizes[layer + 1]!];
    const [weights, biases] = [offset, offset + I * O * lanes * 4];
    offset = biases + O * lanes * 4;
    writeWords(
      memory,
      layers + 36 * layer,
      Int32Array.of(I, O, parameters + weights, parameters + biases, gradient + weights, gradient + biases, x, z, dz),
    );
  });
  writeWords(memory, constants, activation.constants);
  writeWords(memory, optimizerAt, optimizer.words);
  writeWords(memory, optimizerAt + 8, optimizer.constants);
  if (study.clipNorm !== null) writeDouble(memory, clipNorm, study.clipNorm);
  writeWords(memory, trainX, data.x);
  writeWords(memory, trainY, data.y);
  return layout;
}
