/**
 * "Same bits?": the golden corpus trained with this engine, and how much faster its vectors are. Knows nothing of
 * workers.
 */
import { type HostReport, host, openTrainer, run, type StudyInput } from "doppelgrad";
import fingerprints from "../../../tests/golden/fingerprints.json" with { type: "json" };
import studies from "../../../tests/golden/studies.json" with { type: "json" };

const BUILDS = ["simd", "scalar"] as const;
const golden = fingerprints as Record<string, string>;

export interface CorpusRow {
  backend: (typeof BUILDS)[number];
  /** Studies whose fingerprint is the committed one. */
  equal: number;
  /** The first study whose fingerprint is another, or why nothing ran; null where all are equal. */
  first: string | null;
  seconds: number;
}

export interface SpeedRow {
  /** Widths, inputs first, and the batch. */
  shape: string;
  /** Training steps of one replica a second, best of several. */
  simd: number;
  scalar: number;
}

export interface CorpusReport {
  cases: number;
  host: HostReport;
  rows: CorpusRow[];
  /** Empty where one of the two builds does not run here. */
  speed: SpeedRow[];
}

/** Training steps are timed on these; four replicas each. */
const SHAPES = [
  { inputs: 2, hidden: [16, 16], batchSize: 32 },
  { inputs: 10, hidden: [32, 32], batchSize: 32 },
  { inputs: 20, hidden: [128, 128], batchSize: 128 },
];

/** @param onProgress called after each study, with studies of both builds */
export async function runCorpus(
  onProgress: (progress: { done: number; total: number }) => void,
): Promise<CorpusReport> {
  const report = await host();
  const total = BUILDS.length * studies.length;
  const rows: CorpusRow[] = [];
  for (const backend of BUILDS) {
    const started = performance.now();
    let [equal, first]: [number, string | null] = [0, null];
    for (const [done, { name, study }] of studies.entries()) {
      const found = await run(study as StudyInput, { backend, workers: 0 }).then(
        ({ fingerprint }) => (fingerprint === golden[name] ? null : name),
        (error: Error) => error.message,
      );
      if (found === null) equal++;
      else first ??= found;
      onProgress({ done: rows.length * studies.length + done + 1, total });
    }
    rows.push({ backend, equal, first, seconds: (performance.now() - started) / 1000 });
  }
  return {
    cases: studies.length,
    host: report,
    rows,
    speed: rows.every(({ equal }) => equal > 0) ? await speed() : [],
  };
}

/** Both builds in turns, so that what else the machine does falls on both. */
async function speed(): Promise<SpeedRow[]> {
  const rows: SpeedRow[] = [];
  for (const { inputs, hidden, batchSize } of SHAPES) {
    const study: StudyInput = {
      data: { name: "teacher", dimension: inputs, train: 1280, test: 1 },
      hidden,
      batchSize,
      epochs: 1000,
      replicas: 4,
      optimizer: "sgd",
    };
    const best = { simd: 0, scalar: 0 };
    const trainers = {
      simd: await openTrainer(study, { backend: "simd" }),
      scalar: await openTrainer(study, { backend: "scalar" }),
    };
    const steps = { simd: 1, scalar: 1 };
    for (let round = 0; round < 12; round++) {
      for (const backend of BUILDS) {
        const started = performance.now();
        trainers[backend].advance(steps[backend]);
        const seconds = (performance.now() - started) / 1000;
        // Turns of some 10 ms: clocks of pages are coarse.
        if (seconds < 0.01) steps[backend] *= 2;
        else best[backend] = Math.max(best[backend], (study.replicas! * steps[backend]) / seconds);
      }
    }
    if (best.simd > 0 && best.scalar > 0)
      rows.push({ shape: `${[inputs, ...hidden, 1].join("-")}, batch ${batchSize}`, ...best });
  }
  return rows;
}
