/**
 * Proves a store: the digest of each part from its numbers, the manifest from the parts, the result from the numbers,
 * and the numbers by training them again.
 */
import { join } from "node:path";
import { toHex } from "../host/sha256.js";
import type { Pool } from "../pool/pool.js";
import { chooseBackend } from "../run/backend.js";
import { checkedClaim } from "../run/claimed.js";
import { asJson, type Difference, differences } from "../run/differences.js";
import { OF_RUN } from "../run/elsewhere.js";
import { EXECUTION, withPool } from "../run/execution.js";
import { measuringAgain } from "../run/further.js";
import { GIVEN_FILE } from "../run/given-file.js";
import { otherBackend } from "../run/other-backend.js";
import type { RunResult } from "../run/result.js";
import type { RetrainOptions } from "../run/retrain.js";
import { claimedDigits, compareAgain } from "../run/verify.js";
import { InputError, misplaced, shown, wrongValue } from "../study/errors.js";
import { integer } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { replicaDigest } from "../train/fingerprint.js";
import type { Backend } from "../train/group.js";
import { partDifference } from "./part-difference.js";
import { DamagedPart, type PartRecord } from "./part-files.js";
import type { StudyPart } from "./parts.js";
import { preparedFor } from "./prepared-for.js";
import { chosenParts, SAMPLE, type Sample } from "./sample.js";
import { type Counted, drawSegments, receiptDifferences, type Segment, trainSegments } from "./segments.js";
import {
  checkStore,
  MANIFEST,
  openStore,
  RESULT_FILE,
  recordOfStore,
  STORE,
  STUDY,
  type Store,
  storedOptions,
  storeFile,
} from "./store.js";
import { storedResult } from "./stored-result.js";
import { trainParts } from "./train-parts.js";

/** How a store is proved: which of its parts are trained again, by default all, and how. */
export interface VerifyStoreOptions extends RetrainOptions, Sample {
  /**
   * So many segments of trainings, drawn at random from those that have receipts, are trained again, each from the state
   * that is stored at its start; and no parts.
   */
  segments?: number;
  /** An integer that draws the segments: the same again. Default: another each time, which is said. */
  segmentSeed?: number;
}

/** What `verifyStore` found. */
export interface StoreVerification {
  /** Whether all that is there is the same, to the last bit. */
  same: boolean;
  /** The backend that trained parts again. */
  backend: Backend;
  /** The fingerprint of the numbers that are stored; null where a part is missing or something differs. */
  fingerprint: string | null;
  /** The parts, by their names. */
  parts: {
    /** How many the store has when it is finished. */
    total: number;
    /** Those that were trained again, to the same bits. */
    trained: string[];
    /** Those that are not there yet. */
    missing: string[];
  };
  /** What was trained again of segments; null where none was asked for. */
  segments: {
    /** How many have receipts. */
    total: number;
    /** What draws the same again. */
    seed: number;
    /** Those that were trained again, to the same bits. */
    trained: {
      /** Of which replica. */
      replica: number;
      /** Its first step, from 1 on. */
      first: number;
      /** Its last. */
      last: number;
    }[];
  } | null;
  /** What is damaged or differs, a sentence each that names the file; empty where all is the same. */
  differences: string[];
  /** What was not compared, each with the reason. */
  notCompared: string[];
  /** What was compared, and what was not; or what is damaged. Sentences on a line each. */
  message: string;
}

/** What is found on the way, with the result that follows from the numbers. */
export interface ProvedStore extends StoreVerification {
  /** null where a part is missing or something differs. */
  result: RunResult | null;
}

const OPTIONS = {
  ...EXECUTION,
  data: GIVEN_FILE,
  ...SAMPLE,
  segments: integer(1, Number.MAX_SAFE_INTEGER),
  segmentSeed: integer(0, Number.MAX_SAFE_INTEGER),
};

/**
 * Proves a store: recomputes the digest of each part, compares the manifest and result.json with what follows from the
 * numbers, and trains parts again with another backend. A store that is not finished is proved as far as it is there.
 *
 *     const { same, message } = await verifyStore("vee-64", { sample: "5%" });
 *
 * @param folder the store; nothing in it is changed
 * @param options which parts are trained again, the data file that the study names, and how it is trained; by default
 *   all parts, with a backend other than the one that made the result
 * @returns whether all is the same, with what was compared, or what is damaged
 * @throws InputError for a folder that is no store, and for a data file that is missing; the signal's reason
 */
export async function verifyStore(folder: string, options: VerifyStoreOptions = {}): Promise<StoreVerification> {
  const parsed = parseOptions<VerifyStoreOptions>(OPTIONS, options, OF_RUN);
  await checkStore(folder);
  const { result: _, ...found } = await proveStore(folder, await storeFile(folder, RESULT_FILE), parsed);
  return found;
}

/**
 * The same, and the result that follows from the numbers.
 * @param claimed the JSON of result.json, or null where there is none
 */
