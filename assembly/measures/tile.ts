/**
 * A tile of predictions, and where its sums stand: what src/measure/kernel.ts writes and the kernels of this folder
 * read. Fields are 4 bytes each, in this order (checked: tests/measure/kernel.test.ts).
 *
 * A lane is an example: predictions come in fours, and what is computed of them in cells of four f64, example after
 * example. Sums have the numbers of the examples added in their order, so lanes are never added together. A pointer
 * that is 0 says that nobody wants its sums.
 */

/** Bytes of a cell. */
export const CELL: usize = 32;

/** Predictions and the sums over them. */
@unmanaged
export class Tile {
  replicas: i32;
  columns: i32;
  examples: i32;
  /** Bytes of a row of one f32 an example: a multiple of 16. */
  stride: i32;
  /** [columns][replicas] rows of f32: predictions. */
  rows: usize;
  /** [comparators][2] i32: offsets of cells, of which the first is to become the smaller (sort.ts). */
  network: usize;
  comparators: i32;
  /** [columns] rows of f64 (2 strides): the sum of the distances of all pairs, written. */
  weights: usize;
  /** [replicas] f64: the distances of each replica to all others. */
  distances: usize;
  /** [replicas] f64: the quotients of each replica with all others. */
  quotients: usize;
  /** [replicas] f64: predictions. */
  totals: usize;
  /**
   * Groups of the jackknife, or 0 where nothing about the mean is wanted. Each of the next has [groups + 1] f64, of which
   * the last leaves out nobody.
   */
  groups: i32;
  /** Replicas outside of each group. */
  kept: usize;
  norm1: usize;
  /** Several columns only. */
  norm2: usize;
  relative: usize;
  variance: usize;
  bias: usize;
  /** [replicas] f64: squares about the mean of all. */
  own: usize;
  /** [columns] rows of f64 (2 strides): what the truth would predict. */
  truth: usize;
  /** Scratch, [replicas] cells each: predictions with the places of their replicas; alone; sums below; sums above. */
  keys: usize;
  sorted: usize;
  below: usize;
  above: usize;
  /** Scratch, [columns][replicas] cells each: predictions, distances, squares about the mean. */
  values: usize;
  byReplica: usize;
  squares: usize;
  /** Scratch, [groups + 1] cells: the distances of a group's members to the mean of the others. */
  members: usize;
  /**
   * Scratch, [columns][groups + 1] cells each: means; distances of the others to them, as numbers and as shares; their
   * squares; squares of the means about the truth.
   */
  means: usize;
  apart: usize;
  shares: usize;
  others: usize;
  biases: usize;
  /** [columns][replicas] rows of f32: logits. */
  logits: usize;
  /** The series of log(1 + e^-t), and scratch for log-probabilities, [columns] cells (losses.ts). */
  table: usize;
  logs: usize;
  /** A row of i32: the classes of the labels. */
  labels: usize;
  /** [replicas] f64: decisions as labelled. */
  right: usize;
  /** [replicas] f64: how many replicas decide as each does. */
  agreements: usize;
  /** [replicas] rows of i32: what is decided, written. */
  classes: usize;
  /** Scratch, [classes] rows of i32: how many replicas decide each class. */
  counts: usize;
  /** A row of f64 (2 strides): the sum of the squares of these, written. */
  agreeing: usize;
}
