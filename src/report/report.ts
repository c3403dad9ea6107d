/**
 * A result as a page for people: one self-contained HTML document, in light, dark and print.
 *
 *     import { writeFile } from "node:fs/promises";
 *     await writeFile("report.html", await report(await run({ data: "vee" })));
 */
import * as v from "valibot";
import { inSlices } from "../host/slices.js";
import { hostAsNamedNow } from "../run/claimed.js";
import { OF_RUN } from "../run/elsewhere.js";
import { EXECUTION, type ExecutionOptions } from "../run/execution.js";
import { readOrRefuse, shown, wrongType } from "../study/errors.js";
import { between, fieldsOf, integer, isPlain, record, text } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { Study } from "../study/study.js";
import { type AttributionPageInput, attributionPage } from "./attribution-page.js";
import { type ClaimsPageInput, claimsPage } from "./claims-page.js";
import { type ComparePageInput, comparePage } from "./compare-page.js";
import { decisionMaps, mappedStudy } from "./decision-maps.js";
import { type DiffPageInput, diffPage } from "./diff-page.js";
import { type ExperimentPageInput, experimentPage } from "./experiment-page.js";
import { type ExplainPageInput, explainPage } from "./explain-page.js";
import { kindOf } from "./kind.js";
import { type Origin, type PageParts, page } from "./page.js";
import type { DecisionMaps } from "./plots/decision-map.js";
import { type RunPageInput, runPage } from "./run-page.js";
import { type SeveralPageInput, type ShownResult, severalPage } from "./several-page.js";
import { type SweepPageInput, sweepPage } from "./sweep-page.js";

/** What a page says about its origin, and how the replicas of its maps are trained. */
export interface ReportOptions extends Origin, Omit<ExecutionOptions, "onProgress"> {
  /**
   * Two replicas' predictions on a grid; null for no maps. Default: those of replicas 0 and 1, trained again, where the
   * data have two inputs.
   */
  maps?: DecisionMaps | null;
}

const { signal, workers, worker, startTimeout, backend, pool } = EXECUTION;
const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(schema);

export const RESULT =
  "what run, claims, compare, diff, attribute, experiment or explain resolves to, or sweepTable returns, or { results }, several of run and compare";
const MAPS = "two replicas' predictions on a grid { width, height, domain, replicas }";

/** The options of `Origin`. */
export const ORIGIN = {
  command: text("the command line, as text"),
  seconds: between(0, Number.MAX_VALUE),
  host: v.pipe(
    v.unknown(),
    v.transform(hostAsNamedNow),
    record(
      {
        engine: optional(text("text")),
        architecture: optional(text("text")),
        backend: optional(text("text")),
        reason: optional(v.nullable(text("text or null"))),
        workers: optional(integer(0, 1024)),
      },
      "what ran it { engine, architecture, backend, workers }",
    ),
  ),
};

/** How the maps of a page are made. */
export const MAPPED = {
  signal,
  workers,
  worker,
  startTimeout,
  backend,
  pool,
  maps: v.nullable(v.custom<DecisionMaps>(isMaps, MAPS)),
};
/** What other functions take, and a page has no use for. */
export const OF_OTHERS = { ...OF_RUN, onProgress: "two replicas are soon trained" };

