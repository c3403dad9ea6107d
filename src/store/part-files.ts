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
import { stateCount } from "../reference/optimizer.js";
import type { Divergence } from "../reference/trainer.js";
import type { TrainedReplica } from "../run/run.js";
import { isPlain } from "../study/fields.js";
import type { Study } from "../study/study.js";
import type { Outcome } from "../train/train-group.js";
import { documentText } from "./document.js";
import { couldNot } from "./durable.js";
import type { StudyPart } from "./parts.js";
import { flatState, receiptsOf } from "./receipts.js";
import {
  canonicalText,
  type ReplicaRow,
  readReplicaColumns,
  replicaColumns,
  replicaRows,
  writeReplicas,
} from "./replicas-table.js";

/** What the arrays of a part hold for each replica. */
export interface ReplicaShape {
  parameters: number;
  examples: number;
  columns: number;
  /** States that are recorded at the ends of segments, and the numbers of one; 0 where none are. */
  segments: number;
  state: number;
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
/** [replicas][segments][1 + states][parameters] where receipts are recorded: zeros behind the end of a replica. */
export const SEGMENTS = "segments";
type ArrayName = (typeof ARRAYS)[number] | typeof SEGMENTS;
export const arrayFile = (name: ArrayName): string => `${name}.npy`;
const namesOf = (segments: number): ArrayName[] => (segments > 0 ? [...ARRAYS, SEGMENTS] : [...ARRAYS]);

/** The shape of an array of so many replicas. */
export function arrayShape(
  name: ArrayName,
  count: number,
  { parameters, examples, columns, segments, state }: ReplicaShape,
): number[] {
  if (name === SEGMENTS) return [count, segments, state / parameters, parameters];
  return name === "parameters" ? [count, parameters] : [count, examples, columns];
}

/** Of a study's identity and a part: what the part is. */
export function addressOf(identity: string, { first, end }: StudyPart): string {
  return toHex(sha256(new TextEncoder().encode(JSON.stringify([identity, first, end - 1]))));
}

/** To whom a part belongs, and what is recorded in it. */
export interface Owner {
  study: Study;
  /** Of the store. */
  identity: string;
  /** The steps at which the states of replicas are recorded; none without receipts. */
  segments: readonly number[];
}

/** What of the outcomes stands in the table of a part. */
function rowsOf({ identity, segments: steps }: Owner, outcomes: readonly Outcome[]): ReplicaRow[] {
  return outcomes.map((outcome) => {
    const { index, parameters, segments = [] } = outcome;
    const states = segments.map(flatState);
    const receipts = steps.length > 0 ? receiptsOf(identity, index, steps, states, parameters.length) : null;
    return { ...outcome, receipts };
  });
}

/** The record of a part, its arrays, which one with a replica that diverged has not, and the rows of its table. */
export function recordOf(
  owner: Owner,
  part: StudyPart,
  outcomes: readonly Outcome[],
): { record: PartRecord; arrays: Arrays | null; rows: ReplicaRow[] } {
  const { study, identity, segments } = owner;
  const known = { address: addressOf(identity, part), first: part.first, last: part.end - 1 };
  const diverged = outcomes.find((outcome) => outcome.diverged);
  if (diverged) {
    const where = { replica: diverged.index, ...diverged.diverged! };
    return { record: { ...known, digest: divergenceDigest(where), diverged: where }, arrays: null, rows: [] };
  }
  const rows = rowsOf(owner, outcomes);
  const arrays: Arrays = {
    parameters: gathered(outcomes, "parameters"),
    logits: gathered(outcomes, "logits"),
    predictions: gathered(outcomes, "predictions"),
    segments: segments.length > 0 ? gatheredStates(study, outcomes, segments.length) : null,
  };
  return { record: { ...known, digest: digestOf(canonicalText(replicaColumns(study, rows)), arrays) }, arrays, rows };
}

/** All files of a part by their names. */
export function filesOf(
  owner: Owner,
  part: StudyPart,
  outcomes: readonly Outcome[],
  shape: ReplicaShape,
): { record: PartRecord; files: Record<string, Uint8Array | string> } {
  const { record, arrays, rows } = recordOf(owner, part, outcomes);
  if (!arrays) return { record, files: { [RECORD]: documentText(record) } };
  const npy = (name: ArrayName) => writeNpy({ shape: arrayShape(name, outcomes.length, shape), values: arrays[name]! });
  return {
    record,
    files: {
      ...Object.fromEntries(namesOf(owner.segments.length).map((name) => [arrayFile(name), npy(name)])),
      [REPLICAS]: writeReplicas(owner.study, rows),
      [RECORD]: documentText(record),
    },
  };
}

export interface Arrays extends Record<(typeof ARRAYS)[number], Float32Array> {
  /** null where no receipts are recorded. */
  segments: Float32Array | null;
}

/** The states of all replicas at the ends of segments; whoever has stopped before one has none there. */
function gatheredStates(study: Study, outcomes: readonly Outcome[], segments: number): Float32Array {
  const size = outcomes[0]!.parameters.length * (1 + stateCount(study.optimizer));
  const all = new Float32Array(outcomes.length * segments * size);
  for (const [n, outcome] of outcomes.entries())
    for (const [k, state] of (outcome.segments ?? []).entries()) all.set(flatState(state), (n * segments + k) * size);
  return all;
}

/** One array of all replicas. */
function gathered(outcomes: readonly Outcome[], name: (typeof ARRAYS)[number]): Float32Array {
  const size = outcomes[0]![name].length;
  const all = new Float32Array(outcomes.length * size);
  outcomes.forEach((outcome, n) => all.set(outcome[name], n * size));
  return all;
}

function digestOf(table: string, arrays: Arrays): string {
  const hash = openHash().update(new TextEncoder().encode(table));
  for (const name of ARRAYS) hash.update(littleEndianBytes(arrays[name]));
  if (arrays.segments) hash.update(littleEndianBytes(arrays.segments));
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
  /** The links of each replica; null where no receipts are recorded. */
  receipts: (readonly string[])[] | null;
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
  const arrays = { segments: null } as Arrays;
  for (const name of namesOf(shape.segments))
    arrays[name] = await readArray(join(folder, arrayFile(name)), arrayShape(name, count, shape));
  if (digestOf(canonicalText(columns), arrays) !== record.digest)
    throw new DamagedPart(`the numbers in ${folder} do not have its digest ${String(record.digest).slice(0, 16)}`);
  const rows = replicaRows(columns);
  const replicas = rows.map(({ receipts: _, ...row }, n): TrainedReplica => {
    const size = shape.parameters;
    return { ...row, diverged: null, parameters: arrays.parameters.slice(n * size, (n + 1) * size) };
  });
  return { record, replicas, receipts: arrays.segments && rows.map(({ receipts }) => receipts ?? []), ...arrays };
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
