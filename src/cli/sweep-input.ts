/** From the arguments of `sweep` to a study and its axes: those of a sweep file, then those of the options. */
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { familyNames } from "../data/sources.js";
import { readText } from "../exchange/text-file.js";
import { MEASURE_NAMES, type MeasureName } from "../measure/names.js";
import { misplaced, notOneOf, shown } from "../study/errors.js";
import type { StudyInput } from "../study/study.js";
import type { GridOptions, SweepAxes } from "../sweep/grid.js";
import type { HalvingOptions } from "../sweep/halving.js";
import { betweenCommas } from "../sweep/labels.js";
import type { PlanOptions } from "../sweep/plan.js";
import { isRange, rangeValues } from "../sweep/range.js";
import { isSweepDocument, parseSweepDocument, type SweepDocument } from "../sweep/sweep-file.js";
import type { TuneOptions } from "../sweep/tune.js";
import { fieldOfAssignment, valueFrom } from "./assign.js";
import { assignments } from "./assignments.js";
import type { HandOverArguments } from "./hand-over.js";
import { interrupted } from "./interrupt.js";
import { type ExecutionArguments, integerOption } from "./options.js";
import { familyStart, parseJson, type StudyArguments, studyFrom, studyFromStart } from "./study-input.js";

export interface SweepArguments extends StudyArguments, ExecutionArguments, HandOverArguments {
  over: string[];
  zip?: string[] | true;
  where: string[];
  baseline?: string;
  measures?: string;
  tune: string[];
  tuneReplicas?: string;
  halving?: string | true;
  halvingBy?: HalvingOptions["by"];
  out?: string;
  checkpointEvery?: string;
  shard?: string;
  replace?: boolean;
}

/** A sweep that is asked for. */
export interface WantedSweep extends PlanOptions {
  halving?: HalvingOptions;
  study: StudyInput;
  over: SweepAxes;
  measures: MeasureName[];
}

/** @throws InputError for a file that is no study and no sweep, and for options that are none */
export async function sweepFrom(name: string | undefined, options: SweepArguments): Promise<WantedSweep> {
  const document = name === undefined ? null : await documentIn(name);
  const over = axesOf(options.over, "--over");
  const study = document
    ? await studyFromStart(
        { start: startOf(document), folder: dirname(name!) },
        options,
        assignments(undefined, options),
      )
    : await studyFrom(name, options);
  const twice = Object.keys(over).find((path) => Object.hasOwn(document?.over ?? {}, path));
  if (twice !== undefined) throw misplaced("--over", "axes that the sweep file does not have", shown(twice));
  const { zip, baseline, where = [], measures = [] } = document ?? ({} as Partial<SweepDocument>);
  const tune = tuneFrom(options, document?.tune);
  const halving = halvingFrom(options, document?.halving);
  const conditions = [...where, ...options.where];
  const inStep = options.zip ? zipFrom(options.zip) : zip;
  return {
    study,
    over: { ...document?.over, ...over },
    ...(inStep !== undefined && { zip: inStep }),
    ...(conditions.length > 0 && { where: conditions }),
    ...((options.baseline ?? baseline) !== undefined && { baseline: options.baseline ?? baseline }),
    ...(tune && { tune }),
    ...(halving && { halving }),
    measures: [...measures, ...measuresFrom(options.measures)],
  };
}

/** What the study of a sweep file begins with. */
function startOf({ study = {} }: SweepDocument): StudyInput {
  if (typeof study !== "string") return study;
  const family = familyStart(study);
  if (family) return family;
  throw notOneOf("sweep.study", study, familyNames);
}

/** A sweep file, by its content: JSON or YAML with axes; null where it is no such thing. */
async function documentIn(name: string): Promise<SweepDocument | null> {
  if (!/\.(json|ya?ml)$/i.test(name) || !existsSync(name) || !statSync(name).isFile()) return null;
  const content = await readText(name, { field: "STUDY", what: "a sweep file", remedy: "", signal: interrupted });
  if (/\.json$/i.test(name)) {
    // A file of data may have the same ending.
    if (!content.includes('"over"')) return null;
    const value = parseJson(content, name);
    return isSweepDocument(value) ? parseSweepDocument(value) : null;
  }
  return parseSweepDocument((await import("./yaml.js")).parseYaml(content, name));
}

const EXAMPLES = { "--over": "activation=relu,smelu", "--tune": "optimizer.learningRate=0.03,0.1,0.3" };

/** `activation=relu,smelu`: the values of a field, read as those of --set; ranges among them. */
function axesOf(written: readonly string[], option: "--over" | "--tune"): SweepAxes {
  const axes: Record<string, unknown[]> = {};
  for (const each of written) {
    const { path, text } = fieldOfAssignment(each, option, EXAMPLES[option]);
    if (Object.hasOwn(axes, path)) throw misplaced(option, "each field once", `${path} twice`);
    axes[path] = betweenCommas(text).flatMap((part) =>
      isRange(part)
        ? rangeValues(part, `${option} ${path}`).map((value) => valueFrom(path, String(value)))
        : [valueFrom(path, part)],
    );
  }
  return axes;
}

/** The options add to what the sweep file tunes. */
function tuneFrom({ tune, tuneReplicas }: SweepArguments, written: TuneOptions | undefined): TuneOptions | undefined {
  const replicas = integerOption("--tune-replicas", tuneReplicas, 1) ?? written?.replicas;
  if (tune.length === 0 && !written) {
    if (tuneReplicas !== undefined) throw misplaced("--tune-replicas", "--tune beside it", tuneReplicas);
    return undefined;
  }
  return { over: { ...written?.over, ...axesOf(tune, "--tune") }, ...(replicas !== undefined && { replicas }) };
}

/** The options go before what the sweep file says. */
function halvingFrom(
  { halving, halvingBy }: SweepArguments,
  written: HalvingOptions | undefined,
): HalvingOptions | undefined {
  if (halving === undefined && !written) {
    if (halvingBy !== undefined) throw misplaced("--halving-by", "--halving beside it", halvingBy);
    return undefined;
  }
  const replicas = typeof halving === "string" ? integerOption("--halving", halving, 2) : undefined;
  return { ...written, ...(replicas !== undefined && { replicas }), ...(halvingBy && { by: halvingBy }) };
}

function zipFrom(zip: readonly string[] | true): GridOptions["zip"] {
  return zip === true ? true : zip.map((names) => names.split(",").map((name) => name.trim()));
}

function measuresFrom(text: string | undefined): MeasureName[] {
  if (text === undefined) return [];
  return text.split(",").map((part) => {
    const name = MEASURE_NAMES.find((each) => each === part.trim());
    if (name === undefined) throw notOneOf("--measures", part.trim(), MEASURE_NAMES);
    return name;
  });
}
