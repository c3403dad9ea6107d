/**
 * A store: the folder of one study.
 *
 *     DIR/study.json             the study, which `run` takes
 *     DIR/store.json             what belongs to it: study, data, contract, what is recorded
 *     DIR/parts/0000-0063/       a part, whole or not there
 *     DIR/manifest.json          written when all parts are there: their digests, and the fingerprint of the study
 *     DIR/result.json, report.html
 *
 * Nothing in it depends on who trained what, nor on when: everybody who trains a study writes the same numbers.
 */
import { mkdir, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { sha256, toHex } from "../host/sha256.js";
import { because } from "../host/system-error.js";
import { asJson, differences } from "../run/differences.js";
import { type Prepared, shapeOf } from "../run/prepare.js";
import { capital, shown, visible, wrongType, wrongValue } from "../study/errors.js";
import { isPlain } from "../study/fields.js";
import type { StudyInput } from "../study/study.js";
import { identity } from "../train/checkpoint.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import type { Outcome, Recorded } from "../train/train-group.js";
import { removeStale, writeDurably, writeFolderDurably } from "./durable.js";
import {
  DamagedPart,
  filesOf,
  type PartContents,
  type PartRecord,
  type ReplicaShape,
  readPart,
  readRecord,
} from "./part-files.js";
import { partSizeOf, type StudyPart, studyParts } from "./parts.js";

export const STUDY = "study.json";
const STORE = "store.json";
const MANIFEST = "manifest.json";
const PARTS = "parts";

/** Version of the layout of a store. */
const FORMAT = 1;

/** The file store.json. */
interface StoreRecord {
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
  readonly parts: readonly StudyPart[];
  /** Parts that are not there. */
  missing(): Promise<StudyPart[]>;
  /** The record of a part that is there. */
  record(part: StudyPart): Promise<PartRecord>;
  /** All numbers of a part, proved by its digest. */
  read(part: StudyPart): Promise<PartContents>;
  /** Where the files of a part are. */
  folderOf(part: StudyPart): string;
  /** Keeps a part; another that is there already is the same. */
  write(part: StudyPart, outcomes: readonly Outcome[]): Promise<void>;
  /** Takes away a part that is damaged. */
  remove(part: StudyPart): Promise<void>;
  /** Ends the store. */
  finish(fingerprint: string): Promise<void>;
}

/**
 * Opens the store of a study in a folder, which is made when there is something to keep in it.
 * @param options what is recorded of the way; the replicas of a part, by default those that the folder has, or else what
 *   follows from the study; `replace` takes away what the folder has of another study
 * @throws InputError for a folder that holds another study, or other parts of it
 */
export async function openStore(
  folder: string,
  prepared: Prepared,
  { partSize, replace = false, ...recorded }: Recorded & { partSize?: number; replace?: boolean },
): Promise<Store> {
  const { study, plan, dataset } = prepared;
  const names = [...(recorded.withTrail ? ["trail"] : []), ...(recorded.withCurves ? ["curves"] : [])];
  const owner = toHex(identity(study, dataset.sha256));
  const own: StoreRecord = {
    format: FORMAT,
    bits: CONTRACT_VERSION,
    identity: toHex(sha256(new TextEncoder().encode(JSON.stringify([owner, names])))),
    data: dataset.sha256,
    recorded: names,
    replicas: study.replicas,
    partSize: partSize ?? partSizeOf(prepared),
  };
  const shape: ReplicaShape = { parameters: plan.parameterCount, ...shapeOf(prepared) };
  const above = join(folder, PARTS);
  const folderOf = ({ name }: StudyPart) => join(above, name);

  /** Looks whose the folder is. */
  const look = async () => {
    // Written the other way round: whoever sees the study sees the store, too.
    const hasStudy = (await readJson(folder, STUDY)) !== null;
    const there = await readJson(folder, STORE);
    if (there) {
      const stored = there.partSize as number;
      if (partSize === undefined && Number.isSafeInteger(stored) && stored > 0) own.partSize = stored;
      await refuseOther(folder, there, own, study);
    } else if (hasStudy) {
      const found = `${shown(folder)}, which has a ${STUDY} and no ${STORE}`;
      throw wrongValue(FIELD, "a folder of this study, or a new one", found, "Name another folder.");
    }
    return { hasStudy, hasStore: there !== null };
  };
  /** Nothing is made before there is something to keep. */
  const begin = async () => {
    const { hasStudy, hasStore } = await look();
    await mkdir(above, { recursive: true });
    if (!hasStore) await writeDurably(join(folder, STORE), jsonText(own));
    if (!hasStudy) await writeDurably(join(folder, STUDY), jsonText(study));
  };
  let begun: Promise<void> | undefined;

  if (replace) await removeStore(folder);
  await look();
  await removeStale(above);
  const parts = studyParts(study.replicas, own.partSize);
  const record = (part: StudyPart) => readRecord(folderOf(part), own.identity, part);
  return {
    folder,
    prepared,
    recorded,
    parts,
    folderOf,
    record,
    async missing() {
      const names = new Set(await readdir(above).catch(absent<string[]>([])));
      return parts.filter(({ name }) => !names.has(name));
    },
    read: (part) => readPart(folderOf(part), own.identity, part, shape),
    async write(part, outcomes) {
      const isFirst = !begun;
      begun ??= begin();
      await begun;
      const { record: written, files } = filesOf(study, own.identity, part, outcomes, shape);
      try {
        if (await writeFolderDurably(folderOf(part), files)) return;
      } catch (error) {
        if (isFirst) await removeBare(folder);
        throw error;
      }
      const { digest } = await record(part);
      if (digest !== written.digest)
        throw new DamagedPart(`${folderOf(part)} has other numbers than were trained here`);
    },
    remove: (part) => rm(folderOf(part), { recursive: true, force: true }),
    async finish(fingerprint) {
      const records = await Promise.all(parts.map(record));
      const manifest: Manifest = {
        ...own,
        fingerprint,
        parts: records.map(({ first, last, digest }) => ({ first, last, digest })),
      };
      await writeDurably(join(folder, MANIFEST), jsonText(manifest));
    },
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What stands for a file or a folder that is not there. */
function absent<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return value;
    throw error;
  };
}

/** Takes away what a store has, and nothing else. */
async function removeStore(folder: string): Promise<void> {
  if (!(await isStore(folder))) return;
  for (const name of [MANIFEST, PARTS, STUDY, STORE]) await rm(join(folder, name), { recursive: true, force: true });
}

/** Takes away a store without a part: what could not be begun. */
async function removeBare(folder: string): Promise<void> {
  try {
    await rmdir(join(folder, PARTS));
  } catch {
    return;
  }
  for (const name of [STUDY, STORE]) await rm(join(folder, name), { force: true });
}

/** A JSON file of the folder; null where there is none. */
async function readJson(folder: string, name: string): Promise<Record<string, unknown> | null> {
  const path = join(folder, name);
  const text = await readFile(path, "utf8")
    .catch(absent(null))
    .catch((cause) => {
      throw wrongValue(FIELD, "a folder that can be read", shown(folder), `${capital(because(cause))}.`, { cause });
    });
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrongType(visible(path), "JSON", `text that is not JSON (${visible((cause as Error).message)})`, "", {
      cause,
    });
  }
  if (!isPlain(value)) throw wrongType(visible(path), "an object", shown(value));
  return value;
}

