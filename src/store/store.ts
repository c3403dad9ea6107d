/**
 * A store: the folder of one study.
 *
 *     DIR/study.json             the study, which `run` takes
 *     DIR/store.json             what belongs to it: study, data, contract, what is recorded
 *     DIR/parts/0000-0063/       a part, whole or not there
 *     DIR/checkpoints/           where groups of replicas are, of the parts in training (checkpoints.ts)
 *     DIR/manifest.json          written when all parts are there: their digests, and the fingerprint of the study
 *     DIR/result.json, report.html
 *     DIR/running/               who trains now, while somebody does
 *
 * Nothing in it depends on who trained what, nor on when: everybody who trains a study writes the same numbers.
 */
import { access, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { sha256, toHex } from "../host/sha256.js";
import { because, codeOf } from "../host/system-error.js";
import { asJson, differences } from "../run/differences.js";
import { type Prepared, shapeOf } from "../run/prepare.js";
import { capital, InputError, shown, visible, wrongType, wrongValue } from "../study/errors.js";
import { isPlain } from "../study/fields.js";
import type { StudyInput } from "../study/study.js";
import { identity } from "../train/checkpoint.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import type { KeptGroup } from "../train/keeper.js";
import type { Outcome, Recorded } from "../train/train-group.js";
import { writeKept } from "./checkpoint-file.js";
import {
  begunIn,
  CHECKPOINTS,
  checkpointName,
  type Run,
  removeCheckpoints,
  removeOlder,
  runsOf,
} from "./checkpoints.js";
import { documentText } from "./document.js";
import {
  couldNot,
  makeFolder,
  removeDurably,
  removeFolder,
  removeStale,
  writeDurably,
  writeFolderDurably,
} from "./durable.js";
import {
  DamagedPart,
  filesOf,
  type Owner,
  type PartContents,
  type PartRecord,
  type ReplicaShape,
  readPart,
  readRecord,
} from "./part-files.js";
import { isPartName, partSizeOf, type StudyPart, studyParts } from "./parts.js";
import { receiptsName, segmentSteps, segmentsNamed, stateSize } from "./receipts.js";

export const STUDY = "study.json";
export const STORE = "store.json";
export const MANIFEST = "manifest.json";
export const RESULT_FILE = "result.json";
const PARTS = "parts";
/** Who trains into it now (running.ts). */
export const RUNNING = "running";

/** Version of the layout of a store. */
const FORMAT = 1;

/** The file store.json. */
export interface StoreRecord {
  format: number;
  bits: number;
  /** SHA-256 of the study, its data, the contract and what is recorded. */
  identity: string;
  /** SHA-256 of the data. */
  data: string;
  recorded: string[];
  replicas: number;
  /** Replicas of every part but the last. */
  partSize: number;
}

/** The file manifest.json: the same from everybody who trained the study. */
export interface Manifest extends StoreRecord {
  fingerprint: string;
  parts: { first: number; last: number; digest: string }[];
}

export interface Store {
  readonly folder: string;
  readonly prepared: Prepared;
  readonly recorded: Recorded;
  /** Segments of each training at whose ends the state is recorded; 0 for none. */
  readonly receipts: number;
  /** To whom its parts belong. */
  readonly owner: Owner;
  readonly parts: readonly StudyPart[];
  /** Parts that are not there. */
  missing(): Promise<StudyPart[]>;
  /** The record of a part that is there. */
  record(part: StudyPart): Promise<PartRecord>;
  /** All numbers of a part, proved by its digest. */
  read(part: StudyPart): Promise<PartContents>;
  /** Where the files of a part are. */
  folderOf(part: StudyPart): string;
  /** Makes the folder of the store before there is a part: where others share it, who then see that it is taken. */
  begin(): Promise<void>;
  /** Keeps a part; another that is there already is the same. */
  write(part: StudyPart, outcomes: readonly Outcome[]): Promise<void>;
  /** Runs of replicas of a part, each of which goes on from where there is a checkpoint of it. */
  runs(part: StudyPart): Promise<Run[]>;
  /** Keeps where a group is: what is in it may be altered behind the call. */
  keep(kept: KeptGroup): Promise<void>;
  /** Takes away a part that is damaged, unless somebody has written it anew. */
  remove(part: StudyPart): Promise<void>;
  /** What ends the store of a study with that fingerprint, and with those parts. */
  manifest(fingerprint: string, records: readonly PartRecord[]): Manifest;
  /** Ends the store. */
  finish(fingerprint: string, records: readonly PartRecord[]): Promise<void>;
}

/** What is recorded in a store; what is not said is as the folder has it, in a new one nothing. */
export interface StoreRecorded extends Recorded {
  /** Segments of each training at whose ends the state is recorded; 0 for none. */
  receipts?: number;
}

/** How a store is opened. */
interface StoreOptions extends StoreRecorded {
  /** Replicas of a part: by default those that the folder has, or else what follows from the study. */
  partSize?: number;
  /** Takes away what the folder has of another study. */
  replace?: boolean;
  /** Told of a file that is damaged, and what becomes of it. */
  onDamaged?: (message: string) => void;
  /** Changes nothing in the folder: what others left half written stays. */
  keepsStale?: boolean;
}

/**
 * Opens the store of a study in a folder, which is made when there is something to keep in it. Of store.json and
 * study.json one that is missing or damaged is written again, where the other one is that of this study.
 * @throws InputError for a folder that holds another study, or other parts of it
 */
export async function openStore(
  folder: string,
  prepared: Prepared,
  { partSize, replace = false, onDamaged, keepsStale = false, ...said }: StoreOptions,
): Promise<Store> {
  const { study, plan } = prepared;
  const there = recordedBy(replace ? null : (await found(folder, STORE)).value);
  const { withTrail = there.withTrail, withCurves = there.withCurves, receipts = there.receipts } = said;
  const recorded = { withTrail, withCurves };
  const own = recordOfStore(prepared, { partSize, receipts, ...recorded });
  const asStored = asJson<unknown>(study);
  const segments = segmentSteps(plan.steps, receipts);
  const shape: ReplicaShape = {
    parameters: plan.parameterCount,
    ...shapeOf(prepared),
    segments: segments.length,
    state: stateSize(prepared),
  };
  const owner: Owner = { study, identity: own.identity, segments };
  const above = join(folder, PARTS);
  const folderOf = (part: StudyPart) => partFolder(folder, part);

  /** Looks whose the folder is, and which of its files must be written. */
  const look = async () => {
    const [store, stored] = [await found(folder, STORE), await found(folder, STUDY)];
    const isOurs = stored.value !== null && isSame(stored.value, asStored);
    if (store.value) refuseOther(folder, store.value, stored.value, own, asStored);
    else if (!isOurs) refuseHalf(folder, store, stored);
    return [
      ...(store.value ? [] : [{ name: STORE, value: own, isDamaged: store.damage !== null }]),
      ...(isOurs ? [] : [{ name: STUDY, value: study, isDamaged: stored.damage !== null || stored.value !== null }]),
    ];
  };
  /** The size of the parts must be known to look. */
  const settle = async () => {
    const names = await partNames(above);
    own.partSize = partSize ?? sizeOf((await found(folder, STORE)).value?.partSize) ?? sizeIn(names) ?? own.partSize;
    await look();
    const other = names.find((name) => !isPartName(name, own.replicas, own.partSize));
    if (other !== undefined) throw otherParts(folder, own, `, which has ${visible(join(PARTS, other))}`);
  };
  /** Nothing is made before there is something to keep, and whoever keeps something looks whose the folder is by now. */
  const make = async () => {
    const files = await look();
    await makeFolder(above);
    for (const { name, value, isDamaged } of files) {
      await writeDurably(join(folder, name), documentText(value));
      if (isDamaged) onDamaged?.(`${join(folder, name)} is damaged: it is written again`);
      else made.push(name);
    }
  };
  /** Takes away what others left half written when they were killed. */
  const tidy = async () => {
    await removeStale(folder);
    await removeStale(above);
    await removeStale(join(folder, CHECKPOINTS));
  };
  let begun: Promise<void> = Promise.resolve();
  let failed: unknown;
  /** Files that were not there. */
  const made: string[] = [];
  const begin = () => {
    begun = begun.then(make);
    return begun;
  };
  const manifest = (fingerprint: string, records: readonly PartRecord[]): Manifest => ({
    ...own,
    fingerprint,
    parts: records.map(({ first, last, digest }) => ({ first, last, digest })),
  });

  if (replace) await removeOther(folder, settle);
  await settle();
  if (!keepsStale) await tidy();
  const parts = studyParts(study.replicas, own.partSize);
  const record = (part: StudyPart) => readRecord(folderOf(part), own.identity, part);
  /** The record of a part, after a look at all of its numbers; null where it is damaged. */
  const proved = async (place: string, part: StudyPart): Promise<PartRecord | null> => {
    try {
      const there = await readRecord(place, own.identity, part);
      return there.diverged ? there : (await readPart(place, own.identity, part, shape)).record;
    } catch (error) {
      if (error instanceof DamagedPart) return null;
      throw error;
    }
  };
  const remove = (part: StudyPart) =>
    removeFolder(folderOf(part), async (place) => (await proved(place, part)) !== null);
  return {
    folder,
    prepared,
    recorded,
    receipts,
    owner,
    parts,
    folderOf,
    record,
    async missing() {
      const names = new Set(await partNames(above));
      return parts.filter(({ name }) => !names.has(name));
    },
    read: (part) => readPart(folderOf(part), own.identity, part, shape),
    begin,
    async write(part, outcomes) {
      begun = begun.then(make);
      const { record: written, files } = filesOf(owner, part, outcomes, shape);
      try {
        await begun;
        while (!(await writeFolderDurably(folderOf(part), files))) {
          const there = await proved(folderOf(part), part);
          if (there?.digest === written.digest) break;
          if (there) throw new Error(`${shown(folderOf(part))} has other numbers than were trained here.`);
          await remove(part);
        }
      } catch (error) {
        // Another part may fail because the folder goes now; the reason is that of the first.
        failed ??= error;
        await removeBare(folder, made);
        throw failed;
      }
      // Nobody reads them any more.
      await removeCheckpoints(folder, part).catch(() => undefined);
    },
    runs: (part) => runsOf(folder, own.identity, prepared, part, onDamaged),
    async keep(kept) {
      const bytes = writeKept(own.identity, prepared, kept);
      const making = begun.then(make);
      // A part may be written later, though this fails.
      begun = making.catch(() => undefined);
      await making;
      await makeFolder(join(folder, CHECKPOINTS));
      await writeDurably(join(folder, CHECKPOINTS, checkpointName(kept, study.replicas)), bytes);
      await removeOlder(folder, kept);
    },
    remove,
    manifest,
    async finish(fingerprint, records) {
      await make();
      await writeDurably(join(folder, MANIFEST), documentText(manifest(fingerprint, records)));
      await tidy();
      // Whoever was killed has left its file; whoever trains on says so again.
      for (const name of [CHECKPOINTS, RUNNING])
        await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

/** Where the files of a part are. */
export function partFolder(folder: string, { name }: StudyPart): string {
  return join(folder, PARTS, name);
}

/** What belongs to the store of a study. */
export function recordOfStore(
  prepared: Prepared,
  { partSize, withTrail, withCurves, receipts = 0 }: StoreRecorded & { partSize?: number },
): StoreRecord {
  const { study, dataset } = prepared;
  const names = [
    ...(withTrail ? ["trail"] : []),
    ...(withCurves ? ["curves"] : []),
    ...(receipts > 0 ? [receiptsName(receipts)] : []),
  ];
  const owner = toHex(identity(study, dataset.sha256));
  return {
    format: FORMAT,
    bits: CONTRACT_VERSION,
    identity: toHex(sha256(new TextEncoder().encode(JSON.stringify([owner, names])))),
    data: dataset.sha256,
    recorded: names,
    replicas: study.replicas,
    partSize: partSize ?? partSizeOf(prepared, 4 * receipts * stateSize(prepared)),
  };
}

/** How a store that is begun was begun. */
export async function storedOptions(folder: string): Promise<StoreRecorded & { partSize?: number }> {
  const record = await storeFile(folder, STORE);
  return { partSize: sizeOf(record?.partSize), ...recordedBy(record) };
}

function recordedBy(record: Record<string, unknown> | null): Required<StoreRecorded> {
  const recorded = record?.recorded;
  const has = (name: string) => Array.isArray(recorded) && recorded.includes(name);
  return { withTrail: has("trail"), withCurves: has("curves"), receipts: segmentsNamed(recorded) };
}

/** What stands for a file or a folder that is not there. */
function absent<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return value;
    throw error;
  };
}

/** Names of parts in a folder, whoever put them there. */
async function partNames(above: string): Promise<string[]> {
  const names = await readdir(above)
    .catch(absent<string[]>([]))
    .catch((cause) => {
      throw unreadable(above, cause);
    });
  return names.filter((name) => /^\d+-\d+$/.test(name));
}

/** A path that does not do, or a disk that does not answer. */
function unreadable(path: string, cause: unknown): Error {
  if (codeOf(cause) === "EIO") return couldNot("be read", path, cause);
  return wrongValue(FIELD, "a folder that can be read", shown(path), `${capital(because(cause))}.`, { cause });
}

/** The size of parts that a file says. */
function sizeOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 1 ? (value as number) : undefined;
}

/** The size of parts that are there: the last may have fewer replicas. */
function sizeIn(names: readonly string[]): number | undefined {
  const sizes = names.map((name) => name.split("-").map(Number)).map(([first, last]) => last! - first! + 1);
  return sizeOf(sizes.reduce((most, size) => Math.max(most, size), 0));
}

/** Takes away what a store has of another study, and nothing else. */
async function removeOther(folder: string, look: () => Promise<unknown>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof InputError) || !(await isStore(folder))) throw error;
    // The record goes last: until then whoever comes after a crash sees a store, and takes the rest away.
    await removeDurably(folder, [MANIFEST, CHECKPOINTS, PARTS, RUNNING, STUDY]);
    await removeDurably(folder, [STORE]);
  }
}

