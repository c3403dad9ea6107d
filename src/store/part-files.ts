/**
 * The files of a part: arrays that NumPy maps, the table of its replicas, and the record of what it is. The digest of a
 * part covers its numbers, never the bytes of a file's format.
 */
import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { npyHeader, writeNpy } from "../exchange/write-npy.js";
import { fromLittleEndian, littleEndianBytes } from "../host/bytes.js";
import { openHash, sha256, toHex } from "../host/sha256.js";
import { codeOf } from "../host/system-error.js";
import type { Divergence } from "../reference/trainer.js";
import type { TrainedReplica } from "../run/run.js";
import { isPlain } from "../study/fields.js";
import type { Study } from "../study/study.js";
import type { Outcome } from "../train/train-group.js";
import { documentText } from "./document.js";
import { couldNot } from "./durable.js";
import type { StudyPart } from "./parts.js";
import { canonicalText, readReplicaColumns, replicaColumns, replicaRows, writeReplicas } from "./replicas-table.js";

/** What the arrays of a part hold for each replica. */
export interface ReplicaShape {
  parameters: number;
  examples: number;
  columns: number;
}

/** The record of a part. */
export interface PartRecord {
  /** SHA-256 of the study, its data, the contract, what is recorded, and the first and the last replica: what the part is. */
  address: string;
  first: number;
  last: number;
  /** SHA-256 of its numbers. */
  digest: string;
  /** The first replica that diverged: the part then has no arrays. */
  diverged?: Divergence & { replica: number };
}

const RECORD = "part.json";
export const REPLICAS = "replicas.parquet";
export const ARRAYS = ["parameters", "logits", "predictions"] as const;
type ArrayName = (typeof ARRAYS)[number];
export const arrayFile = (name: ArrayName): string => `${name}.npy`;

/** The shape of an array of so many replicas. */
export function arrayShape(name: ArrayName, count: number, shape: ReplicaShape): number[] {
  return name === "parameters" ? [count, shape.parameters] : [count, shape.examples, shape.columns];
}

/** Of a study's identity and a part: what the part is. */
export function addressOf(identity: string, { first, end }: StudyPart): string {
  return toHex(sha256(new TextEncoder().encode(JSON.stringify([identity, first, end - 1]))));
}

/** The record of a part, and its arrays, which one with a replica that diverged has not. */
export function recordOf(
  study: Study,
  identity: string,
  part: StudyPart,
  outcomes: readonly Outcome[],
): { record: PartRecord; arrays: Arrays | null } {
  const known = { address: addressOf(identity, part), first: part.first, last: part.end - 1 };
  const diverged = outcomes.find((outcome) => outcome.diverged);
  if (diverged) {
    const where = { replica: diverged.index, ...diverged.diverged! };
    return { record: { ...known, digest: divergenceDigest(where), diverged: where }, arrays: null };
  }
  const arrays = Object.fromEntries(ARRAYS.map((name) => [name, gathered(outcomes, name)])) as Arrays;
  return { record: { ...known, digest: digestOf(canonicalText(replicaColumns(study, outcomes)), arrays) }, arrays };
}

/** All files of a part by their names. */
export function filesOf(
  study: Study,
  identity: string,
  part: StudyPart,
  outcomes: readonly Outcome[],
  shape: ReplicaShape,
): { record: PartRecord; files: Record<string, Uint8Array | string> } {
  const { record, arrays } = recordOf(study, identity, part, outcomes);
  if (!arrays) return { record, files: { [RECORD]: documentText(record) } };
  const npy = (name: ArrayName) => writeNpy({ shape: arrayShape(name, outcomes.length, shape), values: arrays[name] });
  return {
    record,
    files: {
      ...Object.fromEntries(ARRAYS.map((name) => [arrayFile(name), npy(name)])),
      [REPLICAS]: writeReplicas(study, outcomes),
      [RECORD]: documentText(record),
    },
  };
}

export type Arrays = Record<ArrayName, Float32Array>;

/** One array of all replicas. */
function gathered(outcomes: readonly Outcome[], name: ArrayName): Float32Array {
  const size = outcomes[0]![name].length;
  const all = new Float32Array(outcomes.length * size);
  outcomes.forEach((outcome, n) => all.set(outcome[name], n * size));
  return all;
}

function digestOf(table: string, arrays: Arrays): string {
  const hash = openHash().update(new TextEncoder().encode(table));
  for (const name of ARRAYS) hash.update(littleEndianBytes(arrays[name]));
  return toHex(hash.digest());
}