/** The page of a result (`lazy.ts` says what it takes). */
export async function report(
  result:
    | RunPageInput
    | ClaimsPageInput
    | ComparePageInput
    | DiffPageInput
    | SweepPageInput
    | AttributionPageInput
    | ExperimentPageInput
    | ExplainPageInput
    | SeveralPageInput,
  options: ReportOptions = {},
): Promise<string> {
  const {
    maps: given,
    command,
    seconds,
    host,
    ...execution
  } = parseOptions<ReportOptions>({ ...MAPPED, ...ORIGIN }, options, OF_OTHERS);
  fieldsOf(result, "result", RESULT);
  const origin = { command, host };
  switch (kindOf(result)) {
    case "several":
      return severalReport(result as SeveralPageInput);
    case "claims":
      return claimsReport(result as ClaimsPageInput);
    case "experiment":
      return rendered(experimentPage({ ...(result as ExperimentPageInput), ...origin }));
    case "explanation":
      return rendered(explainPage({ ...(result as ExplainPageInput), ...origin }));
    case "attribution":
      return rendered(attributionPage({ ...(result as AttributionPageInput), ...origin }));
    case "sweep":
      return rendered(sweepPage({ ...(result as SweepPageInput), ...origin }));
    case "diff":
      return rendered(diffPage({ ...(result as DiffPageInput), ...origin, seconds }));
    case "comparison":
      return rendered(comparePage({ ...(result as ComparePageInput), ...origin, seconds }));
    case "run":
      return runReport(result as RunPageInput);
  }

  async function severalReport({ results }: SeveralPageInput): Promise<string> {
    const named = readOrRefuse("result", RESULT, result, () => results.map(readNamed));
    return rendered(severalPage({ results: named, ...origin, seconds }));
  }

  async function claimsReport(result: ClaimsPageInput): Promise<string> {
    const study = readOrRefuse("result", RESULT, result, () => mappedStudy(result));
    const added = await additions(study);
    return rendered(claimsPage({ ...result, ...added }));
  }

  async function runReport(result: RunPageInput): Promise<string> {
    const read = readOrRefuse("result", RESULT, result, () => readRun(result));
    const added = await additions(result.study);
    return rendered(runPage({ ...read, ...added }));
  }

  /** The page of some result, each piece of it read as what was given. */
  async function rendered(made: Generator<void, PageParts>): Promise<string> {
    const next = () => readOrRefuse("result", RESULT, result, () => made.next());
    const parts = await inSlices({ next }, execution.signal);
    return readOrRefuse("result", RESULT, result, () => page(parts));
  }

  async function additions(study: Study | null) {
    const maps = given === undefined && study ? await decisionMaps(study, execution) : given;
    return { command, seconds, host, maps: maps ?? undefined };
  }
}

/** A result under its name, which is a run or a comparison of predictions. */
function readNamed({ name, result }: ShownResult): ShownResult {
  const kind = kindOf(result);
  if (typeof name !== "string" || !(kind === "run" || kind === "comparison"))
    throw wrongType("result.results", "runs and comparisons of predictions, { name, result } each", shown(result));
  return { name, result: kind === "run" ? readRun(result as RunPageInput) : result };
}

/**
 * The result with its predictions as `run` has them.
 * @throws InputError for what has not the parts of a result from which a report is made
 */
function readRun(result: RunPageInput): RunPageInput {
  const { study, data, measures, replicas } = result;
  const isThere =
    isPlain(study) &&
    isPlain(data) &&
    isPlain(measures) &&
    Array.isArray(replicas) &&
    replicas.every((replica) => typeof replica?.loss === "number");
  if (!isThere) throw wrongType("result", `${RESULT}, with study, data, measures and replicas`, shown(result));
  return { ...result, predictions: numbersOf(result.predictions) };
}

/** Predictions as `run` has them, or nested as in its JSON. */
function numbersOf(
  predictions: RunPageInput["predictions"] | readonly (readonly (readonly number[])[])[],
): Float32Array | null {
  return Array.isArray(predictions)
    ? Float32Array.from(predictions.flat(2))
    : ((predictions as Float32Array | null | undefined) ?? null);
}

function isMaps(input: unknown): boolean {
  if (!isPlain(input)) return false;
  const { width, height, domain, replicas } = input as unknown as DecisionMaps;
  const size = width * height;
  return (
    size > 0 &&
    Array.isArray(domain) &&
    domain.length === 4 &&
    Array.isArray(replicas) &&
    replicas.length === 2 &&
    replicas.every((map) => map?.probabilities?.length === size)
  );
}