/** Takes away a store without a part and without a checkpoint: what could not be begun. */
async function removeBare(folder: string, made: readonly string[]): Promise<void> {
  try {
    await rmdir(join(folder, CHECKPOINTS)).catch(absent(undefined));
    await rmdir(join(folder, PARTS));
  } catch {
    return;
  }
  for (const name of made) await rm(join(folder, name), { force: true }).catch(() => undefined);
}

/**
 * A JSON file of the folder; null where there is none.
 * @throws InputError for another file, and for a folder that cannot be read
 */
export async function storeFile(folder: string, name: string): Promise<Record<string, unknown> | null> {
  const path = join(folder, name);
  const text = await readFile(path, "utf8")
    .catch(absent(null))
    .catch((cause) => {
      throw unreadable(path, cause);
    });
  if (text === null) return null;
  const remedy = "Remove it: the next run writes it again.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const said = `text that is not JSON (${visible((cause as Error).message)})`;
    throw wrongType(visible(path), "JSON", said, remedy, { cause });
  }
  if (!isPlain(value)) throw wrongType(visible(path), "an object", shown(value), remedy);
  return value;
}

/** A JSON file of the folder, or what is wrong with it. */
interface Found {
  value: Record<string, unknown> | null;
  damage: InputError | null;
}

async function found(folder: string, name: string): Promise<Found> {
  try {
    return { value: await storeFile(folder, name), damage: null };
  } catch (error) {
    if (!(error instanceof InputError) || error.kind !== "wrong-type") throw error;
    return { value: null, damage: error };
  }
}

