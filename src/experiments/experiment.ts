/** What an experiment is, and what is found by one: docs/experiments.md. */
import type { Claims, Verdict } from "../claims/claim.js";
import type { Pool } from "../pool/pool.js";
import type { Backend } from "../train/group.js";
import type { DecidingQuantity, Quantity } from "./rule.js";

/** What a line of an experiment claims. */
export interface Line {
  /** A short name: "E1". */
  id: string;
  /** The claim in the terms of the paper. */
  claim: string;
  /** What is measured to judge it, in one sentence. */
  measured: string;
  /** Who claims it: the paper of the experiment, the project beside it, or another paper. */
  by:
    | "paper"
    | "ours"
    | {
        /** Authors, year and where to read it. */
        paper: string;
      };
  /** A world in which the claim is false, where the rule must not say that it holds; null for what is always true. */
  nullWorld: string | null;
}

/** The paper after which an experiment is made. */
export interface Paper {
  /** Their surnames. */
  authors: string;
  /** Its whole title. */
  title: string;
  /** Where it appeared, and when. */
  venue: string;
  /** Where it can be read. */
  url: string;
}

/** An experiment as a file declares it. */
export interface Experiment {
  /** After whom it is named, and the year: "boubdir-2023". */
  name: string;
  /** The paper. */
  paper: Paper;
  /** What it is about, in a few words. */
  summary: string;
  /** What was not in the paper, or is not known of it, and was chosen here. */
  ours: readonly string[];
  /** Seconds on two processors, about. */
  seconds: number;
  /** Independent repetitions by default, and the fewest. */
  replicas: { default: number; least: number; what: string };
  /** The data families on which it is tested by default, where others may be named. */
  data?: readonly string[];
  lines: readonly Line[];
  /** Does the work, and yields the share of it that is done. */
  observe(context: Context): AsyncGenerator<number, Observed>;
}

/** What an experiment works with. */
export interface Context {
  replicas: number;
  seed: number;
  /** The line whose null world is looked at; null in the world of the claims. */
  nullOf: string | null;
  /** The data families; none of an experiment that has data of its own. */
  data: readonly string[];
  pool: Pool;
  backend: Backend;
  signal: AbortSignal | undefined;
}

/** Numbers that are shown and decide nothing. */
export interface ShownTable {
  /** What it holds. */
  title: string;
  /** The head of each column. */
  columns: readonly string[];
  /** The cells of each row; null for what does not exist. */
  rows: readonly (readonly (string | number | null)[])[];
}

/** A line of a figure. */
export interface ShownSeries {
  /** What it is of. */
  name: string;
  /** Its points. */
  points: readonly {
    /** Where it stands on the axis. */
    x: number;
    /** What was measured there. */
    y: number;
    /** Lower end of its interval; null where there is none. */
    low: number | null;
    /** Upper end of its interval; null where there is none. */
    high: number | null;
  }[];
}

/** A figure: lines with intervals over an axis. */
export interface ShownFigure {
  /** What it shows. */
  title: string;
  /** What is along the axis. */
  x: string;
  /** What is measured. */
  y: string;
  /** The lines, each with its points in the order of x. */
  series: readonly ShownSeries[];
}

/** What an experiment has seen. */
export interface Observed {
  /** By the id of each line. */
  quantities: Record<string, readonly DecidingQuantity[]>;
  /** Lines with their verdicts, where rules of other forms decide than those of quantities; and what they rest on. */
  judged?: { lines: readonly JudgedLine[]; evidence: Claims };
  shown: readonly Quantity[];
  tables: readonly ShownTable[];
  figure: ShownFigure;
  trained: readonly TrainedArm[];
}

/** A training that an experiment rests on. */
export interface TrainedArm {
  /** What distinguishes it: "relu". */
  name: string;
  /** That of its run. */
  fingerprint: string;
  /** Number of its replicas. */
  replicas: number;
}

/** A line with its verdict. */
export interface JudgedLine extends Line {
  /** What the rules of its quantities say; of the claims, what their rules say. */
  verdict: Verdict;
  /** The sentence with the numbers behind the verdict. */
  reason: string;
  /** The numbers on which the verdict rests; none of the claims, whose `evidence` has them. */
  quantities: readonly DecidingQuantity[];
}

/** What `experiment` resolves to, and `doppelgrad experiments NAME --json` prints. */
export interface ExperimentResult extends Pick<Experiment, "name" | "paper" | "summary" | "ours"> {
  /** The claims, each with its verdict. */
  lines: readonly JudgedLine[];
  /** Numbers that decide nothing. */
  shown: readonly Quantity[];
  /** Tables that decide nothing. */
  tables: readonly ShownTable[];
  /** The picture of the page. */
  figure: ShownFigure;
  /** The trainings that it rests on. */
  trained: readonly TrainedArm[];
  /** What fixes every bit of the above. */
  options: {
    /** Independent repetitions. */
    replicas: number;
    /** The seed from which all others follow. */
    seed: number;
    /** The line whose world was replaced by one in which it is false; null in the world of the claims. */
    nullOf: string | null;
    /** The data families, where the experiment takes some. */
    data?: readonly string[];
  };
  /** What the verdicts of the claims rest on: what `claims` resolves to. */
  evidence?: Claims;
  /** SHA-256 of the JSON of all numbers above. */
  fingerprint: string;
  /** Version of the arithmetic contract. */
  bits: number;
  /** Version of the formulas of means and intervals. */
  statistics: number;
}