/** Whether a folder is a store. */
export async function isStore(folder: string): Promise<boolean> {
  return (await readJson(folder, STORE).catch(() => null)) !== null;
}

/** How many parts a folder has, of how many; null where it is no store. */
export async function partsIn(folder: string): Promise<{ done: number; parts: number } | null> {
  const { replicas, partSize } = ((await readJson(folder, STORE)) ?? {}) as Partial<StoreRecord>;
  if (!Number.isSafeInteger(replicas) || !(partSize! >= 1)) return null;
  const names = new Set(await readdir(join(folder, PARTS)).catch(absent<string[]>([])));
  const parts = studyParts(replicas!, partSize!);
  return { done: parts.filter(({ name }) => names.has(name)).length, parts: parts.length };
}

/** The study of a folder, or null where it is no store. */
export async function storedStudy(folder: string): Promise<StudyInput | null> {
  return (await readJson(folder, STUDY)) as StudyInput | null;
}

/** The manifest of a folder, or null where its study is not trained to the end. */
export async function storedManifest(folder: string): Promise<Manifest | null> {
  return (await readJson(folder, MANIFEST)) as Manifest | null;
}

const FIELD = "folder";
const REMEDY = "Name another folder, or give the option replace to take away what is in this one.";

async function refuseOther(
  folder: string,
  there: Record<string, unknown>,
  own: StoreRecord,
  study: unknown,
): Promise<void> {
  if ([...differences(there, own, "")].length === 0) return;
  const place = shown(folder);
  if (there.format !== FORMAT || there.bits !== own.bits)
    throw wrongValue(FIELD, `a store of format ${FORMAT} and bits ${own.bits}`, `${place} of another version`, REMEDY);
  const stored = await storedStudy(folder);
  const [first] = differences(stored, asJson(study), "");
  if (first)
    throw wrongValue(
      FIELD,
      "a folder of this study, or a new one",
      `${place}, whose study has ${first.path} ${shown(first.claimed)} and not ${shown(first.computed)}`,
      REMEDY,
    );
  if (there.data !== own.data)
    throw wrongValue(FIELD, "a folder of this study and its data", `${place}, with other data`, REMEDY);
  if (there.partSize !== own.partSize)
    throw wrongValue(
      FIELD,
      `a folder with parts of ${own.partSize} replicas`,
      `${place}, with parts of ${shown(there.partSize)}`,
      REMEDY,
    );
  throw wrongValue(
    FIELD,
    "a folder that records the same",
    `${place}, which records ${shown(there.recorded)} and not ${shown(own.recorded)}`,
    REMEDY,
  );
}