export async function proveStore(
  folder: string,
  claimed: unknown,
  { sample, parts, segments, segmentSeed, ...execution }: VerifyStoreOptions,
): Promise<ProvedStore> {
  const { signal, data, onProgress } = execution;
  refuseBoth({ sample, parts, segments, segmentSeed });
  const claim = claimed === null ? null : checkedClaim(claimed);
  const more = claim?.further === undefined ? undefined : measuringAgain(claim.further, { signal });
  const backend = execution.backend ?? (await otherBackend(claim?.host.backend ?? "simd"));
  const chosen = await chooseBackend(backend);
  const found: ProvedStore = {
    same: false,
    backend,
    fingerprint: null,
    parts: { total: 0, trained: [], missing: [] },
    segments: null,
    differences: [],
    notCompared: [],
    message: "",
    result: null,
  };
  const differing = (...differences: string[]): ProvedStore => ({
    ...found,
    differences,
    message: differences.join("\n"),
  });

  const opened = await openForProof(folder, execution);
  if (typeof opened === "string") return differing(opened);
  const { store, manifest } = opened;
  const missing = await store.missing();
  const there = store.parts.filter((part) => !missing.includes(part));
  found.parts = { ...found.parts, total: store.parts.length, missing: missing.map(({ name }) => name) };
  if (segments !== undefined && store.owner.segments.length === 0)
    throw wrongValue(
      "options.segments",
      "a folder with receipts",
      shown(folder),
      "The option receipts of run records them.",
    );
  const again = segments === undefined ? await chosenParts(there, { sample, parts }) : [];

  const counted: Counted[] = [];
  const damaged = [
    ...(manifest === null ? [] : missing.map((part) => `${store.folderOf(part)} is missing, which ${MANIFEST} has`)),
    ...(await damagedParts(store, there, counted, signal)),
  ];
  if (damaged.length > 0) return differing(...damaged);

  return withPool(execution, async (pool) => {
    const { trained, differences } = await trainAgain(store, again, { ...execution, backend, pool });
    found.parts.trained = trained.map(({ name }) => name);
    if (differences.length > 0) return differing(...differences);
    if (segments !== undefined) {
      const seed = segmentSeed ?? (await import("node:crypto")).randomInt(2 ** 32);
      const drawn = drawSegments(counted, segments, seed);
      const other = await trainSegments(store, drawn, backend, { signal, onProgress });
      if (other.length > 0) return differing(...other);
      found.segments = segmentsFound(store, counted, drawn, seed);
    }
    const diverged = await firstDiverged(store, there);
    const isWhole = missing.length === 0 && diverged === null;
    const stored = isWhole ? await storedResult(store, { ...chosen, pool, signal, more }) : null;
    const result = stored?.result ?? null;
    const isAll = again.length === store.parts.length;
    const wrong = [
      ...(stored && manifest ? manifestDifference(store, manifest, stored) : []),
      ...(claim && !result ? [`${join(folder, RESULT_FILE)} is of a store that is not finished`] : []),
    ];
    const compared =
      claim && result
        ? await compareAgain(claim, store.prepared, result, { backend: isAll ? backend : null, data, signal })
        : null;
    if (compared?.difference) wrong.push(compared.difference);
    if (wrong.length > 0) return differing(...wrong);
    const notCompared = compared?.notCompared ?? [];
    const how = isAll ? `trained again with the ${backend} backend` : "which follows from the numbers of the parts";
    const lines = [
      ...(compared ? [`${compared.same}, ${how}. ${compared.not}`] : []),
      partsSentence(found, { isTrainedAll: isAll || again.length === there.length, hasManifest: manifest !== null }),
      ...(found.segments ? [segmentsSentence(found.segments, backend)] : []),
      ...(diverged ? [diverged] : []),
    ];
    const fingerprint = result?.fingerprint ?? null;
    return { ...found, same: true, fingerprint, notCompared, message: lines.join("\n"), result };
  });
}

