/**
 * A data set: what a data spec and the seed of its stream give, with the hash that is its identity.
 */
import { littleEndianBytes } from "../host/bytes.js";
import { openHash, toHex } from "../host/sha256.js";
import { inSlices } from "../host/slices.js";
import type { DataSpec, Task } from "../study/study.js";
import type { Preprocessing } from "./preprocessing.js";
import { findSource } from "./sources.js";

/** One part of a data set: `count` examples in file order. */
export interface Split {
  /** Number of examples. */
  count: number;
  /** count x inputs. */
  x: Float32Array;
  /** count x targets: 0 or 1, the class index, or real targets. */
  y: Float32Array;
  /**
   * What a perfect model would predict: P(y = 1), count (binary); the class probabilities, count x classes (classes);
   * the noiseless targets, count x targets (regression). null where it is not known.
   */
  truth: Float64Array | null;
  /** Of a file: the number of each example's row, by which a user finds it there. */
  rows?: Int32Array;
  /** Of a file with a column of identifiers: that of each example. */
  ids?: string[] | null;
  /** Of a file with a column of groups, and of a family that has some: that of each example. */
  groups?: string[] | null;
  /** Of training examples: how much each counts, which training divides by the mean. Without them all count alike. */
  weights?: Float32Array | null;
}

/** Examples to train on and to test on, as float32. */
export interface Dataset {
  /** The family, "given", or the path of a file. */
  name: string;
  /** What the labels are. */
  task: Task;
  /** Columns of x. */
  inputs: number;
  /** 2 for binary, 0 for regression. */
  classes: number;
  /** Columns of y: 1, except for a regression on several targets. */
  targets: number;
  /** The labels as they stand in the file, by class index; null where classes have no names. */
  classNames: string[] | null;
  /** One name per column of x; null where the columns have none. */
  inputNames: string[] | null;
  /** What is trained on. */
  train: Split;
  /** What is evaluated. */
  test: Split;
  /** Of a file of any form: how its rows became inputs, fitted on the training rows. */
  preprocessing?: Preprocessing;
  /** Of a file of any form: what was decided of it, in one line. */
  decided?: string;
  /** SHA-256 of train x, train y, test x, test y, and the weights if there are any, as f32 little-endian, in hex. */
  sha256: string;
}

/**
 * Draws or reads the data.
 * @param data a spec with every default filled in, as `resolveData` returns it
 * @param seed of the data stream, an integer from 0 to 2^53 - 1
 * @throws InputError or Error for data that cannot be made; the signal's reason
 */
export async function makeDataset(data: DataSpec, seed: number, signal?: AbortSignal): Promise<Dataset> {
  const making = (await findSource(data.name))!.make(data, seed, signal);
  const made = Symbol.iterator in making ? await inSlices(making, signal) : await making;
  const { train, test } = made;
  const hashed = [train.x, train.y, test.x, test.y, ...(train.weights ? [train.weights] : [])];
  return { ...made, sha256: await inSlices(hashing(hashed), signal) };
}

/** Numbers that are hashed at a time. */
const HASHED = 262144;

function* hashing(parts: readonly Float32Array[]): Generator<void, string> {
  const hash = openHash();
  for (const values of parts) {
    for (let first = 0; first < values.length; first += HASHED) {
      hash.update(littleEndianBytes(values.subarray(first, first + HASHED)));
      yield;
    }
  }
  return toHex(hash.digest());
}
