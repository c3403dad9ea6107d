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

/** A file of columns of numbers, by its path or its content. */
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

/** What is done with a missing value: the file is refused, the row dropped, or the value made of the training rows. */
export type MissingPolicy = "refuse" | "drop" | "mean" | "median" | "category";

/** What is done with a column of text: an input for each value, or its place in the list as a number. */
export type CategoryPolicy = "one-hot" | "ordinal" | "refuse";

/** A file of any form: which columns are what, and which rows are test rows. */
export type TableInput = {
  /** Path of the file. Default null; the path of a file. */
  path?: string | null;
  /** The content itself, in place of `path`. Default null; text. */
  text?: string | null;
  /** The content itself, in place of `path`; in a study it is base64. Default null; a Uint8Array, or base64. */
  bytes?: Uint8Array | string | null;
  /** What separates the cells of text; null finds it. Default null; one character. */
  delimiter?: string | null;
  /** The decimal mark of text; null finds it. Default null; one of ., ,. */
  decimal?: "." | "," | null;
  /** What groups digits, as in 1,000; null is nothing. Default null; one character. */
  thousands?: string | null;
  /** Whether the first row names the columns; null finds it. Default null; true or false. */
  header?: boolean | null;
  /** Lines before the first row. Default null; an integer from 0 to 1000. */
  skip?: number | null;
  /** What begins a line that is no row; null is #. Default null; one to four characters. */
  comment?: string | null;
  /** How characters are bytes; null is UTF-8 or UTF-16. Default null; the name of an encoding, such as latin1. */
  encoding?: string | null;
  /** The column to predict; null is the last. Default null; the name of a column. */
  label?: string | null;
  /** What the labels are; null decides by their values. Default null; one of binary, classes, regression. */
  task?: Task | null;
  /** The columns that are inputs; null is all that are nothing else. Default null; an array of names of columns. */
  inputs?: readonly string[] | null;
  /** Columns that are left out. Default []; an array of names of columns. */
  ignore?: readonly string[];
  /** A column that names the rows, and is no input. Default null; the name of a column. */
  id?: string | null;
  /** A column of groups, for measures of each, and no input. Default null; the name of a column. */
  groups?: string | null;
  /** A column with the weight of each example in training, and no input. Default null; the name of a column. */
  weights?: string | null;
  /**
   * What text becomes; by column, where an array is the order of its values. Default one-hot; one-hot, ordinal or
   * refuse, or an object { column: one of them, or an array of values }.
   */
  categories?: CategoryPolicy | Readonly<Record<string, CategoryPolicy | readonly string[]>>;
  /** What dates become. Default refuse; one of refuse, days. */
  dates?: "refuse" | "days";
  /**
   * What is done with missing values, or by column. Default refuse; refuse, drop, mean, median or category, or an
   * object { column: one of them }.
   */
  missing?: MissingPolicy | Readonly<Record<string, MissingPolicy>>;
  /**
   * Numbers, and the targets of a regression, get mean 0 and standard deviation 1 on the training rows. Default true;
   * true or false.
   */
  standardize?: boolean;
  /**
   * Share of the rows that are test examples, or the path of a file with them. Default 0.2; a number above 0 and below
   * 1, or the path of a file.
   */
  test?: number | string;
  /** Rows are shuffled before they are split. Default true; true or false. */
  shuffle?: boolean;
  /** Each class has its share of the test rows; null is yes for shuffled classes. Default null; true or false. */
  stratify?: boolean | null;
  /**
   * Test rows are one of so many folds, which the seed of the data chooses: seed modulo folds. Default null; an integer
   * from 2 to 1000.
   */
  folds?: number | null;
};

/** The names of data that are files: of any form, and by format as the first releases read them. */
export type FileName = "file" | "csv" | "parquet" | "npy";

/** The names of data that a user brings. */
export type OwnDataName = FileName | "given";

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
      name: "uneven_gaussians";
      /** Inputs. Default 3; an integer from 1 to 1000. */
      dimension?: number;
      /** Classes. Default 12; an integer from 2 to 1000. */
      classes?: number;
      /** Standard deviation of the first cloud. Default 0.15; a number from 1e-45 to 1000000. */
      spread?: number;
      /** What each next cloud has more. Default 0.04; a number from 0 to 1000000. */
      spreadStep?: number;
      /** Weight of the second cloud, the fourth and so on; the others have 1. Default 0.2; a number from 1e-45 to 1000000. */
      oddWeight?: number;
      /** Share of labels replaced by any class. Default 0; a number from 0 to 1. */
      noise?: number;
    } & SizesInput)
  | ({
      name: "groups";
      /** Inputs, the last of which is the group. Default 5; an integer from 3 to 1000. */
      dimension?: number;
      /** Share of the minority among the training examples. Default 0.1; a number from 0 to 0.5. */
      minority?: number;
      /** Degrees by which the truth of the minority is turned. Default 60; a number from -180 to 180. */
      rotation?: number;
      /** Multiplies the logit. Default 4; a number from 1e-45 to 1000000. */
      scale?: number;
      /** Share of labels replaced by a fair coin. Default 0; a number from 0 to 1. */
      noise?: number;
      /** The same of the minority. Default 0, or noise; a number from 0 to 1. */
      minorityNoise?: number;
    } & SizesInput)
  | ({ name: "file" } & TableInput)
  | ({
      name: "csv";
      /** The content itself, in place of `path`. Default null; CSV text. */
      text?: string | null;
      /** What separates the cells; null finds it by the header. Default null; one character. */
      delimiter?: string | null;
    } & FileInput)
  | ({
      name: "parquet" | "npy";
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
  | Resolved<Exclude<DataInput, { name: "file" | "parquet" | "npy" | "given" }>>
  | Resolved<{ name: "file"; bytes?: string | null } & Omit<TableInput, "bytes">>
  | Resolved<{ name: "parquet" | "npy"; bytes?: string | null } & FileInput>
  | ({ name: "given"; task: Task | null; weights: number[] | null; test: Examples } & Examples);

/** A name alone means the defaults. */
export type DataName = NonNullable<Exclude<DataInput, { name: OwnDataName }>["name"]>;

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
  uneven_gaussians: "clouds of points, one for each of C classes, of unequal spread and weight",
  groups: "two groups, one of them rare in training, each with a truth of its own",
};
