/**
 * Checkpoints on the way, so that any earlier step is near: going back is the last checkpoint before it, and the steps
 * since.
 */

/** Checkpoints of one training at most. */
const MOST = 64;
/** Bytes that all of them may take. */
const ROOM = 128 * 1024 * 1024;

export interface History {
  /** The next step after `step` at which a checkpoint is due. */
  due(step: number): number;
  /** Whether one is due at `step` that is not kept yet. */
  lacks(step: number): boolean;
  keep(step: number, bytes: Uint8Array): void;
  /** The last checkpoint at or before a step. */
  before(step: number): { step: number; bytes: Uint8Array };
}

/**
 * @param steps all steps of the study
 * @param start the checkpoint of step 0; all have its size
 */
export function openHistory(steps: number, start: Uint8Array): History {
  const count = Math.max(1, Math.min(MOST, Math.floor(ROOM / start.byteLength)));
  const spacing = Math.max(1, Math.ceil(steps / count));
  const kept = [start];
  return {
    due: (step) => (Math.floor(step / spacing) + 1) * spacing,
    lacks: (step) => step % spacing === 0 && step / spacing === kept.length,
    keep(step, bytes) {
      kept[step / spacing] = bytes;
    },
    before(step) {
      const at = Math.min(Math.floor(step / spacing), kept.length - 1);
      return { step: at * spacing, bytes: kept[at]! };
    },
  };
}