/** Whether a folder is a store. */
export async function isStore(folder: string): Promise<boolean> {
  const { identity, partSize } = (await storeFile(folder, STORE).catch(() => null)) ?? {};
  return typeof identity === "string" && sizeOf(partSize) !== undefined;
}

/** Whether a folder has been one, whatever became of its record. */
export async function wasStore(folder: string): Promise<boolean> {
  return access(join(folder, STORE)).then(
    () => true,
    () => false,
  );
}

/** @throws InputError for what cannot be the path of a folder */
export function checkPath(folder: string): void {
  if (typeof folder !== "string" || folder === "") throw wrongType(FIELD, "the path of a folder", shown(folder));
}

/** @throws InputError for what is no store */
export async function checkStore(folder: string): Promise<void> {
  checkPath(folder);
  if (!(await wasStore(folder)))
    throw wrongValue(FIELD, "a folder written by run --out", shown(folder), `It has no ${STORE}.`);
}

/** The names of the parts of a folder, whoever put them there. */
export async function partsThere(folder: string): Promise<Set<string>> {
  return new Set(await partNames(join(folder, PARTS)));
}

/** What a folder has of a study. */
interface KeptParts {
  /** Parts that are there, of how many. */
  done: number;
  parts: number;
  /** Replicas of the other parts that go on from a checkpoint. */
  begun: number;
}

