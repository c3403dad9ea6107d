/** Runs an experiment: what it sees, the verdicts that follow from that, and a fingerprint over all numbers. */
import { sha256, toHex } from "../host/sha256.js";
import { now, rest, stopIfAborted } from "../host/slices.js";
import type { Progress } from "../pool/pool.js";
import { chooseBackend } from "../run/backend.js";
import { OF_RUN } from "../run/elsewhere.js";
import { EXECUTION, type ExecutionOptions, withPool } from "../run/execution.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { misplaced, notOneOf, shown, wrongValue } from "../study/errors.js";
import { callback, integer, listOf, text } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import type { Experiment, ExperimentResult, JudgedLine, Line, Observed } from "./experiment.js";
import { findExperiment } from "./list.js";
import { lineVerdict } from "./rule.js";
import { reasonOf } from "./wording.js";

/** How sure the answer must be, which fixes every bit; and how the experiment is run, which changes none. */
export interface ExperimentOptions extends Omit<ExecutionOptions, "onProgress"> {
  /** Independent repetitions; what they are, and how many by default, is said by each experiment. */
  replicas?: number;
  /** The seed from which all others follow: an integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
  /** A line, whose world is replaced by one in which it is false: its rule must not say that it holds. Default: none. */
  nullOf?: string;
  /** Data families, of the one experiment that takes them, snapp-2021. Default: by the experiment. */
  data?: readonly string[];
  /** Called with the thousandths of the work that are done. */
  onProgress?: (progress: Progress) => void;
}

const OPTIONS = {
  ...EXECUTION,
  replicas: integer(1, 1_000_000),
  seed: integer(0, Number.MAX_SAFE_INTEGER),
  nullOf: text("the id of a line"),
  data: listOf(text("the name of a data family"), "a list of data families"),
  onProgress: callback(),
};

/**
 * Runs one of the experiments, each of which tests what a paper says of irreproducibility.
 *
 *     const { lines } = await experiment("boubdir-2023");
 *     for (const { id, verdict, reason } of lines) console.log(id, verdict, reason);
 *
 * @param name one of EXPERIMENT_NAMES
 * @param options repetitions, seed, and how it is run; by default as many repetitions as the experiment asks for, and
 *   seed 0
 * @returns each line of the experiment with its verdict, the numbers on which it rests, and a fingerprint
 * @throws InputError for a name that is none, and a bad option, before any work; the signal's reason
 */
export async function experiment(name: string, options: ExperimentOptions = {}): Promise<ExperimentResult> {
  const declared = await findExperiment(name);
  const {
    replicas = declared.replicas.default,
    seed = 0,
    nullOf,
    data = declared.data,
    onProgress,
    ...execution
  } = parseOptions<ExperimentOptions>(OPTIONS, options, OF_RUN);
  const { least, what } = declared.replicas;
  if (replicas < least) throw wrongValue("options.replicas", `at least ${least} (${what})`, shown(replicas));
  if (data && !declared.data) throw misplaced("options.data", `no data: ${name} makes its own`, shown(data.join()));
  const refutable = declared.lines.filter(({ nullWorld }) => nullWorld !== null).map(({ id }) => id);
  if (nullOf !== undefined && refutable.length === 0)
    throw misplaced("options.nullOf", `no null world: no line of ${name} has one`, shown(nullOf));
  if (nullOf !== undefined && !refutable.includes(nullOf)) throw notOneOf("options.nullOf", nullOf, refutable);
  const { backend } = await chooseBackend(execution.backend);
  const { signal } = execution;
  const observed = await withPool(execution, (pool) =>
    inTurns<Observed>(
      declared.observe({ replicas, seed, nullOf: nullOf ?? null, data: data ?? [], pool, backend, signal }),
      signal,
      (share) => onProgress?.({ done: Math.floor(share * STEPS), total: STEPS }),
    ),
  );
  onProgress?.({ done: STEPS, total: STEPS });
  return signed(declared, observed, { replicas, seed, nullOf: nullOf ?? null, ...(data && { data }) });
}

/** Of the progress. */
const STEPS = 1000;
/** Milliseconds after which others have the thread. */
const TURN = 30;

async function inTurns<Found>(
  work: AsyncGenerator<number, Found>,
  signal: AbortSignal | undefined,
  onRest: (share: number) => void,
): Promise<Found> {
  let rested = now();
  try {
    for (let next = await work.next(); ; next = await work.next()) {
      if (next.done) return next.value;
      if (now() - rested < TURN) continue;
      onRest(next.value);
      await rest(signal);
      stopIfAborted(signal);
      rested = now();
    }
  } catch (error) {
    await work.throw(error);
    throw error;
  }
}

function signed(
  { name, paper, summary, ours, lines }: Experiment,
  { quantities, judged, ...observed }: Observed,
  options: ExperimentResult["options"],
): ExperimentResult {
  const found = {
    name,
    paper,
    summary,
    ours,
    lines: judged?.lines ?? lines.map((line) => lineWith(line, quantities[line.id]!)),
    ...observed,
    options,
    ...(judged && { evidence: judged.evidence }),
    bits: CONTRACT_VERSION,
    statistics: STATISTICS_VERSION,
  };
  const { lines: judgedLines, shown: beside, tables, figure, trained } = found;
  const numbers = [judgedLines.map((line) => line.quantities), beside, tables, figure, trained, options];
  const fingerprint = toHex(sha256(new TextEncoder().encode(JSON.stringify(numbers))));
  return { ...found, fingerprint };
}

function lineWith(line: Line, quantities: JudgedLine["quantities"]): JudgedLine {
  const verdict = lineVerdict(quantities);
  return { ...line, verdict, reason: reasonOf(verdict, quantities), quantities };
}
