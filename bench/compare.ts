/**
 * Two commits against each other: each measures its steps in processes of its own, in turns; a pair of processes gives
 * one ratio a row.
 */
import { studentQuantile } from "../src/statistics/student.js";
import type { Times } from "./steps.js";

/** The time of one row in the new commit over that in the old, with its 95% interval. */
export interface Change {
  row: string;
  ratio: number;
  low: number;
  high: number;
  /** The interval does not hold 1. */
  resolved: boolean;
}

/** Mean of the logarithms of the ratios, with Student's interval over the pairs: at least two. */
export function changes(pairs: readonly { before: Times; after: Times }[]): Change[] {
  const rows = Object.keys(pairs[0]!.after).filter((row) => pairs.every(({ before }) => row in before));
  return rows.map((row) => {
    const logs = pairs.map(({ before, after }) => Math.log(after[row]! / before[row]!));
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (logs.length - 1);
    const half = studentQuantile(0.975, logs.length - 1) * Math.sqrt(variance / logs.length);
    const [low, high] = [Math.exp(mean - half), Math.exp(mean + half)];
    return { row, ratio: Math.exp(mean), low, high, resolved: low > 1 || high < 1 };
  });
}

/** A line a row. */
export function changesText(all: readonly Change[], pairs: number): string {
  const width = Math.max(...all.map(({ row }) => row.length));
  const verdict = ({ resolved, ratio }: Change) => (!resolved ? "not resolved" : ratio < 1 ? "faster" : "SLOWER");
  return [
    `${"row".padEnd(width)}  after / before  95% interval`,
    ...all.map(
      (one) =>
        `${one.row.padEnd(width)}  ${one.ratio.toFixed(3).padStart(14)}  [${one.low.toFixed(3)}, ${one.high.toFixed(3)}]  ${verdict(one)}`,
    ),
    `Ratios of least times of a step, ${pairs} pairs of processes in turns; the intervals are those of single rows, of which one in twenty misses by chance.`,
  ].join("\n");
}