/** The store and its manifest; or the sentence of what is not that of its study. */
async function openForProof(
  folder: string,
  options: RetrainOptions,
): Promise<{ store: Store; manifest: Record<string, unknown> | null } | string> {
  let there: Record<string, unknown>;
  let manifest: Record<string, unknown> | null;
  try {
    for (const name of [STORE, STUDY])
      if ((await storeFile(folder, name)) === null) return `${join(folder, name)} is missing`;
    there = (await storeFile(folder, STORE))!;
    manifest = await storeFile(folder, MANIFEST);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  const prepared = await preparedFor(folder, undefined, options);
  const how = await storedOptions(folder);
  const own = recordOfStore(prepared, how);
  if (there.data !== own.data) return `the data differ: sha256 ${own.data}, claimed ${claimedDigits(there.data)}.`;
  const [first] = differences(there, own, "");
  // Of another version it is refused.
  if (first && there.format === own.format && there.bits === own.bits) return differs(folder, STORE, first);
  return { store: await openStore(folder, prepared, { ...how, keepsStale: true }), manifest };
}

function differs(folder: string, name: string, { path, claimed, computed }: Difference): string {
  return `${join(folder, name)} is not that of the study and its parts: ${path} is ${shown(claimed)} and not ${shown(computed)}`;
}

function manifestDifference(
  store: Store,
  manifest: object,
  { result, records }: { result: RunResult; records: readonly PartRecord[] },
): string[] {
  const [first] = differences(manifest, asJson(store.manifest(result.fingerprint, records)), "");
  return first ? [differs(store.folder, MANIFEST, first)] : [];
}

/** A seed draws segments; parts are another choice. */
function refuseBoth({ sample, parts, segments, segmentSeed }: VerifyStoreOptions): void {
  if (segments === undefined && segmentSeed !== undefined)
    throw misplaced("options.segmentSeed", "options.segments beside it", shown(segmentSeed));
  if (segments === undefined) return;
  for (const [name, value] of Object.entries({ sample, parts }))
    if (value !== undefined) throw misplaced(`options.${name}`, "nothing beside options.segments", shown(value));
}

/**
 * What is wrong with parts that are there, a sentence each.
 * @param counted takes how many segments have receipts
 */
async function damagedParts(
  store: Store,
  parts: readonly StudyPart[],
  counted: Counted[],
  signal?: AbortSignal,
): Promise<string[]> {
  const damaged: string[] = [];
  for (const part of parts) {
    signal?.throwIfAborted();
    try {
      if ((await store.record(part)).diverged) continue;
      const contents = await store.read(part);
      const { replicas, receipts } = contents;
      damaged.push(...receiptDifferences(store, part, contents));
      if (receipts) counted.push({ part, counts: receipts.map(({ length }) => length) });
      const other = replicas.find((each) => toHex(replicaDigest(each.parameters)) !== toHex(each.digest));
      if (other)
        damaged.push(`${store.folderOf(part)}: replica ${other.index} has other parameters than its fingerprint`);
    } catch (error) {
      if (!(error instanceof DamagedPart)) throw error;
      damaged.push(error.message);
    }
  }
  return damaged;
}

/** The first replica that diverged, as a sentence, or null. */
async function firstDiverged(store: Store, parts: readonly StudyPart[]): Promise<string | null> {
  for (const part of parts) {
    const { diverged } = await store.record(part);
    if (diverged) return `replica ${diverged.replica} diverged at step ${diverged.step}: this study has no result.`;
  }
  return null;
}

/** Trains parts again, and compares all that they hold. */
async function trainAgain(
  store: Store,
  parts: readonly StudyPart[],
  { backend, pool, signal, onProgress }: RetrainOptions & { backend: Backend; pool: Pool },
): Promise<{ trained: StudyPart[]; differences: string[] }> {
  const found = new Map<StudyPart, string | null>();
  const compared: Store = {
    ...store,
    missing: async () => [...parts],
    async write(part, outcomes) {
      found.set(part, await partDifference(store, part, outcomes, backend));
    },
  };
  await trainParts(compared, parts, { backend, pool, signal, onProgress, keepsDiverged: true });
  // They end in any order.
  return {
    trained: parts.filter((part) => found.get(part) === null),
    differences: parts.flatMap((part) => found.get(part) ?? []),
  };
}

/** "parts: 4 of 4 have the numbers of their digests, which are those of manifest.json; ..." */
function partsSentence(
  { parts: { total, trained, missing }, backend }: ProvedStore,
  { isTrainedAll, hasManifest }: { isTrainedAll: boolean; hasManifest: boolean },
): string {
  const there = total - missing.length;
  const rest = missing.length === 0 ? "" : ` Not there yet: ${missing.join(", ")}.`;
  if (there === 0) return `parts: none of ${total} is there.${rest}`;
  const digests = `${there} of ${total} have the numbers of their digests${hasManifest ? `, which are those of ${MANIFEST}` : ""}`;
  if (trained.length === 0) return `parts: ${digests}; none was trained again.${rest}`;
  const names = trained.join(",");
  const which = isTrainedAll ? "all of these were" : trained.length === 1 ? "one was" : `${trained.length} were`;
  const repeat = isTrainedAll ? "" : `: ${names} (--parts ${names} repeats this choice)`;
  return `parts: ${digests}; ${which} trained again with the ${backend} backend, to the same bits${repeat}.${rest}`;
}

function segmentsFound(
  { owner }: Store,
  counted: readonly Counted[],
  drawn: readonly Segment[],
  seed: number,
): NonNullable<StoreVerification["segments"]> {
  const ends = [0, ...owner.segments];
  return {
    total: counted.reduce((sum, { counts }) => sum + counts.reduce((more, count) => more + count, 0), 0),
    seed,
    trained: drawn.map(({ replica, index }) => ({ replica, first: ends[index]! + 1, last: ends[index + 1]! })),
  };
}

/** "segments: 20 of 512 were trained again ..." */
function segmentsSentence(
  { total, seed, trained }: NonNullable<StoreVerification["segments"]>,
  backend: Backend,
): string {
  const count = trained.length;
  if (count === 0) return "segments: none has a receipt.";
  const how = `${count} of ${total} ${count === 1 ? "was" : "were"} trained again with the ${backend} backend, to the same bits`;
  return `segments: ${how}; all receipts are those of the states (--segments ${count} --segment-seed ${seed} repeats this choice).`;
}
