/**
 * Lays out the memory of one group of replicas and writes what the kernels read there (assembly/model.ts).
 *
 * Shapes: a cell is `lanes` floats. Regions start at multiples of 64 bytes, a line of the cache: kernels may take the
 * last registers of a region four at a time.
 */
import { stateCount } from "../reference/optimizer.js";
import type { LabelledExamples } from "../reference/trainer.js";
import type { Factor } from "../study/factors.js";
import { perFactor } from "../study/levels.js";
import { PIECE, type Plan } from "../study/plan.js";
import type { Study } from "../study/study.js";
import { activationForm } from "../study/variants/activations.js";
import { LOSS_KINDS } from "../study/variants/losses.js";
import { optimizerRecord } from "./codes.js";
import type { Kernel } from "./load.js";
import { reserve } from "./load.js";
import { writeDouble, writeWords } from "./memory.js";

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
  /** [2][lanes] u32 keys of the stream of each factor */
  keys: Record<Factor, number>;
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

/** Groups of one kernel, whose data, rates and constants are the same. */
export interface Layouts {
  /** Their layouts, as many as were asked for. */
  groups: Layout[];
  /** Where there are four: what `trainTogether` takes, the model of all and the records of its parts; else null. */
  together: { model: number; parts: number } | null;
}

/** Groups that `trainTogether` trains (assembly/fused.ts). */
export const TOGETHER = 4;

/** Bytes of the rates of a step, and of the place where its batch starts. */
export const RATE_BYTES = 12;
export const START_BYTES = 4;

/** Buffers of one call into the kernel, which groups may share. */
interface Buffers {
  /** Examples that they have room for. */
  capacity: number;
  gradient: number;
  scratch: number;
  panel: number;
  y: number;
  w: number;
  noise: number;
  /** Of each layer. */
  layers: { x: number; z: number; dz: number }[];
}

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
  data: LabelledExamples,
  stepsAtOnce: number,
): Layout {
  return layOutGroups(kernel, 1, lanes, study, plan, data, stepsAtOnce).groups[0]!;
}

/** Lays out `count` groups of `lanes` replicas, 1 or `TOGETHER`. */
export function layOutGroups(
  kernel: Kernel,
  count: number,
  lanes: number,
  study: Study,
  plan: Plan,
  data: LabelledExamples,
  stepsAtOnce: number,
): Layouts {
  const { memory } = kernel;
  const { inputs, outputs, targets, parameterCount } = plan;
  const largestBatch = study.order
    ? study.order.reduce((most, batch) => Math.max(most, batch.length), 0)
    : study.batchSize;
  const capacity = Math.max(PIECE, largestBatch);
  const orderLength = study.order ? study.order.reduce((sum, batch) => sum + batch.length, 0) : data.count;
  const activation = activationForm(study.activation);
  const states = stateCount(study.optimizer);
  const register = 4 * kernel.lanes;

  let end = (kernel.fused ?? kernel.exports).heapBase();
  const take = (bytes: number): number => {
    const start = Math.ceil(end / 64) * 64;
    end = start + bytes;
    return start;
  };
  // Written when the memory is there.
  const contents: [number, Float32Array | Int32Array][] = [];
  const put = (values: Float32Array | Int32Array): number => {
    const start = take(values.byteLength);
    contents.push([start, values]);
    return start;
  };

  const clipNorm = take(8);
  const constants = put(activation.constants);
  const optimizer = put(optimizerRecord(study.optimizer));
  const x = put(data.x);
  const y = put(data.y);
  const weights = data.weights ? put(data.weights) : 0;
  const shared = {
    slots: take(4 * study.shuffleWindow),
    starts: take(START_BYTES * (stepsAtOnce + 1)),
    rates: take(RATE_BYTES * stepsAtOnce),
    inputs: take(4 * capacity * inputs),
    labels: take(4 * capacity * targets),
    capacity,
    states,
  };

  function takeBuffers(lanes: number, capacity: number): Buffers {
    const cells = (count: number): number => take(count * lanes * 4);
    const widest = Math.max(inputs, ...plan.layers.map((layer) => layer.outputs));
    return {
      capacity,
      gradient: cells(parameterCount),
      // The numbers of an example, or two flags of each lane.
      scratch: cells(outputs + 1),
      panel: take(4 * register * Math.max(capacity, widest)),
      y: cells(capacity * targets),
      w: data.weights ? cells(capacity) : 0,
      noise: plan.noise ? cells(plan.noise.cells + plan.noise.cellsOfExample * capacity) : 0,
      layers: plan.layers.map((layer) => ({
        x: cells(capacity * layer.inputs),
        z: cells(capacity * layer.outputs),
        dz: cells(capacity * layer.outputs),
      })),
    };
  }

  function takeGroup(
    lanes: number,
    buffers: Buffers,
    keys: Record<Factor, number> | null,
  ): Omit<Layout, "keys" | "order"> {
    const parameters = take(parameterCount * lanes * 4);
    // The last register may be half empty.
    const stateBytes = Math.ceil((parameterCount * lanes * 4) / register) * register;
    const state = take(stateBytes * states);
    const loss = take(8 * lanes);
    const divergence = take(8 * lanes);
    // The records of assembly/model.ts: their fields in that order.
    const layers = put(
      Int32Array.from(
        plan.layers.flatMap((layer, index) => {
          const first = layer.parameters[0]!.offset * lanes * 4;
          const { x, z, dz } = buffers.layers[index]!;
          return [layer.code, layer.inputs, layer.outputs, parameters + first, buffers.gradient + first, x, z, dz];
        }),
      ),
    );
    const noise = plan.noise && keys ? put(Int32Array.of(keys.init, buffers.noise, ...plan.noise.words)) : 0;
    const model = put(
      Int32Array.of(
        plan.layers.length,
        layers,
        LOSS_KINDS[study.loss],
        activation.kind,
        constants,
        optimizer,
        study.clipNorm === null ? 0 : clipNorm,
        parameterCount,
        parameters,
        buffers.gradient,
        state,
        x,
        y,
        targets,
        buffers.y,
        buffers.capacity,
        buffers.scratch,
        buffers.panel,
        loss,
        divergence,
        weights,
        buffers.w,
        noise,
      ),
    );
    const { z: logits, dz: probabilities } = buffers.layers.at(-1)!;
    const { gradient } = buffers;
    return { ...shared, model, parameters, gradient, state, stateBytes, loss, divergence, logits, probabilities };
  }

  const buffers = takeBuffers(lanes, capacity);
  const groups = Array.from({ length: count }, () => {
    // Side by side: kernels with noise find each by its place.
    const keys = perFactor(() => take(8 * lanes));
    return { ...takeGroup(lanes, buffers, keys), keys, order: take((orderLength + 1) * lanes * 4) };
  });
  const together =
    count < TOGETHER
      ? null
      : { ...takeGroup(lanes * count, takeBuffers(lanes * count, 1), null), parts: take(8 * count) };
  reserve(kernel, end);

  for (const [start, values] of contents) writeWords(memory, start, values);
  if (study.clipNorm !== null) writeDouble(memory, clipNorm, study.clipNorm);
  return { groups, together };
}
