/**
 * Replicas a second by size of the network and number of workers, and the times of the pool: start, first result,
 * cancel.
 */
import { openPool } from "../src/pool/pool.js";
import { run } from "../src/run/run.js";
import type { StudyInput } from "../src/study/study.js";
import { type BenchOptions, inTurn } from "./in-turn.js";
import { type Machine, machineOf } from "./machine.js";
import { interleaved, median } from "./measure.js";
import { type Sheet, short } from "./sheet.js";
import { benchStart, type StartRow, startSheet } from "./start.js";

/** One network: replicas a second for each number of workers, of the least and of the median times. */
export interface ReplicasRow {
  network: string;
  replicas: number;
  rates: { workers: number; least: number; median: number; speedup: number }[];
  /** Whether every number of workers gives the same fingerprint. */
  same: boolean;
}

export interface ReplicasReport {
  bench: "replicas";
  machine: Machine;
  rows: ReplicasRow[];
  start: StartRow[];
  /** Milliseconds. */
  pool: { name: string; workers: number; least: number; median: number; target: number | null }[];
}

interface Subject {
  network: string;
  study: StudyInput & { replicas: number };
}

const SUBJECTS: readonly Subject[] = [
  {
    network: "2-8-1 relu adagrad, batch 32",
    study: { data: { train: 1000, test: 1000 }, batchSize: 32, epochs: 20, replicas: 256 },
  },
  {
    network: "2-8-1 relu adagrad, batch 1",
    study: { data: { train: 1000, test: 1000 }, batchSize: 1, epochs: 20, replicas: 128 },
  },
  {
    network: "10-32-32-1 relu adam, batch 32",
    study: {
      data: { dimension: 10, train: 10_000, test: 1000 },
      hidden: [32, 32],
      optimizer: "adam",
      batchSize: 32,
      epochs: 5,
      replicas: 32,
    },
  },
  {
    network: "20-128-128-1 relu sgd, batch 128",
    study: {
      data: { dimension: 20, train: 4096, test: 1000 },
      hidden: [128, 128],
      optimizer: "sgd",
      batchSize: 128,
      epochs: 2,
      replicas: 16,
    },
  },
];

export async function benchReplicas(options: BenchOptions = {}): Promise<ReplicasReport> {
  const machine = await machineOf();
  const counts = options.quick ? [0, 2] : [0, ...powersUpTo(machine.processors)];
  const subjects = options.quick
    ? [{ network: "2-8-1", study: { data: { train: 50, test: 20 }, epochs: 1, replicas: 12 } }]
    : SUBJECTS;
  const pools = await Promise.all(counts.map((workers) => openPool({ workers })));
  try {
    const rows = await inTurn(
      subjects,
      ({ network }) => network,
      options,
      async ({ network, study }) => {
        const prints = await Promise.all(pools.map(async (pool) => (await run(study, { pool })).fingerprint));
        const pieces = Object.fromEntries(
          pools.map((pool) => [
            `${pool.workers}`,
            {
              async run(times: number) {
                for (let k = 0; k < times; k++) await run(study, { pool });
              },
            },
          ]),
        );
        const times = await interleaved(pieces, {
          rounds: options.quick ? 1 : 7,
          milliseconds: options.quick ? 1 : 100,
        });
        const rate = (time: number) => (study.replicas * 1e9) / time;
        const base = times[String(pools[1]!.workers)]!;
        const rates = pools.map(({ workers }) => {
          const { least, median } = times[String(workers)]!;
          return { workers, least: rate(least), median: rate(median), speedup: base.least / least };
        });
        return { network, replicas: study.replicas, rates, same: new Set(prints).size === 1 };
      },
    );
    return {
      bench: "replicas",
      machine,
      rows,
      start: await benchStart(options),
      pool: await poolTimes(counts.at(-1)!, options),
    };
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
}

function powersUpTo(most: number): number[] {
  const powers = [1];
  while (powers.at(-1)! * 2 <= most) powers.push(powers.at(-1)! * 2);
  return powers;
}

/** Each time is taken anew, some times over: a pool starts once. */
async function poolTimes(workers: number, options: BenchOptions): Promise<ReplicasReport["pool"]> {
  const times = options.quick ? 1 : 9;
  const taken = async (name: string, target: number | null, time: () => Promise<number>) => {
    const all: number[] = [];
    for (let k = 0; k < times; k++) all.push(await time());
    options.signal?.throwIfAborted();
    return { name, workers, target, least: Math.min(...all), median: median(all) };
  };
  const small: StudyInput = { data: { train: 200, test: 50 }, epochs: 1, replicas: 4 };
  return [
    await taken("from no pool to the first trained replicas", 100, async () => {
      const started = performance.now();
      let passed = 0;
      await run({ ...small, replicas: 64 }, { workers, onProgress: () => (passed ||= performance.now() - started) });
      return passed;
    }),
    await taken("a whole run of four small replicas", null, async () => {
      const started = performance.now();
      await run(small, { workers });
      return performance.now() - started;
    }),
    await taken("cancel", 50, () => cancelTime(workers)),
  ];
}

/** Milliseconds from the abort of a long run, which has begun to train, to its rejection. */
async function cancelTime(workers: number): Promise<number> {
  const controller = new AbortController();
  let aborted = 0;
  const abort = () => {
    aborted ||= performance.now();
    controller.abort(new Error("bench"));
  };
  const study: StudyInput = {
    data: { dimension: 10, train: 1000, test: 100 },
    hidden: [64, 64],
    batchSize: 32,
    epochs: 100_000,
    replicas: 64,
  };
  await run(study, { workers, signal: controller.signal, onProgress: abort }).catch((error: unknown) => {
    if (error !== controller.signal.reason) throw error;
  });
  return performance.now() - aborted;
}

export function replicasSheets({ rows, start, pool }: ReplicasReport): Sheet[] {
  const counts = rows[0]!.rates.map(({ workers }) => workers);
  return [
    {
      title: "whole runs, replicas a second",
      note: "From the call of run on an open pool to its result. 0 workers: the calling thread trains. speedup: over one worker, of the least times.",
      heads: [
        "network",
        "replicas",
        "bits",
        ...counts.flatMap((workers) => [`workers ${workers} best`, `workers ${workers} median`]),
        "speedup",
      ],
      rows: rows.map(({ network, replicas, rates, same }) => [
        network,
        String(replicas),
        same ? "same" : "DIFFER",
        ...rates.flatMap(({ least, median }) => [short(least), short(median)]),
        rates.at(-1)!.speedup.toFixed(2),
      ]),
      bars: {
        label: "speedup over one worker",
        rows: rows.flatMap(({ network, rates }) =>
          rates.map(({ workers, speedup }) => ({ name: network, series: `${workers} workers`, value: speedup })),
        ),
      },
    },
    startSheet(start),
    {
      title: `the pool, ${pool[0]!.workers} workers, milliseconds`,
      note: "A pool starts its workers with the first job, so its start is timed to the first progress of a run that opens it. Cancel: from the abort to the rejection.",
      heads: ["time", "least", "median", "at most"],
      rows: pool.map(({ name, least, median, target }) => [
        name,
        short(least),
        short(median),
        target === null ? "-" : String(target),
      ]),
    },
  ];
}
