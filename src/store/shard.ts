/** Which of several runs this one is: as its user says, or the array job in which it is. */
import * as v from "valibot";
import { shown, wrongValue } from "../study/errors.js";
import { isPlain } from "../study/fields.js";

/** One of several runs that share the parts of a study among them. */
export interface Shard {
  /** Which one, from 1 to `of`. */
  index: number;
  /** How many there are. */
  of: number;
}

/** The option of SDK functions. */
export const SHARD = v.custom<Shard>((input) => {
  if (!isPlain(input) || Object.keys(input).sort().join() !== "index,of") return false;
  const { index, of } = input as unknown as Shard;
  return Number.isInteger(index) && Number.isInteger(of) && index >= 1 && index <= of;
}, "{ index, of }, with index from 1 to of");

type Environment = Readonly<Record<string, string | undefined>>;

const WHAT = 'i/N, with i from 1 to N; "auto" in a Slurm array, or "auto/N" in any array job';

/**
 * @param text "3/8"; "auto", which asks Slurm; "auto/8", which asks Slurm or Kubernetes for the index alone
 * @throws InputError for anything else, and outside of an array job
 */
export function shardFrom(text: string, environment: Environment): Shard {
  const [, given, count] = /^(\d+|auto)(?:\/(\d+))?$/.exec(text) ?? [];
  const index = given === "auto" ? indexIn(environment) : Number(given);
  const of = Number(count ?? (given === "auto" ? environment.SLURM_ARRAY_TASK_COUNT : undefined));
  if (Number.isSafeInteger(index) && Number.isSafeInteger(of) && index >= 1 && index <= of) return { index, of };
  throw wrongValue("--shard", WHAT, given === "auto" ? `${shown(text)} with ${said(environment)}` : shown(text));
}

/** Slurm counts from whatever its user says, Kubernetes from 0. */
function indexIn({ SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_MIN, JOB_COMPLETION_INDEX }: Environment): number {
  if (SLURM_ARRAY_TASK_ID !== undefined) return Number(SLURM_ARRAY_TASK_ID) - Number(SLURM_ARRAY_TASK_MIN ?? 0) + 1;
  return JOB_COMPLETION_INDEX === undefined ? NaN : Number(JOB_COMPLETION_INDEX) + 1;
}

/** The variables that there are. */
function said(environment: Environment): string {
  const names = ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_COUNT", "JOB_COMPLETION_INDEX"];
  const there = names.filter((name) => environment[name] !== undefined);
  return there.length === 0
    ? "no SLURM_ARRAY_TASK_ID and no JOB_COMPLETION_INDEX"
    : there.map((name) => `${name}=${environment[name]}`).join(" ");
}
