/**
 * Makes a link and checks one: both train its study from the start in the calling thread, in slices that leave the
 * thread free in between.
 */
import { inSlices, paced } from "../host/slices.js";
import type { Progress } from "../pool/pool.js";
import { OF_POOLS, OF_RUN } from "../run/elsewhere.js";
import { EXECUTION } from "../run/execution.js";
import { openTrainer, type Trainer } from "../run/trainer.js";
import { DivergedError } from "../study/errors.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import type { Backend } from "../train/group.js";
import { checkedLink, prepareLinked } from "./checked.js";
import { type Link, type LinkCheck, linkSteps } from "./link.js";

/** What may change the speed, and no bit. */
export interface LinkOptions {
  /** Default: simd where the host has it, else scalar. */
  backend?: Backend;
  /** Ends the training early; it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called after each slice, with steps of the study. */
  onProgress?: (progress: Progress) => void;
}

/** Milliseconds for which the thread trains at a time, about, where a step is not longer. */
const SLICE = 3;

/** Trains a study up to a step (`lazy.ts` says what it takes). */
export async function makeLink(input: StudyInput, step?: number, options: LinkOptions = {}): Promise<Link> {
  const checked = checkedOptions(options);
  const { study, plan } = await prepareLinked(input, step);
  const to = step ?? plan.steps;
  const fingerprints = await trainedTo(await openTrainer(study, backendOf(checked)), to, checked);
  return { study, step: to, fingerprint: fingerprints.at(-1)!, trail: fingerprints.map(beginning) };
}

/** Trains a link again (`lazy.ts` says what it takes). */
export async function checkLink(link: Link, options: LinkOptions = {}): Promise<LinkCheck> {
  const checked = checkedOptions(options);
  const claimed = await checkedLink(link);
  const trainer = await openTrainer(claimed.study, backendOf(checked));
  const fingerprints = await trainedTo(trainer, claimed.step, checked);
  const fingerprint = fingerprints.at(-1)!;
  const difference = partedAt(claimed, fingerprints);
  const same = difference === null && fingerprint === claimed.fingerprint;
  return { same, fingerprint, difference, message: sentence(claimed, fingerprints, difference) };
}

function checkedOptions(options: LinkOptions): LinkOptions {
  const { backend, signal, onProgress } = EXECUTION;
  return parseOptions<LinkOptions>({ backend, signal, onProgress }, options, { ...OF_RUN, ...OF_POOLS });
}

function backendOf({ backend }: LinkOptions): { backend?: Backend } {
  return backend === undefined ? {} : { backend };
}

function beginning(fingerprint: string): string {
  return fingerprint.slice(0, 8);
}

/** Trains up to a step; the fingerprint at each step of `linkSteps`. */
function trainedTo(trainer: Trainer, to: number, { signal, onProgress }: LinkOptions): Promise<string[]> {
  return inSlices(trainingTo(trainer, to), signal, (done) => onProgress?.({ done, total: to }), 0);
}

/** The same; yields the step after each slice. */
function* trainingTo(trainer: Trainer, to: number): Generator<number, string[]> {
  const advance = paced(SLICE, (steps) => trainer.advance(steps));
  const fingerprints: string[] = [];
  for (const mark of linkSteps(to)) {
    while (trainer.step < mark) {
      advance(mark - trainer.step);
      yield trainer.step;
    }
    refuseDivergence(trainer);
    fingerprints.push(trainer.fingerprint());
  }
  return fingerprints;
}

/** Numbers that are not finite have no bits to compare. */
function refuseDivergence(trainer: Trainer): void {
  const all = trainer.diverged();
  const replica = all.findIndex((divergence) => divergence !== null);
  if (replica < 0) return;
  const { step, quantity } = all[replica]!;
  throw new DivergedError(
    replica,
    step,
    quantity,
    `optimizer.learningRate is ${trainer.study.optimizer.learningRate}; try a smaller one, or an earlier step.`,
  );
}

/** The first interval of the trail that differs. */
function partedAt({ step, trail }: Link, fingerprints: readonly string[]): LinkCheck["difference"] {
  const at = fingerprints.findIndex((fingerprint, k) => beginning(fingerprint) !== trail[k]);
  if (at < 0) return null;
  const steps = linkSteps(step);
  return { after: at === 0 ? null : steps[at - 1]!, upTo: steps[at]! };
}

function sentence(
  { study, step, fingerprint: claimed, trail }: Link,
  fingerprints: readonly string[],
  difference: LinkCheck["difference"],
): string {
  const fingerprint = fingerprints.at(-1)!;
  if (difference) {
    const { after, upTo } = difference;
    const at = linkSteps(step).indexOf(upTo);
    const where =
      after === null ? "already at step 0, the initial weights" : `after step ${after} and up to step ${upTo}`;
    return `the fingerprints part ${where}: ${beginning(fingerprints[at]!)} here, ${trail[at]} in the link.`;
  }
  if (fingerprint !== claimed)
    return `the trail is the same up to step ${step}, but not the fingerprint: ${fingerprint} here, ${claimed} in the link.`;
  const whose = study.replicas === 1 ? "the replica's" : `the ${study.replicas} replicas'`;
  return `every bit of ${whose} parameters and the test logits at step ${step} is the same: fingerprint ${fingerprint}.`;
}
