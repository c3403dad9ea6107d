/**
 * The parts of a study: fixed ranges of its replicas, the unit of work, of storage and of proof. Their size follows from
 * the study and its data alone, never from who trains them.
 */
import type { LabelledExamples } from "../reference/trainer.js";
import type { Setting } from "../train/setting.js";
import { isFused } from "../train/wasm-group.js";

export interface StudyPart {
  /** "0064-0127": its first and its last replica. */
  name: string;
  first: number;
  /** Behind its last replica. */
  end: number;
}

/** Bytes of the arrays of a part, at most, unless it has the fewest replicas. */
const BYTES = 67_108_864;
/** Multiplications of a part, about: some seconds of one processor. */
const WORK = 4e10;
/** The fewest replicas of a part: those of one group. Small networks on one example at a time train sixteen together. */
const GROUP = 4;
const FUSED_GROUP = 16;

/**
 * All parts of so many replicas.
 * @param size replicas of every part but the last, which may have fewer
 */
export function studyParts(replicas: number, size: number): StudyPart[] {
  return Array.from({ length: Math.ceil(replicas / size) }, (_, p) => partFrom(p * size, replicas, size));
}

function partFrom(first: number, replicas: number, size: number): StudyPart {
  const end = Math.min(replicas, first + size);
  return { name: rangeName(first, end, replicas), first, end };
}

/** The name of some replicas of so many: "0064-0127" is 64 to 127. */
export function rangeName(first: number, end: number, replicas: number): string {
  const digits = String(replicas - 1).length;
  return [first, end - 1].map((replica) => String(replica).padStart(digits, "0")).join("-");
}

/** Whether one of the parts of so many replicas has that name. */
export function isPartName(name: string, replicas: number, size: number): boolean {
  const first = Number.parseInt(name, 10);
  return first < replicas && first % size === 0 && name === partFrom(first, replicas, size).name;
}

/**
 * Replicas of a part where nobody asks for another number: some seconds of training, and not too many bytes.
 * @param stateBytes of the states of a replica that are recorded
 */
export function partSizeOf(
  { study, plan, train, test }: Pick<Setting, "study" | "plan" | "train" | "test">,
  stateBytes = 0,
): number {
  const group = isFused(study, train) ? FUSED_GROUP : GROUP;
  const bytes = 4 * (plan.parameterCount + 2 * test.count * plan.outputs) + stateBytes;
  const work = plan.steps * (3 * batchOf(study.batchSize, train) * plan.work + 10 * plan.parameterCount);
  const most = Math.min(BYTES / bytes, WORK / Math.max(1, work));
  return group * Math.max(1, Math.floor(most / group));
}

/** Examples of a batch that are there. */
function batchOf(batchSize: number, { count }: LabelledExamples): number {
  return Math.min(batchSize, count);
}
