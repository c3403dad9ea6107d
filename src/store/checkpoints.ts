/**
 * Checkpoints of the parts that are in training, `checkpoints/00-03@1200`: replicas 0 to 3 after step 1200. The last two
 * of each group are there, so that one that a disk has damaged costs no more than the time between them; they go when
 * their part is there.
 */
import { type FileHandle, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../host/system-error.js";
import type { Prepared } from "../run/prepare.js";
import type { KeptGroup, KeptReplica } from "../train/keeper.js";
import { type CheckpointRecord, checkpointRecord, readKept } from "./checkpoint-file.js";
import { couldNot, removeDurably } from "./durable.js";
import { rangeName, type StudyPart } from "./parts.js";

export const CHECKPOINTS = "checkpoints";
/** Of the same replicas. */
const KEPT = 2;

/** A checkpoint that a folder names. */
interface Named extends Pick<CheckpointRecord, "first" | "last" | "step"> {
  name: string;
}

/** The name of a checkpoint of a study of so many replicas. */
export function checkpointName({ first, step, replicas: kept }: KeptGroup, replicas: number): string {
  return `${rangeName(first, first + kept.length, replicas)}@${step}`;
}

/**
 * All of a folder, those of the latest steps first.
 * @throws Error where the disk does not answer
 */
async function named(folder: string): Promise<Named[]> {
  const above = join(folder, CHECKPOINTS);
  const names = await readdir(above).catch((cause): string[] => {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(cause))) return [];
    throw couldNot("be read", above, cause);
  });
  const found = names.flatMap((name): Named[] => {
    const [, first, last, step] = (/^(\d+)-(\d+)@(\d+)$/.exec(name) ?? []).map(Number);
    return step === undefined ? [] : [{ name, first: first!, last: last!, step }];
  });
  return found.sort((a, b) => b.step - a.step || a.first - b.first);
}

function isIn({ first, end }: Pick<StudyPart, "first" | "end">, { first: from, last }: Named): boolean {
  return from >= first && last < end && from <= last;
}

/** Takes away what is older than the last checkpoints of the same replicas; those of later steps are another's. */
export async function removeOlder(folder: string, kept: KeptGroup): Promise<void> {
  const last = kept.first + kept.replicas.length - 1;
  const same = (await named(folder)).filter(
    (each) => each.first === kept.first && each.last === last && each.step <= kept.step,
  );
  await remove(folder, same.slice(KEPT));
}

/** Takes away those of a part. */
export async function removeCheckpoints(folder: string, part: StudyPart): Promise<void> {
  const own = (await named(folder)).filter((each) => isIn(part, each));
  await remove(folder, own);
}

async function remove(folder: string, which: readonly Named[]): Promise<void> {
  if (which.length === 0) return;
  await removeDurably(
    join(folder, CHECKPOINTS),
    which.map(({ name }) => name),
  );
}

/** Replicas that are after the same step, and what is known of them. */
export interface Run extends Pick<StudyPart, "first" | "end"> {
  /** null at the start. */
  from: KeptGroup | null;
}

/**
 * Cuts a part into runs of replicas that go on from the same step, each the latest of which there is a checkpoint.
 * @param onDamaged is told of a checkpoint that is not used, and why
 * @throws Error where the disk does not answer
 */
export async function runsOf(
  folder: string,
  identity: string,
  prepared: Prepared,
  part: StudyPart,
  onDamaged?: (message: string) => void,
): Promise<Run[]> {
  const places: ({ step: number; kept: KeptReplica } | null)[] = Array<null>(part.end - part.first).fill(null);
  for (const each of await named(folder)) {
    if (!isIn(part, each)) continue;
    const own = places.slice(each.first - part.first, each.last + 1 - part.first);
    if (own.every((place) => place !== null)) continue;
    const path = join(folder, CHECKPOINTS, each.name);
    const bytes = await bytesIn(path);
    if (bytes === null) continue;
    try {
      const { replicas, step } = readKept(bytes, identity, prepared, each);
      replicas.forEach((kept, n) => {
        places[each.first - part.first + n] ??= { step, kept };
      });
    } catch (error) {
      onDamaged?.(`${path} ${(error as Error).message}: it is not used`);
    }
  }
  const runs: Run[] = [];
  for (const [n, place] of places.entries()) {
    const last = runs.at(-1);
    const replica = part.first + n;
    if (last && (last.from?.step ?? 0) === (place?.step ?? 0)) {
      last.end++;
      if (place) (last.from!.replicas as KeptReplica[]).push(place.kept);
    } else {
      const from = place && { first: replica, step: place.step, replicas: [place.kept] };
      runs.push({ first: replica, end: replica + 1, from });
    }
  }
  return runs;
}

/** Null where another process has just finished the part; none where that is no file. */
async function bytesIn(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null;
    if (codeOf(cause) === "EISDIR") return new Uint8Array();
    throw couldNot("be read", path, cause);
  }
}

/** How far replicas of a part are that is not there. */
export interface Begun extends Pick<CheckpointRecord, "first" | "last" | "step"> {
  /** All steps of the study; null where the file does not say so. */
  steps: number | null;
}

/** Bytes of the first line of a checkpoint, at most. */
const LINE = 512;

/** The latest checkpoint of the replicas of some parts, in the order of the replicas; nothing is proved. */
export async function begunIn(folder: string, parts: readonly StudyPart[]): Promise<Begun[]> {
  const latest = new Map<string, Named>();
  for (const each of await named(folder)) {
    const range = `${each.first}-${each.last}`;
    if (!latest.has(range) && parts.some((part) => isIn(part, each))) latest.set(range, each);
  }
  const sorted = [...latest.values()].sort((a, b) => a.first - b.first || a.last - b.last);
  return Promise.all(
    sorted.map(async ({ name, first, last, step }): Promise<Begun> => {
      const line = await firstBytes(join(folder, CHECKPOINTS, name)).catch(() => new Uint8Array());
      const steps = checkpointRecord(line)?.steps;
      return { first, last, step, steps: Number.isSafeInteger(steps) && steps! >= step ? steps! : null };
    }),
  );
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file: FileHandle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(LINE), 0, LINE, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
