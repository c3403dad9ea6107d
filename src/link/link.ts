/**
 * A link: a study, a step of its training, and the fingerprints that anybody's training of it must have
 * (docs/links.md).
 */
import { integer, parseField } from "../study/fields.js";
import type { Study } from "../study/study.js";

/** A study, a step of its training, and the fingerprints that anybody's training of it must have. */
export interface Link {
  /** Every default filled in, so that later defaults change nothing. */
  study: Study;
  /** The step that is shown, from 0 to the last of the study. */
  step: number;
  /** SHA-256 over the replicas' parameters and test logits at that step: 64 hex digits. */
  fingerprint: string;
  /** First 8 hex digits of that fingerprint at each step of `linkSteps(step)`. */
  trail: string[];
}

/** What `checkLink` found. */
export interface LinkCheck {
  /** Whether the fingerprint and the whole trail are the same. */
  same: boolean;
  /** The fingerprint at the link's step, as trained here. */
  fingerprint: string;
  /**
   * The first interval of the trail that differs: the steps after `after`, up to `upTo`. null where the trail is the
   * same.
   */
  difference: {
    /** The last step of the trail that is the same; null where already the initial weights differ. */
    after: number | null;
    /** The first step of the trail that differs. */
    upTo: number;
  } | null;
  /** One sentence: what was compared, or where the first difference is. */
  message: string;
}

/**
 * Steps at which the trail of a link is written: 0 and ceil(k step / 8) for k = 1 ... 8, each once.
 * @param step the step of the link, an integer of 0 or more
 * @returns 1 to 9 steps, ascending
 * @throws InputError for anything else
 */
export function linkSteps(step: number): number[] {
  parseField(integer(0, 2147483647), step, "step");
  const at = new Set([0]);
  for (let k = 1; k <= 8; k++) at.add(Math.ceil((k * step) / 8));
  return [...at];
}
