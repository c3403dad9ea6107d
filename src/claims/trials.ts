/**
 * Trains the planned studies on one pool, a few at a time so that measuring one overlaps with training the next, and
 * leaves of each only its summary. The data of a draw are made once.
 */

import type { EvaluationInputs } from "../data/source.js";
import { findSource } from "../data/sources.js";
import { resolveWith } from "../data/spec.js";
import { toHex } from "../host/sha256.js";
import { addingOf } from "../measure/adding.js";
import { bestConstantExcess } from "../measure/best-constant.js";
import { meanEntropy } from "../measure/loss.js";
import type { Pool } from "../pool/pool.js";
import { keptData } from "../run/kept-data.js";
import { type Prepared, prepare } from "../run/prepare.js";
import type { DataSpec, StudyInput } from "../study/study.js";
import type { Data } from "../study/variants/data.js";
import { studyFingerprint } from "../train/fingerprint.js";
import type { Backend } from "../train/group.js";
import { joined } from "../train/joined.js";
import { EVALUATED } from "./selection.js";
import type { Summary, Trained } from "./summary.js";

/** A study on a data draw: `examples` training examples, where they are not the family's default. */
export interface Trial {
  study: StudyInput;
  dataSeed: number;
  examples?: number;
}

/** Where summaries are kept, so that who goes on with the claims, or shares them, does not train them again. */
export interface KeptTrials {
  /** The summary that is kept of a trial; null where none is. */
  read(address: string): Promise<KeptSummary | null>;
  keep(address: string, kept: KeptSummary): Promise<void>;
  /** Of several that share the claims each begins with trials of its own: 0 for these; the others in ascending order. */
  placeOf(address: string): number;
}

/** What is kept of a trial. */
export interface KeptSummary {
  /** Numbers, null, strings, Float64Array, and lists and objects of these. */
  summary: unknown;
  /** In the units of OnWork. */
  work: number;
}

/** What trains the trials of one data family, each once. */
export interface Trials {
  /** Trains one study on a data draw, once, and returns its summary. */
  train<T>(trial: Trial, summary: Summary<T>): Promise<T>;
  /** The work of one study on a data draw, in the units of OnWork. */
  workOf(trial: Trial): Promise<number>;
  /** Training examples of a draw, by default. */
  examples: number;
  /** Inputs of one draw that are in neither split, and what is true there. */
  evaluation(dataSeed: number): KnownInputs;
}

/**
 * Told of each finished study: examples seen by its replicas, weighted with its parameters, so about proportional to
 * time.
 */
export type OnWork = (work: number) => void;

/** Parameters' worth of time that an example costs whatever the size of the network. */
const OVERHEAD = 30;

/** How trials are trained. */
interface TrialsOptions {
  pool: Pool;
  backend: Backend;
  signal: AbortSignal;
  onWork: OnWork;
  /** Default: nothing is kept beyond this run. */
  kept?: KeptTrials;
}

/** Opens the trials of one data family. */
export async function openTrials(
  family: string,
  { pool, backend, signal, onWork, kept }: TrialsOptions,
): Promise<Trials> {
  const source = (await findSource(family))!;
  const ordinary = resolveWith(source, { name: family }, "options.data") as DataSpec & { train: number };
  const evaluations = new Map<number, KnownInputs>();
  const summaries = new Map<string, Promise<KeptSummary>>();
  const enter = gate(pool.workers + 2);

  const make = keptData();

  function evaluation(dataSeed: number): KnownInputs {
    const known = evaluations.get(dataSeed) ?? knownInputs(source.evaluation!(ordinary, dataSeed, EVALUATED));
    evaluations.set(dataSeed, known);
    return known;
  }

  const settle = ({ study, dataSeed, examples = ordinary.train }: Trial): Promise<Prepared> =>
    prepare(
      { ...study, data: { ...ordinary, train: examples } as Data, seeds: { data: dataSeed } },
      { workers: pool.workers, make },
    );

  async function trained(trial: Trial, every: number): Promise<Trained> {
    const { dataset, ...setting } = await settle(trial);
    const held = evaluation(trial.dataSeed);
    const evaluated = every > 0 ? { count: held.count, x: held.x, truth: held.truth, every } : undefined;
    const outcomes = await pool.train({ ...setting, evaluated }, { backend, signal });
    const shape = { replicas: outcomes.length, examples: dataset.test.count, columns: 1 };
    const diverged = outcomes.find((outcome) => outcome.diverged);
    return {
      study: setting.study,
      dataset,
      fingerprint: studyFingerprint(outcomes),
      digests: outcomes.map(({ digest }) => toHex(digest)),
      parameters: outcomes.map(({ parameters }) => parameters),
      predictions: { ...shape, values: joined(outcomes, "predictions"), kind: "probability" },
      logits: joined(outcomes, "logits"),
      adding: await addingOf(backend, shape),
      learnable: held.learnable,
      lossOfTruth: held.lossOfTruth,
      expectedLosses: Float64Array.from(
        outcomes.flatMap(({ expectedLoss }) => (expectedLoss === null ? [] : [expectedLoss])),
      ),
      failed: diverged ? `replica ${diverged.index} diverged at step ${diverged.diverged!.step}` : null,
    };
  }

  async function keptOrTrained<T>(address: string, trial: Trial, summary: Summary<T>): Promise<KeptSummary> {
    return enter(kept?.placeOf(address) ?? 0, async () => {
      const found = await kept?.read(address);
      if (found) return found;
      const made = {
        summary: summary.of(await trained(trial, summary.every)),
        work: workIn(await settle(trial)),
      };
      await kept?.keep(address, made);
      return made;
    });
  }

  return {
    examples: ordinary.train,
    evaluation,
    async workOf(trial) {
      return workIn(await settle(trial));
    },
    async train<T>(trial: Trial, summary: Summary<T>) {
      const address = JSON.stringify([ordinary, summary.name, trial]);
      const known = summaries.get(address) ?? keptOrTrained(address, trial, summary);
      summaries.set(address, known);
      const { summary: result, work } = await known;
      onWork(work);
      return result as T;
    },
  };
}

function workIn({ study, plan }: Prepared): number {
  return plan.steps * study.batchSize * study.replicas * (plan.parameterCount + OVERHEAD);
}

/** Inputs with their true probabilities, and what these say. */
interface KnownInputs extends EvaluationInputs {
  /** What there is to learn: the excess of the best constant. */
  learnable: number;
  lossOfTruth: number;
}

function knownInputs(evaluation: EvaluationInputs): KnownInputs {
  const { truth, count } = evaluation;
  return {
    ...evaluation,
    learnable: bestConstantExcess(truth, count, "logistic"),
    lossOfTruth: meanEntropy(truth, count),
  };
}

/** Lets so many tasks run at a time. The others wait: those of the least place come first, of equals the first. */
function gate(free: number): <T>(place: number, task: () => Promise<T>) => Promise<T> {
  const waiting: { place: number; enter: () => void }[] = [];
  const admit = () => {
    for (; free > 0 && waiting.length > 0; free--) {
      const first = waiting.reduce((best, { place }, at) => (place < waiting[best]!.place ? at : best), 0);
      waiting.splice(first, 1)[0]!.enter();
    }
  };
  return async (place, task) => {
    const entered = new Promise<void>((enter) => waiting.push({ place, enter }));
    // Who comes in one go is heard before anybody is let in.
    queueMicrotask(admit);
    await entered;
    try {
      return await task();
    } finally {
      free++;
      admit();
    }
  };
}
