/**
 * Trains the planned studies on one pool, a few at a time so that measuring one overlaps with training the next, and leaves of each
 * only its summary. The data of a draw are made once.
 */
import { bytesToHex } from "@noble/hashes/utils";
import type { Dataset } from "../data/dataset.js";
import { makeDataset } from "../data/dataset.js";
import { resolveData } from "../data/spec.js";
import type { Pool } from "../pool/pool.js";
import { checkMemory, planOf } from "../study/plan.js";
import type { StudyInput } from "../study/resolve.js";
import { resolveStudy } from "../study/resolve.js";
import { studyFingerprint } from "../train/fingerprint.js";
import type { Kernels } from "../train/group.js";
import { settingOf } from "../train/setting.js";
import { joined } from "../train/train-group.js";
import type { Summary, Trained } from "./summary.js";

export interface Laboratory {
  /** Trains one study on a data draw, once, and returns its summary. */
  train<T>(input: StudyInput, dataSeed: number, summary: Summary<T>): Promise<T>;
  /** The work of one study on a data draw, in the units of OnWork. */
  workOf(input: StudyInput, dataSeed: number): Promise<number>;
  /** The data of one draw. */
  dataset(dataSeed: number): Promise<Dataset>;
}

/** Told of each finished study: examples seen by its replicas, weighted with its parameters, so about proportional to time. */
export type OnWork = (work: number) => void;

/** Parameters' worth of time that an example costs whatever the size of the network. */
const OVERHEAD = 30;

/** A laboratory for one data family. */
export function openLaboratory(
  family: string,
  { pool, kernels, signal, onWork }: { pool: Pool; kernels: Kernels; signal: AbortSignal; onWork: OnWork },
): Laboratory {
  const data = resolveData(family, "claims.data");
  const datasets = new Map<number, Promise<Dataset>>();
  const summaries = new Map<string, Promise<unknown>>();
  const enter = gate(pool.workers + 2);

  function dataset(dataSeed: number): Promise<Dataset> {
    const known = datasets.get(dataSeed) ?? makeDataset(data, dataSeed);
    datasets.set(dataSeed, known);
    return known;
  }

  async function settle(input: StudyInput, dataSeed: number) {
    const made = await dataset(dataSeed);
    const facts = { ...made, train: made.train.count };
    const study = resolveStudy({ ...input, seeds: { data: dataSeed } }, data, facts);
    const plan = planOf(study, facts);
    checkMemory(study, plan, { train: made.train.count, test: made.test.count }, pool.workers);
    return { made, study, plan, work: plan.steps * study.batchSize * study.replicas * (plan.parameterCount + OVERHEAD) };
  }

  async function trained(input: StudyInput, dataSeed: number): Promise<Trained> {
    const { made, study, plan } = await settle(input, dataSeed);
    const outcomes = await pool.train(settingOf(study, plan, made), { kernels, signal });
    const shape = { replicas: outcomes.length, examples: made.test.count, columns: 1 };
    const diverged = outcomes.find((outcome) => outcome.diverged);
    return {
      study,
      dataset: made,
      fingerprint: studyFingerprint(outcomes),
      digests: outcomes.map(({ digest }) => bytesToHex(digest)),
      parameters: outcomes.map(({ parameters }) => parameters),
      predictions: { ...shape, values: joined(outcomes, "predictions"), kind: "probability" },
      logits: joined(outcomes, "logits"),
      failed: diverged ? `replica ${diverged.index} diverged at step ${diverged.diverged!.step}` : null,
    };
  }

  return {
    dataset,
    async workOf(input, dataSeed) {
      return (await settle(input, dataSeed)).work;
    },
    async train<T>(input: StudyInput, dataSeed: number, summary: Summary<T>) {
      const key = JSON.stringify([summary.name, dataSeed, input]);
      const known = summaries.get(key) ?? enter(async () => summary.of(await trained(input, dataSeed)));
      summaries.set(key, known);
      const result = (await known) as T;
      onWork((await settle(input, dataSeed)).work);
      return result;
    },
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
