/**
 * Verifies a result: trains it again, another way, and compares every field of it.
 */

import { readingFile } from "../data/files.js";
import { inSlices } from "../host/slices.js";
import { MEASURE_NAMES, MEASURE_SINCE, type MeasureName } from "../measure/names.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { elementName } from "../study/element-name.js";
import { shown } from "../study/errors.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { trailSteps } from "../train/fingerprint.js";
import type { Backend } from "../train/group.js";
import { openGroup } from "../train/setting.js";
import { chooseBackend } from "./backend.js";
import { ADDED, type CheckedClaim, type Claimed, checkedClaim, repeatedMeasures } from "./claimed.js";
import { asJson, type Difference, differences } from "./differences.js";
import { OF_RUN } from "./elsewhere.js";
import { EXECUTION } from "./execution.js";
import { fileNamedIn, GIVEN_FILE, type GivenFile } from "./given-file.js";
import { toJson } from "./json.js";
import { otherBackend } from "./other-backend.js";
import { PARTS, type Part, RECORDED } from "./parts.js";
import type { Prepared } from "./prepare.js";
import type { RunResult } from "./result.js";
import { prepareAgain, type RetrainOptions } from "./retrain.js";
import { runPrepared } from "./run.js";

export type { Claimed } from "./claimed.js";

/** How a result is trained again, and the file that it names. */
export type VerifyOptions = RetrainOptions;

/** What `verify` found. */
export interface Verification {
  /** Whether everything that was compared is the same, to the last bit. */
  same: boolean;
  /** The backend that trained it again. */
  backend: Backend;
  /** The fingerprint as trained here. */
  fingerprint: string;
  /** What was not compared, each with the reason: "host, which is what the result says of itself". */
  notCompared: string[];
  /** What was compared, and what was not; or where the first difference is. */
  message: string;
  /** The result as trained here; `verifyReport` compares a page with it. */
  result: RunResult;
}

/** The options of `VerifyOptions`. */
const OPTIONS = { ...EXECUTION, data: GIVEN_FILE };

/** Trains a result again and compares (`lazy.ts` says what it takes). */
export async function verify(claimed: Claimed, options: VerifyOptions = {}): Promise<Verification> {
  const { data, ...execution } = parseOptions<VerifyOptions>(OPTIONS, options, OF_RUN);
  const claim = checkedClaim(claimed);
  const { signal } = execution;
  const backend = execution.backend ?? (await otherBackend(claim.host.backend));
  const chosen = await chooseBackend(backend);
  const parts = claimedParts(claim);
  const prepared = await prepareAgain(claim.study, { ...execution, data });
  const recorded = {
    trail: parts.includes("trail"),
    curves: parts.includes("curves"),
    predictions: parts.includes("predictions") || parts.includes("logits"),
  };
  const more =
    claim.further === undefined ? undefined : (await import("./further.js")).measuringAgain(claim.further, { signal });
  const again = await runPrepared(prepared, chosen, { ...execution, ...recorded }, more);
  const compared = await compareAgain(claim, prepared, again, { backend, data, signal });
  const { difference, notCompared } = compared;
  const message = difference ?? `${compared.same}, trained again with the ${backend} backend. ${compared.not}`;
  return { same: difference === null, backend, fingerprint: again.fingerprint, notCompared, message, result: again };
}

/** The parts that a claim has. */
export function claimedParts(claim: CheckedClaim): Part[] {
  return PARTS.filter((part) =>
    (RECORDED as readonly Part[]).includes(part) ? claim.replicas.every((replica) => part in replica) : part in claim,
  );
}

/** What was found where a claim was compared with a result of this host. */
interface Compared {
  /** Where they differ first, or null. */
  difference: string | null;
  /** What is the same where nothing differs: the beginning of a sentence. */
  same: string;
  notCompared: string[];
  /** The same in sentences. */
  not: string;
}

/**
 * Compares every field of a claim with the result of the same study on this host.
 * @param backend that made the result, or null where it is computed from numbers that were stored
 */
