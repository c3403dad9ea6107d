/**
 * Measures of the networks themselves: how far apart their parameters are, and whether the training loss rises between
 * them. Hidden units are not permuted first, so two networks that differ only in the order of their units are far apart.
 *
 * Source: Fort, Hu, Lakshminarayanan 2019 (cosine), Zhuang et al. 2021 (distance), Frankle et al. 2020 (barrier). Checked:
 * tests/further/networks.test.ts.
 */
import type { Backend } from "../train/group.js";
import type { Setting } from "../train/setting.js";
import { MOST_PAIRED, ofAllPairs } from "./all-pairs.js";
import type { Asked } from "./asked.js";
import { lossBarriers, workOfBarriers } from "./barrier.js";
import { cosines, ofLengthOne } from "./cosines.js";
import { type FoundMeasure, nothing, ofMean } from "./found.js";
import type { NetworkName } from "./names.js";

/** The replicas of a study. */
export interface Networks {
  /** Of each replica, P numbers. */
  parameters: readonly Float32Array[];
  /** Loss barriers of the pairs 0-1, 2-3 and so on, or why there are none. */
  barriers: Float64Array | string;
}

/** Most multiplications of one measure where nobody asks for it by name: some seconds. */
const MOST_WORK = 1e9;
const TOO_LONG = "it takes more than 10^9 multiplications: ask for it by name";

/** What was trained, with its barriers where they are asked for. */
export async function networksOf(
  setting: Setting,
  parameters: readonly Float32Array[],
  { further, isNamed }: Pick<Asked, "further" | "isNamed">,
  { backend, signal }: { backend: Backend; signal?: AbortSignal | undefined },
): Promise<Networks> {
  if (!further.includes("lossBarrier")) return { parameters, barriers: "they were not asked for" };
  const isTooLong = !isNamed && workOfBarriers(setting, parameters.length) > MOST_WORK;
  if (isTooLong) return { parameters, barriers: TOO_LONG };
  return { parameters, barriers: await lossBarriers(setting, backend, parameters, signal) };
}

/** Each that is asked for. Yields between pieces of work. */
export function* foundOfNetworks(
  { parameters, barriers }: Networks,
  names: readonly NetworkName[],
  isNamed: boolean,
): Generator<void, Partial<Record<NetworkName, FoundMeasure>>> {
  const found: Partial<Record<NetworkName, FoundMeasure>> = {};
  for (const name of names) {
    const form = FORMS[name];
    if (parameters.length < 2) found[name] = nothing(form, "there is one replica");
    else if (name === "weightDistance") found[name] = yield* distances(form, parameters, isNamed);
    else if (name === "weightCosine") found[name] = yield* directions(form, parameters);
    else if (typeof barriers === "string") found[name] = nothing(form, barriers);
    else found[name] = ofMean(form, barriers, [0, Infinity], "disjoint pairs of replicas");
  }
  return found;
}

const FORMS: Record<NetworkName, string> = {
  weightDistance: "pairwise, Euclidean",
  weightCosine: "pairwise",
  lossBarrier: "disjoint pairs, largest of three places on the line, on the training labels",
};

function* distances(
  form: string,
  parameters: readonly Float32Array[],
  isNamed: boolean,
): Generator<void, FoundMeasure> {
  const replicas = parameters.length;
  if (replicas > MOST_PAIRED) return nothing(form, `more than ${MOST_PAIRED} replicas`);
  if (!isNamed && (replicas ** 2 / 2) * parameters[0]!.length > MOST_WORK) return nothing(form, TOO_LONG);
  const pairs = new Float64Array(replicas * replicas);
  for (let r = 1; r < replicas; r++) {
    for (let s = 0; s < r; s++) pairs[r * replicas + s] = distance(parameters[r]!, parameters[s]!);
    yield;
  }
  return ofAllPairs(form, pairs, 1, Infinity);
}

function* directions(form: string, parameters: readonly Float32Array[]): Generator<void, FoundMeasure> {
  const rows: Float64Array[] = [];
  for (const each of parameters) {
    const row = ofLengthOne(Float64Array.from(each));
    if (!row) return nothing(form, "the parameters of a replica are all 0");
    rows.push(row);
    yield;
  }
  return cosines(form, [rows]);
}

function distance(a: Float32Array, b: Float32Array): number {
  let squares = 0;
  for (let p = 0; p < a.length; p++) {
    const off = a[p]! - b[p]!;
    squares += off * off;
  }
  return Math.sqrt(squares);
}
