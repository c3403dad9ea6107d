/**
 * The files of a part: arrays that NumPy maps, the table of its replicas, and the record of what it is. The digest of a
 * part covers its numbers, never the bytes of a file's format.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { npyHeader, writeNpy } from "../exchange/write-npy.js";
import { littleEndianBytes } from "../host/bytes.js";
import { hostIsLittleEndian } from "../host/machine.js";
import { openHash, sha256, toHex } from "../host/sha256.js";
import type { Divergence } from "../reference/trainer.js";
import type { TrainedReplica } from "../run/run.js";
import type { Study } from "../study/study.js";
import type { Outcome } from "../train/train-group.js";
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
const TABLE = "replicas.parquet";
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

/** All files of a part by their names. */
export function filesOf(
  study: Study,
  identity: string,
  part: StudyPart,
  outcomes: readonly Outcome[],
  shape: ReplicaShape,
): { record: PartRecord; files: Record<string, Uint8Array | string> } {
  const known = { address: addressOf(identity, part), first: part.first, last: part.end - 1 };
  const diverged = outcomes.find((outcome) => outcome.diverged);
  if (diverged) {
    const where = { replica: diverged.index, ...diverged.diverged! };
    const digest = toHex(sha256(new TextEncoder().encode(JSON.stringify(where))));
    const record = { ...known, digest, diverged: where };
    return { record, files: { [RECORD]: written(record) } };
  }
  const arrays = Object.fromEntries(ARRAYS.map((name) => [name, gathered(outcomes, name)])) as Arrays;
  const record = { ...known, digest: digestOf(canonicalText(replicaColumns(study, outcomes)), arrays) };
  const npy = (name: ArrayName) => writeNpy({ shape: arrayShape(name, outcomes.length, shape), values: arrays[name] });
  return {
    record,
    files: {
      ...Object.fromEntries(ARRAYS.map((name) => [arrayFile(name), npy(name)])),
      [TABLE]: writeReplicas(study, outcomes),
      [RECORD]: written(record),
    },
  };
}

type Arrays = Record<ArrayName, Float32Array>;

/** Text that a person reads, too. */
function written(record: PartRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

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
 * @throws DamagedPart for a part that is another's, or whose record is none
 */
export async function readRecord(folder: string, identity: string, part: StudyPart): Promise<PartRecord> {
  const record = await orDamaged(folder, RECORD, async () => {
    const { address, first, last, digest, diverged } = JSON.parse(
      await readFile(join(folder, RECORD), "utf8"),
    ) as PartRecord;
    return { address, first, last, digest, ...(diverged && { diverged }) };
  });
  if (record.address !== addressOf(identity, part))
    throw new DamagedPart(`${folder} is a part of another study, or of other replicas`);
  return record;
}

/**
 * All numbers of a part, which its digest proves.
 * @throws DamagedPart where a file is missing, cut or altered
 */
export async function readPart(
  folder: string,
  identity: string,
  part: StudyPart,
  shape: ReplicaShape,
): Promise<PartContents> {
  const record = await readRecord(folder, identity, part);
  if (record.diverged) throw new DamagedPart(`${folder} has no numbers: replica ${record.diverged.replica} diverged`);
  const columns = await orDamaged(folder, TABLE, async () => readReplicaColumns(TABLE, await bytesOf(folder, TABLE)));
  const count = part.end - part.first;
  const arrays = {} as Arrays;
  for (const name of ARRAYS) {
    const file = arrayFile(name);
    arrays[name] = await orDamaged(folder, file, async () =>
      numbersOf(await bytesOf(folder, file), arrayShape(name, count, shape)),
    );
  }
  if (digestOf(canonicalText(columns), arrays) !== record.digest)
    throw new DamagedPart(`the numbers in ${folder} do not have its digest ${record.digest.slice(0, 16)}`);
  const replicas = replicaRows(columns).map((row, n): TrainedReplica => {
    const size = shape.parameters;
    return { ...row, diverged: null, parameters: arrays.parameters.slice(n * size, (n + 1) * size) };
  });
  return { record, replicas, ...arrays };
}

async function bytesOf(folder: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = await readFile(join(folder, file));
  return buffer as Uint8Array<ArrayBuffer>;
}

async function orDamaged<Result>(folder: string, file: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // A disk that does not answer says nothing of the part.
    if (cause instanceof DamagedPart || (code !== undefined && !["ENOENT", "ENOTDIR", "EISDIR"].includes(code)))
      throw cause;
    const why = code === undefined ? "is cut or damaged" : "is missing";
    throw new DamagedPart(`${join(folder, file)} ${why}`, { cause });
  }
}

/** The numbers of a .npy file of exactly that shape. */
function numbersOf(bytes: Uint8Array, shape: readonly number[]): Float32Array {
  const header = npyHeader(shape);
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const isWhole = bytes.length === header.length + 4 * values.length;
  if (!isWhole || header.some((byte, n) => byte !== bytes[n])) throw new Error("not the array of the part");
  const body = bytes.subarray(header.length);
  if (hostIsLittleEndian) new Uint8Array(values.buffer).set(body);
  else {
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    for (let n = 0; n < values.length; n++) values[n] = view.getFloat32(4 * n, true);
  }
  return values;
}
