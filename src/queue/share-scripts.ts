/** The two scripts that every engine of whole processes starts: a share of the work, and what comes after all shares. */
import { type WorkPlan, wordsHere } from "./plan.js";
import { shellLine } from "./shell-words.js";

/** Where the engine runs them. */
export interface Launch {
  /** The words that start doppelgrad. */
  program: readonly string[];
  /** The folder in which these words, and the paths of data, have their meaning. */
  cwd: string;
  /** Further words for the engine itself. */
  pass: readonly string[];
}

/** Trains a share of the work: that of its argument, "3/8", or the one that the array job says. */
export const TRAIN = "train.sh";
/** Trains what is left, measures, and writes the result. */
export const MERGE = "merge.sh";

export function shareScripts(plan: WorkPlan, { program, cwd }: Launch): Record<string, string> {
  const run = shellLine([...program, ...wordsHere(plan)]);
  return {
    [TRAIN]: script("Trains one share: its argument, such as 3/8, or that of the array job.", [
      `cd ${shellLine([cwd])}`,
      `exec ${run} --shard "\${1:-auto}"`,
    ]),
    [MERGE]: script("Trains what is missing, if anything is, and writes the result.", [
      `cd ${shellLine([cwd])}`,
      `exec ${run}`,
    ]),
  };
}

/** @param says what the script does, in one line */
export function script(says: string, lines: readonly string[]): string {
  return `${["#!/usr/bin/env bash", `# ${says}`, "set -euo pipefail", ...lines].join("\n")}\n`;
}
