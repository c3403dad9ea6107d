/**
 * Verifies a result: trains it again, another way, and compares every bit.
 */
import { expected, shown } from "../study/errors.js";
import { BITS, trailSteps } from "../train/fingerprint.js";
import type { Kernels } from "../train/group.js";
import { openGroup } from "../train/setting.js";
import { chooseKernels, type How } from "./how.js";
import { prepare } from "./prepare.js";
import { type RunResult, run } from "./run.js";

/** What a result claims; a `RunResult` or its JSON. */
export type Claimed = Pick<RunResult, "study" | "fingerprint" | "bits" | "data" | "replicas"> & Partial<Pick<RunResult, Measured>> & { host?: { kernels?: Kernels } };

/** What a result states about its replicas; compared where it stands there. */
const MEASURED = ["loss", "excessLoss", "irreproducibleShare", "accuracy", "predictionDifference", "churn", "measures"] as const;
type Measured = (typeof MEASURED)[number];

export interface Verification {
  /** Whether every bit is the same. */
  same: boolean;
  /** How it was trained again. */
  kernels: Kernels;
  fingerprint: string;
  /** One sentence: what was compared, or where the first difference is. */
  message: string;
}

/**
 * Trains the study of a result again with other kernels than those that made it.
 * @throws TypeError or RangeError for what is no result, or one of other data or another contract
 */
export async function verify(claimed: Claimed, how: How = {}): Promise<Verification> {
  checkClaim(claimed);
  const made = claimed.host?.kernels ?? "simd";
  const kernels = how.kernels ?? (made === "scalar" ? (await chooseKernels()).kernels : "scalar");
  const trail = claimed.replicas.every((replica) => replica.trail);
  const again = await run(claimed.study, { ...how, kernels, trail });
  if (again.data.sha256 !== claimed.data.sha256) {
    throw new RangeError(expected("data.sha256", claimed.data.sha256, again.data.sha256, "The data have changed since the result was made."));
  }
  const difference = (await trainedDifference(claimed, again, made, kernels)) ?? measuredDifference(claimed, again);
  const { fingerprint, replicas } = again;
  const message = difference ?? `every bit is the same: ${replicas.length} replicas, fingerprint ${fingerprint}, trained again with ${kernels} kernels.`;
  return { same: difference === null, kernels, fingerprint, message };
}

function checkClaim(claimed: unknown): asserts claimed is Claimed {
  const result = claimed as Partial<Claimed> | null;
  if (typeof result !== "object" || result === null || !result.study || !Array.isArray(result.replicas) || typeof result.fingerprint !== "string" || !result.data) {
    throw new TypeError(expected("result", "the JSON of a run, with study, data, replicas and fingerprint", shown(claimed)));
  }
  if (result.bits !== BITS) throw new RangeError(expected("result.bits", `${BITS}, the contract of this version`, shown(result.bits), "Verify it with the version that made it."));
  if (result.replicas.length !== result.study.replicas) {
    throw new RangeError(expected("result.replicas", `${result.study.replicas}, as many as the study has`, String(result.replicas.length)));
  }
}

/** A measure or a replica's loss that does not follow from the trained replicas, or null. */
function measuredDifference(claimed: Claimed, again: RunResult): string | null {
  const losses = again.replicas.findIndex((replica, r) => replica.loss !== claimed.replicas[r]!.loss);
  if (losses >= 0) return `the replicas are the same, but not replicas[${losses}].loss: ${again.replicas[losses]!.loss}, claimed ${claimed.replicas[losses]!.loss}.`;
  const name = MEASURED.find((key) => claimed[key] !== undefined && JSON.stringify(claimed[key]) !== JSON.stringify(again[key]));
  return name ? `the replicas are the same, but not ${name}: ${shown(again[name])}, claimed ${shown(claimed[name])}.` : null;
}

/** Where the trained replicas and the claimed ones part, or null. */
async function trainedDifference(claimed: Claimed, again: RunResult, made: Kernels, kernels: Kernels): Promise<string | null> {
  const replica = again.replicas.findIndex((other, r) => other.fingerprint !== claimed.replicas[r]!.fingerprint);
  if (replica < 0 && again.fingerprint === claimed.fingerprint) return null;
  if (replica < 0) return `the parameters of all replicas are the same, but not the fingerprint: logits ${again.fingerprint}, claimed ${claimed.fingerprint}.`;
  const between = made === kernels ? null : await lockstep(claimed, replica, made, kernels);
  if (between) return between;
  const [now, then] = [again.replicas[replica]!, claimed.replicas[replica]!];
  const parted = now.trail && then.trail ? now.trail.findIndex((digits, k) => digits !== then.trail![k]) : -1;
  if (parted < 0) return `fingerprints differ at replica ${replica}: ${kernels} ${now.fingerprint.slice(0, 16)}, claimed ${then.fingerprint.slice(0, 16)}.`;
  const steps = trailSteps((await prepare(claimed.study)).plan.steps);
  const since = parted === 0 ? "at step 0, the initial weights" : `after step ${steps[parted - 1]} and up to step ${steps[parted]}`;
  return `fingerprints differ at replica ${replica}, ${since}: ${kernels} ${now.trail![parted]}, claimed ${then.trail![parted]}.`;
}

/** Trains one replica with two kernels of this host side by side; the first element that differs, or null. */
async function lockstep(claimed: Claimed, replica: number, a: Kernels, b: Kernels): Promise<string | null> {
  const setting = await prepare(claimed.study);
  const { steps, sizes } = setting.plan;
  const groups = await Promise.all([openGroup(setting, a), openGroup(setting, b)]);
  for (const group of groups) group.start([replica]);
  for (let step = 0; step <= steps; step++) {
    const [left, right] = groups.map((group) => new Uint32Array(group.snapshot(0).parameters.buffer)) as [Uint32Array, Uint32Array];
    const at = left.findIndex((bits, p) => bits !== right[p]);
    if (at >= 0) {
      const hex = (bits: number) => `0x${bits.toString(16).padStart(8, "0")}`;
      const before = step === 0 ? "" : ` Steps 0 to ${step - 1} agree.`;
      return `fingerprints differ at replica ${replica}, step ${step}, ${elementName(at, sizes)}: ${a} ${hex(left[at]!)}, ${b} ${hex(right[at]!)}.${before}`;
    }
    for (const group of groups) group.advance(1);
  }
  return null;
}

/** `layer 1, W[4,9]` for a flat position; layers are counted from 1. */
function elementName(position: number, sizes: readonly number[]): string {
  let rest = position;
  for (let layer = 1; ; layer++) {
    const [I, O] = [sizes[layer - 1]!, sizes[layer]!];
    if (rest < I * O) return `layer ${layer}, W[${Math.floor(rest / O)},${rest % O}]`;
    if (rest < I * O + O) return `layer ${layer}, b[${rest - I * O}]`;
    rest -= I * O + O;
  }
}
