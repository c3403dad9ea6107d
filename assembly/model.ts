/**
 * The border's memory: what src/kernel/layout.ts writes and the kernels read. Fields are 4 bytes each, in this order
 * (checked: tests/kernel/layout.test.ts).
 * A pointer named for a quantity points to its cells; a cell is the same number in every lane's replica.
 */

/** One layer. */
@unmanaged
export class Layer {
  /** assembly/layer.ts */
  kind: i32;
  inputs: i32;
  outputs: i32;
  /** Its first parameter, and the gradient of that; the kernels of the kind know what follows. */
  parameters: usize;
  gradient: usize;
  /** [batch][inputs]: the input of the layer, which is the batch or the activation below. */
  x: usize;
  /** [batch][outputs] */
  z: usize;
  dz: usize;
}

/** Optimizer and what comes before it in a step. Constants are f32, rounded once from the study. */
@unmanaged
export class Optimizer {
  kind: i32;
  /** amsgrad or centered */
  option: i32;
  weightDecay: f32;
  momentum: f32;
  oneMinusDampening: f32;
  alpha: f32;
  oneMinusAlpha: f32;
  beta1: f32;
  oneMinusBeta1: f32;
  beta2: f32;
  oneMinusBeta2: f32;
}

/** The training of one group of replicas. */
@unmanaged
export class Model {
  layerCount: i32;
  layers: usize;
  lossKind: i32;
  activation: i32;
  activationConstants: usize;
  optimizer: usize;
  /** The f64 clipNorm, or 0 for none. */
  clipNorm: usize;
  parameterCount: i32;
  parameters: usize;
  gradient: usize;
  /** State arrays of the optimizer, one after the other. */
  state: usize;
  /** Training examples, the same for every lane: [examples][inputs] and [examples][targets] f32. */
  inputs: usize;
  labels: usize;
  targets: i32;
  /** The labels of the batch: [batch][targets] cells. */
  y: usize;
  /** Examples of a batch that the cells have room for. */
  capacity: i32;
  /** [outputs] cells of scratch for softmax. */
  scratch: usize;
  /**
   * Scratch for the panels of the products: four registers for each input, output or example of a batch, whichever are
   * most.
   */
  panel: usize;
  /** Mean loss of the last batch: one f64 a lane. */
  loss: usize;
  /** First divergence: a step and a quantity a lane, i32; quantity 0 none, 1 logit, 2 loss, 3 parameter. */
  divergence: usize;
  /** Weights of the training examples, [examples] f32; 0 where all are 1. */
  weights: usize;
  /** The weights of the batch: [batch] cells. */
  w: usize;
  /** Noise that the study switches on; 0 for none. */
  noise: usize;
}

/** A training without noise: nothing is asked. */
@unmanaged
export class Quiet {}

/** What src/kernel/noise.ts writes; fields of 4 bytes, but one, in this order. */
@unmanaged
export class Noise {
  /** Keys of the streams, in the order of src/study/factors.ts: each [2][lane] u32, 64 bytes apart. */
  keys: usize;
  /** The error of the gradient [parameters]; of each layer with dropout its input before that and its mask. Cells. */
  room: usize;
  /** Norm of the error of an oracle; of a stochastic one that of one parameter. */
  length: f64;
  /** 0 none, 1 start, 2 gradient, 3 stochastic */
  oracle: i32;
  stepsPerEpoch: i32;
  /** Of the labels; 0 where they are targets. */
  classes: i32;
  labelNoise: f32;
  inputNoise: f32;
  augment: f32;
  /** The step of the move, -1 for none; its units; the position of the parameter, -1 where it is drawn. */
  ulpStep: i32;
  ulps: i32;
  parameter: i32;
  /** Bytes from here to a rate and a scale for each layer, f32; 0 without dropout. */
  drops: i32;
  /** Passes of an evaluation that draw dropout; 0 where predictions drop none. */
  passes: i32;
  /** The first example of such a pass, -1 in a step of the training; the kernels write it. */
  evaluated: i32;
}

/** The same with simulated arithmetic: codes are places in the lists of src/study/arithmetic.ts. */
@unmanaged
export class Simulated extends Noise {
  order: i32;
  /** Of lanes, or of pieces. */
  count: i32;
  operands: i32;
  additions: i32;
  flushes: i32;
  isForward: i32;
  isBackward: i32;
  /** The step that is taken, which the kernels write. */
  step: i32;
}

/** What belongs to one of the groups whose steps are taken together (assembly/fused.ts). */
@unmanaged
export class Part {
  model: usize;
  /** [example of the epoch][lane] u32 */
  order: usize;
}

// @ts-ignore: decorator
@inline export function layerAt(model: Model, index: i32): Layer {
  return changetype<Layer>(model.layers + <usize>index * offsetof<Layer>());
}
