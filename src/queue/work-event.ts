/** What a worker tells of itself: to whoever watches it, and in its metrics. */
import { visible } from "../study/errors.js";

const KINDS = ["trained", "audited", "finished", "failed", "waits", "lost", "found", "serves"] as const;

/** What a worker did, or what happened to it. */
export interface WorkEvent {
  /**
   * "trained" and "audited": a part; "finished": a study was measured; "failed": a job, which is tried again or not;
   * "waits": an audit, for another worker; "lost" and "found": the server; "serves": metrics.
   */
  kind: (typeof KINDS)[number];
  /** The folder of the study; empty where it is about none. */
  folder: string;
  /** The part: "00-15"; empty where it is about none. */
  part: string;
  /** Seconds that it took; 0 where nothing was done. */
  seconds: number;
  /** The same in a sentence. */
  message: string;
}

/** Of each kind, how many there were, and the seconds that they took. */
export type EventCounts = Record<WorkEvent["kind"], { count: number; seconds: number }>;

export type Tell = (kind: WorkEvent["kind"], message: string, about?: Partial<WorkEvent>) => void;

/** Counts what is told, and passes it on. */
export function openCounts(onEvent: ((event: WorkEvent) => void) | undefined): { counted: EventCounts; tell: Tell } {
  const counted = Object.fromEntries(KINDS.map((kind) => [kind, { count: 0, seconds: 0 }])) as EventCounts;
  return {
    counted,
    tell(kind, message, { folder = "", part = "", seconds = 0 } = {}) {
      counted[kind].count++;
      counted[kind].seconds += seconds;
      onEvent?.({ kind, folder, part, seconds, message: visible(message) });
    },
  };
}
