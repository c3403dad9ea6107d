/**
 * A source of data: one synthetic family, a file of the user's own, or the numbers given in the study.
 */
import type { ObjectEntries } from "valibot";
import type { Recipe } from "../study/resolve.js";
import type { DataSpec } from "../study/study.js";
import type { Dataset } from "./dataset.js";

/** Further inputs of a synthetic family with what is true there; no labels. */
export interface EvaluationInputs {
  count: number;
  /** count x inputs. */
  x: Float32Array;
  /** As in a split of the data set. */
  truth: Float64Array;
}

export interface Source {
  name: string;
  /** The defaults of a study with such data, where they are not those of drawn ones. */
  recipe?: Recipe;
  /**
   * The fields beside `name`, with checks and defaults, in the order of the resolved spec; some depend on others of the
   * input.
   */
  fields(input: Record<string, unknown>): ObjectEntries;
  /** Rules that span several fields of a resolved spec; throws an error of the house form. */
  check(spec: DataSpec, path: string): void;
  /** The data of a resolved spec, all but its hash: at once, in pieces, or later, when the signal may have ended it. */
  make(
    spec: DataSpec,
    seed: number,
    signal?: AbortSignal,
  ): Omit<Dataset, "sha256"> | Promise<Omit<Dataset, "sha256">> | Generator<void, Omit<Dataset, "sha256">>;
  /** Of a synthetic family: multiplications that one example of a resolved spec takes, about. */
  products?(spec: DataSpec): number;
  /** Of a synthetic family: `count` inputs that are in neither split, from a part of the data stream of their own. */
  evaluation?(spec: DataSpec, seed: number, count: number): EvaluationInputs;
  /** Of a synthetic family: what is true at the inputs of one example, as a row of `truth` of a split. */
  truth?(spec: DataSpec, seed: number): (x: Float32Array) => number[];
}