export async function compareAgain(
  claim: CheckedClaim,
  prepared: Prepared,
  again: RunResult,
  { backend, data, signal }: { backend: Backend | null; data?: GivenFile; signal?: AbortSignal },
): Promise<Compared> {
  const has = (part: Part) =>
    !(RECORDED as readonly Part[]).includes(part) || again.replicas.every((replica) => part in replica);
  const stated = statedDifference(claim, again, claimedParts(claim).filter(has));
  const difference = (await trainedDifference(claim, prepared, again, { signal, backend })) ?? stated.difference;
  const notCompared = [
    ...(data === undefined ? [] : [`study.data.path, for the data were read from ${givenAs(data)}`]),
    ...stated.notCompared,
  ];
  const not = notCompared.map((what) => `Not compared: ${what}.`).join(" ");
  return { difference, same: difference === null ? provedSentence(claim, again) : "", notCompared, not };
}

function givenAs(data: GivenFile): string {
  if (!("path" in data)) return "text" in data ? "a text" : "bytes";
  return data.test === undefined ? shown(data.path) : `${shown(data.path)} and ${shown(data.test)}`;
}

/** "every bit of the 16 replicas' parameters, the test logits and N measures is the same: fingerprint ..." */
function provedSentence({ statistics, measures }: CheckedClaim, { replicas, fingerprint }: RunResult): string {
  const whose = replicas.length === 1 ? "the replica's" : `the ${replicas.length} replicas'`;
  const measured = `${Object.keys(measures as object).length} measures`;
  const same =
    statistics === STATISTICS_VERSION
      ? `, the test logits and ${measured} is the same`
      : ` and the test logits is the same, and the values of ${measured} are`;
  return `every bit of ${whose} parameters${same}: fingerprint ${fingerprint}`;
}

/**
 * Something that the result states and that does not follow from the trained replicas, or null; and what of it was not
 * compared.
 */
function statedDifference(
  claim: CheckedClaim,
  again: RunResult,
  parts: readonly Part[],
): { difference: string | null; notCompared: string[] } {
  const { host: _ours, ...computed } = asJson(toJson(again, parts));
  const { host: _claimed, ...stated } = claim;
  const all = differences(
    stated,
    {
      ...computed,
      ...repeatedMeasures(claim.statistics, again.measures),
      statistics: claim.statistics,
      study: studyAsNamed(claim.study, again.study),
    },
    "",
  );
  const older = claim.statistics < STATISTICS_VERSION;
  const [missing, rounded]: [string[], string[]] = [[], []];
  for (const difference of all) {
    const { path, claimed } = difference;
    if (claimed === undefined && ADDED.includes(path)) continue;
    if (claimed === undefined && cameLater(path, claim.statistics)) {
      missing.push(path);
      continue;
    }
    if (older && isOfOlderFormula(difference)) continue;
    if (older && differsByRounding(difference)) rounded.push(path);
    else
      return {
        difference: `the replicas are the same, but not ${path}: ${said(difference.computed)}, claimed ${said(claimed)}.`,
        notCompared: [],
      };
  }
  const notCompared = [
    ...(older
      ? [
          `the intervals and the forms of the measures, which statistics ${claim.statistics} made by other formulas than statistics ${STATISTICS_VERSION}`,
        ]
      : []),
    ...(rounded.length > 0
      ? [`the last digits of ${rounded.join(", ")}, which statistics ${claim.statistics} rounded otherwise`]
      : []),
    ...(missing.length > 0 ? [`${missing.join(", ")}, which statistics ${claim.statistics} did not have`] : []),
    "host, which is what the result says of itself",
  ];
  return { difference: null, notCompared };
}

/** Whether a path is that of a measure which statistics of that version had not. */
function cameLater(path: string, statistics: number): boolean {
  const name = path.replace("measures.", "") as MeasureName;
  return statistics < (Object.hasOwn(MEASURE_SINCE, name) ? MEASURE_SINCE[name]! : 0);
}

function said(value: unknown): string {
  return value === undefined ? "nothing" : shown(value);
}

/** A study that was trained with a file given here is that of the result, but for the name of the file. */
function studyAsNamed(claimed: StudyInput, trained: RunResult["study"]): unknown {
  const plain = asJson(trained);
  const named = fileNamedIn(claimed.data);
  if (named === null) return plain;
  const { test } = claimed.data as { test?: unknown };
  return { ...plain, data: { ...readingFile(plain.data, named), ...(typeof test === "string" && { test }) } };
}

const OF_MEASURES = new RegExp(`^(measures\\.)?(${MEASURE_NAMES.join("|")})\\.(form|low|high|value)$`);

