/**
 * The bytes of a checkpoint: where a group of replicas is on its way, and whose it is. The same from every backend.
 *
 * Layout: a line of JSON with what it is, a line of JSON with what is known of each replica, and behind these a
 * checkpoint as a trainer writes it (src/train/checkpoint.ts), whose owner is the SHA-256 of both lines: parameters and
 * optimizer state of each replica, at the best epochs of those that have one, and at the ends of segments. So the
 * SHA-256 at its end covers every byte.
 */
import { concatBytes } from "@noble/hashes/utils";
import { sha256 } from "../host/sha256.js";
import { stateCount } from "../reference/optimizer.js";
import type { Snapshot } from "../reference/trainer.js";
import { isOf, isWhole, readCheckpoint, writeCheckpoint } from "../train/checkpoint.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import type { KeptGroup, KeptReplica } from "../train/keeper.js";
import type { Setting } from "../train/setting.js";

/** Version of the layout. */
const FORMAT = 1;
const NEWLINE = 10;

/** The first line of a checkpoint. */
export interface CheckpointRecord {
  format: number;
  bits: number;
  /** Of the store: SHA-256 of the study, its data, the contract and what is recorded. */
  identity: string;
  first: number;
  last: number;
  step: number;
  /** All steps of the study. */
  steps: number;
}

/** What a file says of a replica; its arrays come behind. */
type Noted = Omit<KeptReplica, "now" | "best" | "segments"> & {
  hasBest: boolean;
  /** How many are over, where they are recorded. */
  segments?: number;
};

/** @param identity of the store */
export function writeKept(identity: string, { plan }: Setting, { first, step, replicas }: KeptGroup): Uint8Array {
  const last = first + replicas.length - 1;
  const record: CheckpointRecord = {
    format: FORMAT,
    bits: CONTRACT_VERSION,
    identity,
    first,
    last,
    step,
    steps: plan.steps,
  };
  const notes = replicas.map(
    ({ now: _, best, segments, ...noted }): Noted => ({
      ...noted,
      hasBest: best !== null,
      ...(segments && { segments: segments.length }),
    }),
  );
  const text = `${JSON.stringify(record)}\n${JSON.stringify(notes, exactly)}\n`;
  const lines = new TextEncoder().encode(text);
  const snapshots = [
    ...replicas.map(({ now }) => now),
    ...replicas.flatMap(({ best }) => best ?? []),
    ...replicas.flatMap(({ segments }) => segments ?? []),
  ];
  return concatBytes(lines, writeCheckpoint(sha256(lines), step, snapshots));
}

/**
 * @param expected what the name of the file says
 * @throws Error that says what the file is: cut or damaged, or another's
 */
export function readKept(
  bytes: Uint8Array,
  identity: string,
  { study, plan }: Setting,
  expected: Pick<CheckpointRecord, "first" | "last" | "step">,
): KeptGroup {
  const lines = linesOf(bytes);
  const body = bytes.subarray(lines.length);
  if (!isWhole(body) || !isOf(body, sha256(lines))) throw new Error("is cut or damaged");
  const [said, noted] = new TextDecoder().decode(lines).split("\n");
  const record = JSON.parse(said!) as CheckpointRecord;
  if (record.format !== FORMAT || record.bits !== CONTRACT_VERSION) throw new Error("is of another version");
  const { first, last, step } = expected;
  const own = { format: FORMAT, bits: CONTRACT_VERSION, identity, first, last, step, steps: plan.steps };
  if (said !== JSON.stringify(own)) throw new Error("is of another study, or of other replicas");
  const notes = JSON.parse(noted!, exact) as Noted[];
  const bests = notes.filter(({ hasBest }) => hasBest).length;
  const count = notes.reduce((sum, { segments = 0 }) => sum + segments, notes.length + bests);
  const states = stateCount(study.optimizer);
  const { snapshots } = readCheckpoint(body, sha256(lines), count, plan.parameterCount, states, plan.steps);
  let read = 0;
  const take = (many: number): Snapshot[] => snapshots.slice(read, (read += many));
  const nows = take(notes.length);
  const best = notes.map(({ hasBest }) => (hasBest ? take(1)[0]! : null));
  return {
    first,
    step,
    replicas: notes.map(({ hasBest: _, segments, ...course }, n) => ({
      ...course,
      best: best[n]!,
      ...(segments !== undefined && { segments: take(segments) }),
      now: nows[n]!,
    })),
  };
}

/** The first line, where it is one; nothing is proved. */
export function checkpointRecord(bytes: Uint8Array): Partial<CheckpointRecord> | null {
  try {
    const text = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(NEWLINE)));
    return Object(JSON.parse(text)) as Partial<CheckpointRecord>;
  } catch {
    return null;
  }
}

/** The bytes of both lines. */
function linesOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.indexOf(NEWLINE, bytes.indexOf(NEWLINE) + 1) + 1);
}

/** JSON has no word for these numbers. */
const WORDS = ["NaN", "Infinity", "-Infinity", "-0"];

function exactly(_: string, value: unknown): unknown {
  if (typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return Object.is(value, -0) ? "-0" : String(value);
}

function exact(_: string, value: unknown): unknown {
  return WORDS.includes(value as string) ? Number(value) : value;
}
