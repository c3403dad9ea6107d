/**
 * Trains the planned studies on one pool, a few at a time so that measuring one overlaps with training the next, and
 * leaves of each only its summary. The data of a draw are made once.
 */

import type { EvaluationInputs } from "../data/source.js";
import { findFamily } from "../data/sources.js";
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

/** Opens the trials of one data family. */
export function openTrials(
  family: string,
  { pool, backend, signal, onWork }: { pool: Pool; backend: Backend; signal: AbortSignal; onWork: OnWork },
): Trials {
  const source = findFamily(family)!;
  const ordinary = resolveWith(source, { name: family }, "options.data") as DataSpec & { train: number };
  const evaluations = new Map<number, KnownInputs>();
  const summaries = new Map<string, Promise<unknown>>();
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

  return {
    examples: ordinary.train,
    evaluation,
    async workOf(trial) {
      return workIn(await settle(trial));
    },
    async train<T>(trial: Trial, summary: Summary<T>) {
      const key = JSON.stringify([summary.name, trial]);
      const known = summaries.get(key) ?? enter(async () => summary.of(await trained(trial, summary.every)));
      summaries.set(key, known);
      const result = (await known) as T;
      onWork(workIn(await settle(trial)));
      return result;
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

/** Lets so many tasks run at a time; the others wait in the order in which they came. */
function gate(places: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
