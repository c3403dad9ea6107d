/**
 * Verifies a result: trains it again, another way, and compares every bit.
 */
import { expected, shown } from "../study/errors.js";
import { elementName } from "../study/plan.js";
import { BITS, trailSteps } from "../train/fingerprint.js";
import type { Kernels } from "../train/group.js";
import { openGroup } from "../train/setting.js";
import { chooseKernels, type How, KERNELS } from "./how.js";
import { PARTS, toJson } from "./json.js";
import { prepare } from "./prepare.js";
import { type ReplicaResult, type RunResult, run } from "./run.js";

/** What a result claims: a `RunResult` as `toJson` gives it. What is there is compared, but for `host`. */
export type Claimed = Pick<RunResult, "study" | "fingerprint" | "bits" | "data" | "replicas"> & Record<string, unknown>;

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
 * @throws TypeError or RangeError for what is no result, or one of another contract
 */
export async function verify(claimed: Claimed, how: How = {}): Promise<Verification> {
  checkClaim(claimed);
  const made = madeWith(claimed);
  const kernels = how.kernels ?? (made === "scalar" ? (await chooseKernels()).kernels : "scalar");
  const parts = PARTS.filter((part) => (part === "trail" ? claimed.replicas.every((replica) => replica.trail) : part in claimed));
  const again = await run(claimed.study, { ...how, kernels, trail: parts.includes("trail") });
  const difference = (await trainedDifference(claimed, again, made, kernels)) ?? statedDifference(claimed, toJson(again, parts));
  const { fingerprint, replicas } = again;
  const message = difference ?? `every bit is the same: ${replicas.length} replicas, fingerprint ${fingerprint}, trained again with ${kernels} kernels.`;
  return { same: difference === null, kernels, fingerprint, message };
}

/** The kernels that the result names, if any. */
function madeWith({ host }: Claimed): Kernels {
  const kernels = (host as { kernels?: unknown } | undefined)?.kernels ?? "simd";
  if (!KERNELS.includes(kernels as Kernels)) throw new RangeError(expected("result.host.kernels", `one of ${KERNELS.join(", ")}`, shown(kernels)));
  return kernels as Kernels;
}

function checkClaim(claimed: unknown): asserts claimed is Claimed {
  const result = claimed as Partial<Claimed> | null;
  if (typeof result !== "object" || result === null || !result.study || !Array.isArray(result.replicas) || typeof result.fingerprint !== "string" || !result.data) {
    throw new TypeError(expected("result", "the JSON of a run, with study, data, replicas and fingerprint", shown(claimed)));
  }
  if (result.bits !== BITS) throw new RangeError(expected("result.bits", `${BITS}, the contract of this version`, shown(result.bits), "Verify it with the version that made it."));
  result.replicas.forEach((replica: Partial<ReplicaResult> | null, r) => {
    if (typeof replica?.fingerprint !== "string") throw new TypeError(expected(`result.replicas[${r}]`, "an object { index, loss, fingerprint }", shown(replica)));
  });
}

/** Something that the result states and that does not follow from the trained replicas, or null. */
function statedDifference(claimed: Claimed, again: Record<string, unknown>): string | null {
  const plain = JSON.parse(JSON.stringify(again)) as Record<string, unknown>;
  for (const [key, value] of Object.entries(claimed)) {
    if (key === "host" || key === "study") continue;
    const path = firstPath(value, plain[key], key);
    if (path) return `the replicas are the same, but not ${path.at}: ${shown(path.right)}, claimed ${shown(path.left)}.`;
  }
  return null;
}

/** Where two pieces of JSON first differ, or null. */
function firstPath(left: unknown, right: unknown, at: string): { at: string; left: unknown; right: unknown } | null {
  if (Object.is(left, right)) return null;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return { at, left, right };
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const key of keys) {
    const place = Array.isArray(left) ? `${at}[${key}]` : `${at}.${key}`;
    const found = firstPath((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key], place);
    if (found) return found;
  }
  return null;
}

/** Where the trained replicas and the claimed ones part, or null. */
async function trainedDifference(claimed: Claimed, again: RunResult, made: Kernels, kernels: Kernels): Promise<string | null> {
  if (again.data.sha256 !== claimed.data.sha256) return `the data differ: sha256 ${again.data.sha256}, claimed ${claimed.data.sha256}.`;
  if (again.replicas.length !== claimed.replicas.length) return `the study has ${again.replicas.length} replicas, the result ${claimed.replicas.length}.`;
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