function divergenceDigest(where: object): string {
  return toHex(sha256(new TextEncoder().encode(JSON.stringify(where))));
}

/** A part that is not what it says. */
export class DamagedPart extends Error {
  override readonly name = "DamagedPart";
}

export interface PartContents extends Arrays {
  record: PartRecord;
  replicas: TrainedReplica[];
}

/**
 * What a part says of itself.
 * @param folder of the part
 * @throws DamagedPart for a part that is another's, or whose record is none; Error where the disk does not answer
 */
export async function readRecord(folder: string, identity: string, part: StudyPart): Promise<PartRecord> {
  const path = join(folder, RECORD);
  const text = await orSaid(path, () => readFile(path, "utf8"));
  const record = await orDamaged(path, () => recordIn(text));
  if (record.address !== addressOf(identity, part))
    throw new DamagedPart(`${folder} is a part of another study, or of other replicas`);
  if (record.first !== part.first || record.last !== part.end - 1) throw new DamagedPart(`${path} ${DAMAGED}`);
  return record;
}

/** @throws Error for what is no record of a part, as it is written */
function recordIn(text: string): PartRecord {
  const { address, first, last, digest, diverged } = JSON.parse(text) as PartRecord;
  const record = { address, first, last, digest, ...(diverged !== undefined && { diverged }) };
  const isProved = diverged === undefined || (isPlain(diverged) && divergenceDigest(diverged) === digest);
  if (text !== documentText(record) || !isProved) throw new Error("another record");
  return record;
}

/**
 * All numbers of a part, which its digest proves.
 * @throws DamagedPart where a file is missing, cut or altered; Error where the disk does not answer
 */
export async function readPart(
  folder: string,
  identity: string,
  part: StudyPart,
  shape: ReplicaShape,
): Promise<PartContents> {
  const record = await readRecord(folder, identity, part);
  if (record.diverged) throw new DamagedPart(`${folder} has no numbers: replica ${record.diverged.replica} diverged`);
  const count = part.end - part.first;
  const path = join(folder, REPLICAS);
  const table = (await orSaid(path, () => readFile(path))) as Uint8Array<ArrayBuffer>;
  const columns = await orDamaged(path, () => readReplicaColumns(REPLICAS, table, count));
  const arrays = {} as Arrays;
  for (const name of ARRAYS)
    arrays[name] = await readArray(join(folder, arrayFile(name)), arrayShape(name, count, shape));
  if (digestOf(canonicalText(columns), arrays) !== record.digest)
    throw new DamagedPart(`the numbers in ${folder} do not have its digest ${String(record.digest).slice(0, 16)}`);
  const replicas = replicaRows(columns).map((row, n): TrainedReplica => {
    const size = shape.parameters;
    return { ...row, diverged: null, parameters: arrays.parameters.slice(n * size, (n + 1) * size) };
  });
  return { record, replicas, ...arrays };
}

const DAMAGED = "is cut or damaged";

async function orDamaged<Result>(path: string, parse: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await parse();
  } catch (cause) {
    throw new DamagedPart(`${path} ${DAMAGED}`, { cause });
  }
}

/** A disk that does not answer says nothing of the part. */
async function orSaid<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof DamagedPart) throw cause;
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(codeOf(cause))) throw new DamagedPart(`${path} is missing`, { cause });
    throw couldNot("be read", path, cause);
  }
}

/** Bytes that are read at a time: a system reads less than 2 GiB at once. */
const AT_ONCE = 1 << 28;

/** The numbers of a .npy file of exactly that shape; of any other no more than the header is read. */
function readArray(path: string, shape: readonly number[]): Promise<Float32Array> {
  const header = npyHeader(shape);
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const body = new Uint8Array(values.buffer);
  return orSaid(path, async () => {
    const file = await open(path, "r");
    try {
      const head = new Uint8Array(header.length);
      const isWhole = (await file.stat()).size === header.length + body.length;
      if (!isWhole || !(await filled(file, head, 0)) || header.some((byte, n) => byte !== head[n]))
        throw new DamagedPart(`${path} ${DAMAGED}`);
      if (!(await filled(file, body, header.length))) throw new DamagedPart(`${path} ${DAMAGED}`);
    } finally {
      await file.close();
    }
    return fromLittleEndian(values);
  });
}

/** Fills an array with the bytes of a file from a position on; whether there are so many. */
async function filled(file: FileHandle, into: Uint8Array, position: number): Promise<boolean> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, Math.min(AT_ONCE, into.length - done), position + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}
