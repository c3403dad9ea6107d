/** `doppelgrad attribute` */
import { join } from "node:path";
import { type AttributeOptions, attribute } from "../attribute/attribute.js";
import { attributeInto } from "../attribute/attribute-into.js";
import type { Attribution } from "../attribute/attribution.js";
import { attributionCsv } from "../attribute/attribution-csv.js";
import {
  componentName,
  designSays,
  exampleName,
  foundOfAttribution,
  learnedSays,
  mostVarying,
  shareText,
  varianceSays,
} from "../report/attribution-words.js";
import { estimate, number } from "../report/format.js";
import { report } from "../report/lazy.js";
import { misplaced, shown, wrongType } from "../study/errors.js";
import type { Factor } from "../study/factors.js";
import { aligned } from "./aligned.js";
import { commandLine } from "./command-line.js";
import { fieldOf } from "./familiar.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { type ExecutionArguments, executionFrom, integerOption, secondsOption } from "./options.js";
import { printFindings } from "./output.js";
import { watched } from "./run.js";
import { noteKeptIn } from "./run-into.js";
import { type StudyArguments, studyFrom } from "./study-input.js";

interface AttributeArguments extends StudyArguments, ExecutionArguments {
  factors?: string;
  levels?: string;
  budget?: string;
  out?: string;
  checkpointEvery?: string;
  replace?: boolean;
  json?: boolean;
}

const [JSON_FILE, CSV_FILE, REPORT] = ["attribution.json", "attribution.csv", "report.html"] as const;
/** The store of the replicas, in the folder. */
const REPLICAS = "replicas";
/** Examples with most variance, in the terminal. */
const SHOWN = 5;

/** Fields of a study that say how many replicas there are, and what varies: here the options do. */
const OF_OPTIONS: Record<string, string> = {
  replicas: "--levels or --budget says it",
  vary: "--factors says it",
  design: "--factors and --levels say it",
};

export async function attributeCommand(
  name: string | undefined,
  options: AttributeArguments,
  signal: AbortSignal,
): Promise<void> {
  refuseOfOptions(options);
  const { out, replace } = options;
  const checkpointEvery = secondsOption("--checkpoint-every", options.checkpointEvery);
  for (const [field, value] of Object.entries({ "checkpoint-every": options.checkpointEvery, replace }))
    if (value !== undefined && out === undefined) throw misplaced(`--${field}`, "--out FOLDER beside it", shown(value));
  const wanted: AttributeOptions = {
    ...executionFrom(options),
    ...(options.factors !== undefined && {
      factors: options.factors.split(",").map((word) => word.trim()) as Factor[],
    }),
    ...(options.levels !== undefined && { levels: levelsFrom(options.levels) }),
    ...(options.budget !== undefined && { budget: integerOption("--budget", options.budget, 4, 1e6) }),
    signal,
  };
  const study = await studyFrom(name, options);
  const work = async () => {
    const { result: found, seconds } = await watched(({ onDamaged, ...watch }) =>
      out === undefined
        ? attribute(study, { ...wanted, ...watch })
        : attributeInto(join(out, REPLICAS), study, { ...wanted, ...watch, checkpointEvery, replace, onDamaged }),
    );
    const findings = { value: found, lines: () => linesOf(found), seconds };
    const say = (written: readonly string[]) => printFindings(findings, options.json, written);
    if (out === undefined) return say([]);
    await writtenThenSaid(say, async () => {
      // Neither time nor host: an attribution that was continued has the same page.
      const page = await report(found, { command: commandLine(), signal });
      return writeFiles(
        out,
        { [JSON_FILE]: jsonPieces(found), [CSV_FILE]: attributionCsv(found), [REPORT]: page },
        signal,
      );
    });
  };
  if (out === undefined) return work();
  try {
    await inFolder(out, [JSON_FILE, CSV_FILE, REPORT], work);
  } catch (error) {
    if (signal.aborted) await noteKeptIn(join(out, REPLICAS), out);
    throw error;
  }
}

/** @throws InputError for what an option of `attribute` itself says */
function refuseOfOptions(options: AttributeArguments): void {
  const given = options as unknown as Record<string, unknown>;
  for (const [field, instead] of Object.entries(OF_OPTIONS)) {
    const set = options.set.find((assignment) => fieldOf(assignment.split("=")[0]!.trim()).split(".")[0] === field);
    if (given[field] === undefined && set === undefined) continue;
    throw misplaced(
      set === undefined ? `--${field}` : "--set",
      `nothing, because ${instead}`,
      shown(set ?? given[field]),
    );
  }
}

/** `init=64,shuffle=16` */
function levelsFrom(text: string): Partial<Record<Factor, number>> {
  const levels: Record<string, number> = {};
  for (const part of text.split(",")) {
    const [factor = "", count, ...more] = part.split("=").map((word) => word.trim());
    if (factor === "" || count === undefined || more.length > 0)
      throw wrongType("--levels", "levels of factors, such as init=64,shuffle=16", shown(text));
    if (Object.hasOwn(levels, factor)) throw misplaced("--levels", "each factor once", `${factor} twice`);
    levels[factor] = integerOption(`--levels ${factor}`, count, 2, 65_536)!;
  }
  return levels;
}

function linesOf(found: Attribution): string[] {
  const { components, attributed, method, notes, fingerprint } = found;
  const learned = learnedSays(found);
  const most = mostVarying(found, SHOWN);
  return [
    designSays(found),
    varianceSays(found),
    "",
    ...aligned([
      ["", "share", "variance", "closed share"],
      ...components.map((component) => [
        componentName(component),
        estimate(component.share),
        estimate(component.variance),
        estimate(component.closed),
      ]),
    ]),
    "",
    ...aligned([
      ["", "alone", "with interactions"],
      ...attributed.map(({ factor, main, total }) => [factor, estimate(main), estimate(total)]),
    ]),
    "",
    foundOfAttribution(found),
    `Intervals: ${method}.`,
    ...(found.variance.value === 0 ? notes.slice(1) : notes),
    ...(learned === null ? [] : [learned]),
    "",
    "most variance:",
    ...most.map((each) => {
      const shares = components.map(
        (component, at) => `${componentName(component)} ${shareText(each.components[at]!, each)}`,
      );
      return `  ${exampleName(each)}: ${number(each.variance)} (${shares.join(", ")})`;
    }),
    "",
    `fingerprint ${fingerprint}`,
  ];
}