/** What a folder has; null where it is no store. */
export async function partsIn(folder: string): Promise<KeptParts | null> {
  const record = await storeFile(folder, STORE);
  const [replicas, partSize] = [sizeOf(record?.replicas), sizeOf(record?.partSize)];
  if (replicas === undefined || partSize === undefined) return null;
  const names = await partsThere(folder);
  const parts = studyParts(replicas, partSize);
  const missing = parts.filter(({ name }) => !names.has(name));
  const begun = (await begunIn(folder, missing)).reduce((sum, { first, last }) => sum + last + 1 - first, 0);
  return { done: parts.length - missing.length, parts: parts.length, begun };
}

/** The study of a folder, or null where it is no store. */
export async function storedStudy(folder: string): Promise<StudyInput | null> {
  return (await storeFile(folder, STUDY)) as StudyInput | null;
}

/** The manifest of a folder, or null where its study is not trained to the end. */
export async function storedManifest(folder: string): Promise<Manifest | null> {
  return (await storeFile(folder, MANIFEST)) as Manifest | null;
}

const FIELD = "folder";
const REMEDY = "Name another folder, or use the option replace to remove the study in this one.";

function isSame(claimed: unknown, computed: unknown): boolean {
  return differences(claimed, computed, "").next().done === true;
}