/**
 * An end of an interval, or the words that name a form: there, and of the right kind, but by a formula that is here no
 * longer.
 */
function isOfOlderFormula({ path, claimed }: Difference): boolean {
  const field = OF_MEASURES.exec(path)?.[3];
  return field === "form"
    ? typeof claimed === "string"
    : (field === "low" || field === "high") && (claimed === null || typeof claimed === "number");
}

/** Older statistics added in another order: a value may differ in its last digits, and no more. */
function differsByRounding({ path, claimed, computed }: Difference): boolean {
  if (OF_MEASURES.exec(path)?.[3] !== "value" || typeof claimed !== "number" || typeof computed !== "number")
    return false;
  return Math.abs(claimed - computed) <= 1e-12 * Math.max(Math.abs(claimed), Math.abs(computed));
}

/** Hex digits, or whatever a stranger has written in their place, as it may be printed. */
export function claimedDigits(claimed: unknown): string {
  return typeof claimed === "string" && /^[0-9a-f]{1,64}$/.test(claimed) ? claimed : shown(claimed);
}

/** Where the trained replicas and the claimed ones part, or null. */
async function trainedDifference(
  claimed: CheckedClaim,
  prepared: Prepared,
  again: RunResult,
  { backend, signal }: { backend: Backend | null; signal?: AbortSignal },
): Promise<string | null> {
  if (again.data.sha256 !== claimed.data.sha256)
    return `the data differ: sha256 ${again.data.sha256}, claimed ${claimedDigits(claimed.data.sha256)}.`;
  if (again.replicas.length !== claimed.replicas.length)
    return `the study has ${again.replicas.length} replicas, the result ${claimed.replicas.length}.`;
  const replica = again.replicas.findIndex((other, r) => other.fingerprint !== claimed.replicas[r]!.fingerprint);
  if (replica < 0 && again.fingerprint === claimed.fingerprint) return null;
  if (replica < 0)
    return `the parameters of all replicas are the same, but not the fingerprint: logits ${again.fingerprint}, claimed ${claimedDigits(claimed.fingerprint)}.`;
  const made = claimed.host.backend;
  const between =
    made === backend || backend === null ? null : await lockstep(prepared, replica, made, backend, signal);
  if (between) return between;
  const [now, then] = [again.replicas[replica]!, claimed.replicas[replica]!];
  const parted = now.trail && then.trail ? now.trail.findIndex((digits, k) => digits !== then.trail![k]) : -1;
  if (parted < 0)
    return `fingerprints differ at replica ${replica}: ${backend ?? "stored"} ${now.fingerprint.slice(0, 16)}, claimed ${claimedDigits(then.fingerprint.slice(0, 16))}.`;
  const steps = trailSteps(prepared.plan.steps);
  const since =
    parted === 0 ? "at step 0, the initial weights" : `after step ${steps[parted - 1]} and up to step ${steps[parted]}`;
  return `fingerprints differ at replica ${replica}, ${since}: ${backend ?? "stored"} ${now.trail![parted]}, claimed ${claimedDigits(then.trail![parted])}.`;
}

/** Trains one replica with two backends of this host side by side; the first element that differs, or null. */
async function lockstep(
  prepared: Prepared,
  replica: number,
  a: Backend,
  b: Backend,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const groups = await Promise.all([openGroup(prepared, a), openGroup(prepared, b)]);
  return inSlices(sideBySide(), signal);

  function* sideBySide(): Generator<void, string | null> {
    const { steps, layers } = prepared.plan;
    for (const group of groups) group.start([replica]);
    for (let step = 0; step <= steps; step++) {
      const [left, right] = groups.map((group) => new Uint32Array(group.snapshot(0).parameters.buffer)) as [
        Uint32Array,
        Uint32Array,
      ];
      const at = left.findIndex((bits, p) => bits !== right[p]);
      if (at >= 0) {
        const hex = (bits: number) => `0x${bits.toString(16).padStart(8, "0")}`;
        const before = step === 0 ? "" : ` Steps 0 to ${step - 1} agree.`;
        return `fingerprints differ at replica ${replica}, step ${step}, ${elementName(at, layers)}: ${a} ${hex(left[at]!)}, ${b} ${hex(right[at]!)}.${before}`;
      }
      for (const group of groups) group.advance(1);
      yield;
    }
    return null;
  }
}
