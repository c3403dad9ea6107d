/**
 * What a kernel leaves of its last step: every array of it still lies in its memory. The kernel is listened to, so that
 * nothing of a group has to tell where.
 *
 * Source: the records of assembly/model.ts, whose fields are in the order of src/kernel/layout.ts.
 * Checked: tests/bisect/records.test.ts, every array against the reference.
 */
import { readLane } from "../kernel/cells.js";
import type { Kernel, KernelExports } from "../kernel/load.js";
import { readDoubles, readFloats, readIntegers } from "../kernel/memory.js";
import type { Snapshot } from "../reference/trainer.js";
import type { Setting } from "../train/setting.js";
import { type StepArray, type StepRecord, stateNames } from "./record.js";

/** A call of `train` for one step. */
export interface TrainCall {
  lanes: number;
  model: number;
  order: number;
  starts: number;
  rates: number;
}

/** The kernel, and its last call of `train`, which must have been for one step. */
export function listenedTo(kernel: Kernel): { kernel: Kernel; last: () => TrainCall } {
  let last: TrainCall | null = null;
  const train: KernelExports["train"] = (lanes, model, order, starts, rates, t, steps) => {
    kernel.exports.train(lanes, model, order, starts, rates, t, steps);
    last = { lanes, model, order, starts, rates };
  };
  return { kernel: { ...kernel, exports: { ...kernel.exports, train } }, last: () => last! };
}

/** Words of a layer in the memory of a kernel. */
const LAYER_WORDS = 8;
const LAYER_BYTES = 4 * LAYER_WORDS;
/** Words of a model. */
const MODEL_WORDS = 22;

/** The gradient of one lane, as the optimizer took it. */
export function gradientLeft(
  { memory }: Kernel,
  { lanes, model }: TrainCall,
  lane: number,
  count: number,
): Float32Array {
  return readLane(memory, readIntegers(memory, model, MODEL_WORDS)[9]!, count, lanes, lane);
}

/**
 * Reads the arrays of one lane.
 * @param gradient before it was clipped and had weight decay; null where it was not
 * @param before what the replica was before the step
 * @param t the step, counted from 0
 */
export function kernelStep(
  kernel: Kernel,
  call: TrainCall,
  lane: number,
  { study, plan, train: { weights } }: Setting,
  gradient: Float32Array | null,
  before: Snapshot,
  t: number,
): StepRecord {
  const { memory } = kernel;
  const { lanes, model, order, starts, rates } = call;
  const record = readIntegers(memory, model, MODEL_WORDS);
  const [layers, parameters, state] = [record[1]!, record[8]!, record[10]!];
  const [y, loss, w] = [record[14]!, record[18]!, record[21]!];
  const [start, end] = readIntegers(memory, starts, 2) as unknown as [number, number];
  const B = end - start;
  const P = plan.parameterCount;
  // As src/kernel/layout.ts has them apart: the last register of a state may be half empty.
  const register = 4 * kernel.lanes;
  const read = (address: number, count: number) => readLane(memory, address, count, lanes, lane);
  const array = (name: string, layer: number | null, shape: readonly number[], values: StepArray["values"]) => ({
    name,
    layer,
    shape,
    values,
  });
  const perExample = (name: string, layer: number | null, columns: number, address: number) =>
    array(name, layer, [B, columns], read(address, B * columns));
  const places = plan.layers.map((_, index) => {
    const [, , , , , x, z, dz] = readIntegers(memory, layers + LAYER_BYTES * index, LAYER_WORDS);
    return { x: x!, z: z!, dz: dz! };
  });

  const cells = readIntegers(memory, order + 4 * lanes * start, B * lanes);
  const examples = Uint32Array.from({ length: B }, (_, n) => cells[n * lanes + lane]!);
  const upwards = plan.layers.flatMap(({ inputs, outputs }, index) => [
    ...(index === 0 ? [] : [perExample("a", index, inputs, places[index]!.x)]),
    perExample("z", index + 1, outputs, places[index]!.z),
  ]);
  const taken = gradientLeft(kernel, call, lane, P);
  const downwards = [...plan.layers.entries()]
    .reverse()
    .flatMap(([index, { parameters: all, outputs }]) => [
      perExample("dz", index + 1, outputs, places[index]!.dz),
      ...all.map(({ name, offset, length, shape }) =>
        array(`d${name}`, index + 1, shape, (gradient ?? taken).slice(offset, offset + length)),
      ),
    ]);
  const stateBytes = Math.ceil((4 * P * lanes) / register) * register;
  const arrays = [
    array("examples", null, [B], examples),
    perExample("x", null, plan.inputs, places[0]!.x),
    perExample("y", null, plan.targets, y),
    ...(weights ? [array("w", null, [B], read(w, B))] : []),
    ...upwards,
    array("loss", null, [1], readDoubles(memory, loss, lanes).slice(lane, lane + 1)),
    ...downwards,
    array("g", null, [P], taken),
    array("rates", null, [3], readFloats(memory, rates, 3)),
    ...stateNames(study.optimizer).map((name, s) => array(name, null, [P], read(state + s * stateBytes, P))),
    array("p", null, [P], read(parameters, P)),
  ];
  return { study, layers: plan.layers, t, before, arrays };
}