/** Refuses a folder without a record of its store, whose study is not this one. */
function refuseHalf(folder: string, store: Found, stored: Found): void {
  if (store.damage ?? stored.damage) throw store.damage ?? stored.damage;
  if (stored.value === null) return;
  const what = `${shown(folder)}, which has another ${STUDY} and no ${STORE}`;
  throw wrongValue(FIELD, "a folder of this study, or a new one", what, "Name another folder.");
}

function otherParts(folder: string, { partSize }: StoreRecord, what: string): InputError {
  return wrongValue(FIELD, `a folder with parts of ${partSize} replicas`, `${shown(folder)}${what}`, REMEDY);
}

/**
 * @param there store.json
 * @param stored study.json, where it can be read
 */
function refuseOther(
  folder: string,
  there: Record<string, unknown>,
  stored: Record<string, unknown> | null,
  own: StoreRecord,
  study: unknown,
): void {
  const [other] = differences(there, own, "");
  if (!other) return;
  const place = shown(folder);
  if (there.format !== FORMAT || there.bits !== own.bits)
    throw wrongValue(FIELD, `a store of format ${FORMAT} and bits ${own.bits}`, `${place} of another version`, REMEDY);
  const [first] = stored ? differences(stored, study, "") : [];
  if (first)
    throw wrongValue(
      FIELD,
      "a folder of this study, or a new one",
      `${place}, whose study has ${first.path} ${shown(first.claimed)} and not ${shown(first.computed)}`,
      REMEDY,
    );
  if (there.data !== own.data)
    throw wrongValue(FIELD, "a folder of this study and its data", `${place}, with other data`, REMEDY);
  if (there.partSize !== own.partSize) throw otherParts(folder, own, `, with parts of ${shown(there.partSize)}`);
  if (!isSame(there.recorded, own.recorded))
    throw wrongValue(
      FIELD,
      "a folder that records the same",
      `${place}, which records ${shown(there.recorded)} and not ${shown(own.recorded)}`,
      REMEDY,
    );
  throw wrongValue(
    FIELD,
    "a folder of this study, or a new one",
    `${place}, whose ${STORE} has ${other.path} ${shown(other.claimed)} and not ${shown(other.computed)}`,
    `Where that is damaged, take ${STORE} away: the next run writes it again.`,
  );
}
