/**
 * What a study says of its data: types and prose. Ranges and defaults stand with what makes the data (src/data/), and
 * tests/study/variants.test.ts compares.
 */
import type { Numbers, Rows } from "../numbers.js";
import type { Task } from "../study.js";
import type { Resolved } from "./table.js";

/** Sizes of a synthetic family. Another size of one split moves nothing in the other. */
export type SizesInput = {
  /** Training examples. Default 6000; an integer from 1 to 1000000. */
  train?: number;
  /** Test examples. Default 1000; an integer from 1 to 1000000. */
  test?: number;
};

/** Fields of the families whose truth is one function f of the inputs. */
export type SurfaceInput = SizesInput & {
  /** Two classes, or real targets. Default binary; one of binary, regression. */
  task?: "binary" | "regression";
  /** Multiplies f: the logit, or the target. Default 4, with regression 1; a number from 1e-45 to 1000000. */
  scale?: number;
  /**
   * Share of labels replaced by a fair coin; with regression the standard deviation of what is added to the target.
   * Default 0, with regression 0.1; a number from 0 to 1, with regression from 0 to 1000000.
   */
  noise?: number;
};

/** The number of inputs. */
export type DimensionInput = {
  /** Inputs. Default 2; an integer from 1 to 1000. */
  dimension?: number;
};

/** A file of the user's own, by its path or its content. */
export type FileInput = {
  /** Path of the file. Default null; the path of a file. */
  path?: string | null;
  /** The column to predict; null is the last. Default null; the name of a column. */
  label?: string | null;
  /** What the labels are; null decides by their values. Default null; one of binary, classes, regression. */
  task?: Task | null;
  /** Share of the rows that are test examples. Default 0.2; a number above 0 and below 1. */
  test?: number;
  /** Inputs get mean 0 and standard deviation 1 on the training set. Default true; true or false. */
  standardize?: boolean;
  /** Rows are shuffled before they are split. Default true; true or false. */
  shuffle?: boolean;
};

/** The formats of files: text, and those of bytes. */
export type FormatName = "csv" | "parquet" | "npy";

/** Rows of inputs, and a label or target for each, or rows of targets. */
export type ExamplesInput = {
  /** Inputs: count rows of numbers. Needed; an array of rows of numbers. */
  x: readonly Numbers[];
  /** Labels: 0 or 1, class indices, or targets. Needed; an array of labels, targets, or rows of targets. */
  y: Rows;
};

/** Data as a user writes them: an omitted parameter has its default. Without a name they are vee. */
export type DataInput =
  | ({ name?: "vee" } & SurfaceInput & DimensionInput)
  | ({ name: "linear" | "xor" | "circles" } & SurfaceInput & DimensionInput)
  | ({ name: "moons" } & SurfaceInput)
  | ({
      name: "spirals";
      /** Turns of each arm. Default 1; a number above 0 and below 100. */
      turns?: number;
    } & SurfaceInput)
  | ({
      name: "staircase";
      /** Steps of the truth. Default 4; an integer from 2 to 1000. */
      steps?: number;
    } & SurfaceInput &
      DimensionInput)
  | ({
      name: "gaussians";
      /** Classes. Default 3; an integer from 2 to 1000. */
      classes?: number;
      /** Standard deviation of each cloud. Default 0.5; a number from 1e-45 to 1000000. */
      spread?: number;
      /** Share of labels replaced by any class. Default 0; a number from 0 to 1. */
      noise?: number;
    } & SizesInput &
      DimensionInput)
  | ({
      name: "teacher";
      /** Widths of the hidden layers. Default 16,16; 0 to 8 integers from 1 to 1000. */
      hidden?: readonly number[];
      /** Activation of its hidden layers. Default tanh; one of tanh, relu. */
      activation?: "tanh" | "relu";
    } & SurfaceInput &
      DimensionInput)
  | ({
      name: "csv";
      /** The content itself, in place of `path`. Default null; CSV text. */
      text?: string | null;
      /** What separates the cells; null finds it by the header. Default null; one character. */
      delimiter?: string | null;
    } & FileInput)
  | ({
      name: Exclude<FormatName, "csv">;
      /** The content itself, in place of `path`; in a study it is base64. Default null; a Uint8Array, or base64. */
      bytes?: Uint8Array | string | null;
    } & FileInput)
  | ({
      name: "given";
      /** What the labels are; null decides by their values. Default null; one of binary, classes, regression. */
      task?: Task | null;
      /**
       * Weights of the examples in training, which divides them by their mean; null for all alike. Default null; an
       * array of weights.
       */
      weights?: Numbers | null;
      /** The test set. Needed; an object { x, y }. */
      test: ExamplesInput;
    } & ExamplesInput);

/** Numbers given in a study, as plain lists. */
export type Examples = {
  /** Inputs: count rows of numbers. */
  x: number[][];
  /** Labels: 0 or 1, class indices, targets, or rows of targets. */
  y: number[] | number[][];
};

/** Data with every parameter filled in: of the same fields as `DataInput`, which says what they are. */
export type Data =
  | Resolved<Exclude<DataInput, { name: Exclude<FormatName, "csv"> | "given" }>>
  | Resolved<{ name: Exclude<FormatName, "csv">; bytes?: string | null } & FileInput>
  | ({ name: "given"; task: Task | null; weights: number[] | null; test: Examples } & Examples);

/** A name alone means the defaults. */
export type DataName = NonNullable<Exclude<DataInput, { name: FormatName | "given" }>["name"]>;

/** What each synthetic family is, in a line for help. */
export const FAMILY_SUMMARIES: Readonly<Record<DataName, string>> = {
  linear: "a linear logit",
  vee: "a V-shaped logit: two half-planes folded along a line",
  xor: "the parity of the signs of the inputs",
  circles: "inside or outside of a circle",
  moons: "two interleaved half-moons",
  spirals: "two interleaved spiral arms",
  staircase: "a logit that climbs in equal steps",
  gaussians: "clouds of points, one for each of C classes",
  teacher: "a random network of any depth and width",
};
