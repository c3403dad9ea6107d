/**
 * Segments of trainings that receipts prove: which of them are trained again, and where one parts from what is stored.
 */
import { sha256, toHex } from "../host/sha256.js";
import { inSlices, paced } from "../host/slices.js";
import type { Progress } from "../pool/pool.js";
import { elementName } from "../study/element-name.js";
import { replicaDigest } from "../train/fingerprint.js";
import type { Backend, Group } from "../train/group.js";
import { openGroup } from "../train/setting.js";
import { arrayFile, type PartContents, SEGMENTS } from "./part-files.js";
import type { StudyPart } from "./parts.js";
import { flatState, receiptsOf, snapshotOf } from "./receipts.js";
import type { Store } from "./store.js";

/** A segment of the training of a replica. */
export interface Segment {
  part: StudyPart;
  replica: number;
  /** Which one, from 0 on. */
  index: number;
}

/** How many segments each replica of a part has trained. */
export interface Counted {
  part: StudyPart;
  counts: readonly number[];
}

/** Milliseconds of training at a time, after which others may have the thread. */
const SLICE = 10;

/** The states of a replica of a part at the ends of its segments, as they are stored. */
function statesOf(store: Store, part: StudyPart, contents: PartContents, replica: number): Float32Array[] {
  const all = contents.segments!;
  const n = replica - part.first;
  const most = store.owner.segments.length;
  const size = all.length / ((part.end - part.first) * most);
  return contents.receipts![n]!.map((_, k) => all.subarray((n * most + k) * size, (n * most + k + 1) * size));
}

/**
 * What is wrong with the receipts of a part, by its stored states alone: links that are not those of the states, a last
 * state that is not the result, states behind the end of a replica. A sentence each.
 */
export function receiptDifferences(store: Store, part: StudyPart, contents: PartContents): string[] {
  const { segments, identity } = store.owner;
  if (segments.length === 0) return [];
  const { plan, study } = store.prepared;
  const place = store.folderOf(part);
  return contents.replicas.flatMap(({ index, epochs, parameters }, n) => {
    const last = epochs ? epochs.last * plan.stepsPerEpoch : plan.steps;
    const links = contents.receipts![n]!;
    const count = segments.filter((step) => step <= last).length;
    if (links.length !== count) return [`${place}: replica ${index} has ${links.length} receipts and not ${count}`];
    const states = statesOf(store, part, contents, index);
    const own = receiptsOf(identity, index, segments, states, plan.parameterCount);
    const at = own.findIndex((link, k) => link !== links[k]);
    if (at >= 0) return [`${place}: replica ${index} has another state after step ${segments[at]} than its receipt`];
    const end = states.at(-1)?.subarray(0, plan.parameterCount);
    const isEnd = !study.earlyStopping && end && toHex(replicaDigest(end)) !== toHex(replicaDigest(parameters));
    return isEnd ? [`${place}: replica ${index} has other parameters than its last receipt`] : [];
  });
}

/**
 * So many segments, drawn by a seed, each once; all where there are no more. In the order of the replicas.
 * @param seed an integer of 0 or more
 */
export function drawSegments(all: readonly Counted[], count: number, seed: number): Segment[] {
  const total = all.reduce((sum, { counts }) => sum + counts.reduce((more, each) => more + each, 0), 0);
  const drawn = new Set<number>();
  for (let n = 0; drawn.size < Math.min(count, total); n++) drawn.add(Math.floor(fraction(seed, n) * total));
  const sorted = [...drawn].sort((a, b) => a - b);
  const found: Segment[] = [];
  let before = 0;
  for (const { part, counts } of all)
    for (const [n, own] of counts.entries()) {
      for (; sorted.length > 0 && sorted[0]! < before + own; sorted.shift())
        found.push({ part, replica: part.first + n, index: sorted[0]! - before });
      before += own;
    }
  return found;
}

/** The n-th number of a seed in [0, 1), of 48 bits. */
function fraction(seed: number, n: number): number {
  const bytes = sha256(new TextEncoder().encode(JSON.stringify([seed, n])));
  return bytes.subarray(0, 6).reduce((sum, byte) => 256 * sum + byte, 0) / 2 ** 48;
}

/**
 * Trains segments again, each from the state that is stored at its start (the first from the start of the training), and
 * compares the state at its end, and the parameters at the best epoch, where that is in it.
 * @returns a sentence for each that differs
 * @throws the signal's reason
 */
export async function trainSegments(
  store: Store,
  segments: readonly Segment[],
  backend: Backend,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
): Promise<string[]> {
  const group = await openGroup(store.prepared, backend, 1);
  const ends = [0, ...store.owner.segments];
  const total = segments.reduce((sum, { index }) => sum + ends[index + 1]! - ends[index]!, 0);
  const differences: string[] = [];
  let done = 0;
  let read: { part: StudyPart; contents: PartContents } | undefined;
  for (const segment of segments) {
    const { part } = segment;
    if (read?.part !== part) read = { part, contents: await store.read(part) };
    const work = again(group, store, segment, read.contents, backend);
    const difference = await inSlices(
      work,
      signal,
      (steps) => {
        done += steps;
        onProgress?.({ done, total });
      },
      0,
    );
    if (difference !== null) differences.push(difference);
  }
  return differences;
}

/** Trains a segment, and yields the steps that it has done. Returns where it differs, or null. */
function* again(
  group: Group,
  store: Store,
  { part, replica, index }: Segment,
  contents: PartContents,
  backend: Backend,
): Generator<number, string | null> {
  const { plan } = store.prepared;
  const place = store.folderOf(part);
  const ends = [0, ...store.owner.segments];
  const [start, end] = [ends[index]!, ends[index + 1]!];
  const states = statesOf(store, part, contents, replica);
  const row = contents.replicas[replica - part.first]!;
  const best = row.epochs ? Math.min(row.epochs.best * plan.stepsPerEpoch, plan.steps) : -1;
  const which = `replica ${replica}, steps ${start + 1} to ${end}`;
  const advance = paced(SLICE, (steps) => group.advance(steps));
  group.start([replica]);
  if (index > 0) group.restore(start, [snapshotOf(states[index - 1]!, plan.parameterCount)]);
  for (const stop of best > start && best < end ? [best, end] : [end]) {
    while (group.step < stop) yield advance(stop - group.step);
    const isBest = stop === best;
    if (isBest && toHex(replicaDigest(group.snapshot(0).parameters)) !== toHex(row.digest))
      return `${place}: ${which}: other parameters after step ${stop}, at its best epoch, with the ${backend} backend`;
  }
  const [left, right] = [states[index]!, flatState(group.snapshot(0))].map(
    (numbers) => new Uint32Array(numbers.slice().buffer),
  );
  const at = left!.findIndex((bits, n) => bits !== right![n]);
  if (at < 0) return null;
  const array = Math.floor(at / plan.parameterCount);
  const name = `${array === 0 ? "" : `state ${array} of `}${elementName(at % plan.parameterCount, plan.layers)}`;
  const hex = (numbers: Uint32Array) => `0x${numbers[at]!.toString(16).padStart(8, "0")}`;
  return `${place}/${arrayFile(SEGMENTS)}: ${which}: ${name} is ${hex(left!)}, ${backend} ${hex(right!)}`;
}
