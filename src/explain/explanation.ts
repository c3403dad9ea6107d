/** What an explanation says: where replicas disagree, what lies near, and how a disagreement begins. */
import type { Study, Task } from "../study/study.js";
import type { ExplainedMaps } from "./maps.js";
import type { Twins } from "./twins.js";

/** A training example near to one that is explained. */
export interface NearExample {
  /** Of those that are trained on, counted from 0. */
  example: number;
  /** Of a file: the number of its row there; else null. */
  row: number | null;
  /** By what it is known; null where the data have no column of ids. */
  id: string | null;
  /** Its class, by name where it has one, or its value, values for several targets, in the units of the file. */
  label: ExampleLabel;
  /** Euclidean, between the inputs as the network takes them. */
  distance: number;
}

/** The name of a class or its index where it has none, a value, or the values of several targets. */
export type ExampleLabel = string | number | number[];

/** What one replica predicts. */
export interface ReplicaPrediction {
  /** r, counted from 0. */
  replica: number;
  /** A probability, or a value in the units of the file. */
  value: number;
}

/** How many replicas decide a class. */
export interface ClassCount {
  /** Its name, or its index where it has none. */
  class: string | number;
  /** How many. */
  replicas: number;
}

/** A test example on which replicas differ. */
export interface ExplainedExample {
  /** Of the test set, counted from 0. */
  example: number;
  /** Of a file: the number of its row there; else null. */
  row: number | null;
  /** By what it is known; null where the data have no column of ids. */
  id: string | null;
  /** The group it belongs to; null where the data have none. */
  group: string | null;
  /** Its inputs, in the order of `columns`; those of a file in its units: the shortest number that the network reads so. */
  inputs: (number | string | null)[];
  /** What is right. */
  label: ExampleLabel;
  /** Its prediction difference: mean distance between the predictions of two replicas; of values in the units of the file. */
  difference: number;
  /** Its share of the prediction difference of all examples. */
  share: number;
  /** Its churn: share of the pairs of replicas that decide differently; null for values. */
  churn: number | null;
  /** The mean prediction of the replicas, a number an output. */
  mean: number[];
  /** What the mean prediction decides; null for values. */
  decided: string | number | null;
  /** Of the mean prediction: how much likelier the likeliest class is than the next one; null for values. */
  margin: number | null;
  /** How many replicas decide each class that any decides; null for values. */
  decisions: ClassCount[] | null;
  /** The output in which replicas differ most: what follows is of it. */
  output: number;
  /** The replica that predicts least, the first of several. */
  least: ReplicaPrediction;
  /** The replica that predicts most, the first of several. */
  largest: ReplicaPrediction;
  /** 5%, 25%, 50%, 75% and 95% of the predictions (linear between order statistics). */
  quantiles: number[];
  /** What each replica predicts, with several outputs a list each; null where there are more than 1,024 replicas. */
  predictions: (number | number[])[] | null;
  /** The training examples nearest to it, the nearest first, and of several equally near the first ones. */
  nearest: NearExample[];
}

/** What `explain` resolves to. */
export interface Explanation {
  /** The study with every default filled in: run it again for the same bits. */
  study: Study;
  /** SHA-256 over all numbers here: the same on every machine. */
  fingerprint: string;
  /** That of the result, which was trained, or computed again from its parameters. */
  resultFingerprint: string;
  /** Version of the arithmetic contract. */
  bits: number;
  /** What the labels are. */
  task: Task;
  /** Number of replicas. */
  replicas: number;
  /** Number of test examples. */
  examples: number;
  /** Number of training examples; with early stopping without those for validation. */
  training: number;
  /** Columns of the inputs of an example: of the file, or x1, x2 and so on. */
  columns: string[];
  /** Names of the classes, by index; null where they have none. */
  classNames: string[] | null;
  /** Numbers that a replica predicts for an example: 1 where it is the probability of the second class. */
  outputs: number;
  /** Prediction difference (pairwise), mean over the test examples; of values in the units of the file. */
  predictionDifference: number;
  /** Share of the pairs of replicas that decide differently, mean over the test examples; null for values. */
  churn: number | null;
  /** How many test examples are not predicted alike by all replicas. */
  differing: number;
  /** Those of them on which the replicas differ most, by prediction difference, then by index. */
  explained: ExplainedExample[];
  /** Of two inputs: what is predicted over the plane; null where there is no such picture, or none was wanted. */
  maps: ExplainedMaps | null;
  /** A replica and its twin, which starts one unit in the last place away; null where they were not wanted. */
  twins: Twins | null;
  /** What is to be said beside the numbers, a sentence each. */
  notes: string[];
}
