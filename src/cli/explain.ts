/** `doppelgrad explain` */
import { type ExplainOptions, explain } from "../explain/explain.js";
import type { ExplainedExample, Explanation } from "../explain/explanation.js";
import type { Twins } from "../explain/twins.js";
import {
  activationName,
  decisionsSay,
  differSay,
  explainedName,
  hingeKindSays,
  hingesSay,
  inputsSay,
  labelWords,
  movedSays,
  ofOutput,
  pairSays,
  shareSays,
} from "../report/explain-words.js";
import { count, number, percent } from "../report/format.js";
import { report } from "../report/lazy.js";
import { aligned } from "./aligned.js";
import { assignments } from "./assignments.js";
import { commandLine } from "./command-line.js";
import { RETRAINED } from "./export.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { resultIn, wholeResult } from "./named-result.js";
import { type ExecutionArguments, executionFrom, integerOption } from "./options.js";
import { complain, printFindings } from "./output.js";
import { watched } from "./run.js";
import { type StudyArguments, studyFrom } from "./study-input.js";

interface ExplainArguments extends StudyArguments, ExecutionArguments {
  examples?: string;
  neighbours?: string;
  side?: string;
  twins: boolean;
  out?: string;
  json?: boolean;
}

const [JSON_FILE, REPORT] = ["explain.json", "report.html"] as const;
/** In the terminal: columns of inputs, and predictions of replicas one by one. */
const [SHOWN_INPUTS, SHOWN_REPLICAS] = [8, 16];

export async function explainCommand(
  name: string | undefined,
  options: ExplainArguments,
  signal: AbortSignal,
): Promise<void> {
  const [examples, neighbours, side] = [
    integerOption("--examples", options.examples, 0, 10_000),
    integerOption("--neighbours", options.neighbours, 0, 1000),
    integerOption("--side", options.side, 0, 512),
  ];
  const wanted: ExplainOptions = {
    ...executionFrom(options),
    ...(examples !== undefined && { examples }),
    ...(neighbours !== undefined && { neighbours }),
    ...(side !== undefined && { side }),
    twins: options.twins,
    signal,
  };
  const { out } = options;
  const { given, data, isRetrained } = await givenBy(name, options);
  const work = async () => {
    const { result: found, seconds } = await watched(({ onProgress }) =>
      explain(given, { ...wanted, ...data, onProgress }),
    );
    if (isRetrained) await complain(`${RETRAINED}\n`);
    const findings = { value: found, lines: () => linesOf(found, out === undefined), seconds };
    const say = (written: readonly string[]) => printFindings(findings, options.json, written);
    if (out === undefined) return say([]);
    await writtenThenSaid(say, async () => {
      const page = await report(found, { command: commandLine(), signal });
      return writeFiles(out, { [JSON_FILE]: jsonPieces(found), [REPORT]: page }, signal);
    });
  };
  await (out === undefined ? work() : inFolder(out, [JSON_FILE, REPORT], work));
}

/** A result with what its folder has, or a study; a result of which a field is set is a study. */
async function givenBy(
  name: string | undefined,
  { set, data, label, ...options }: ExplainArguments,
): Promise<{ given: Parameters<typeof explain>[0]; data: Pick<ExplainOptions, "data">; isRetrained: boolean }> {
  const document = name === undefined ? null : await resultIn(name);
  const isChanged = assignments(name, { set, ...options }).length > 0 || label !== undefined;
  if (document === null || isChanged) {
    const study = await studyFrom(document?.path ?? name, { ...options, set, data, label });
    return { given: study, data: {}, isRetrained: false };
  }
  const { result, ...files } = await wholeResult(name!, document, data);
  return { given: result, data: files, isRetrained: !Object.hasOwn(result, "parameters") };
}

function linesOf(found: Explanation, isAlone: boolean): string[] {
  const { explained, maps, twins, notes, fingerprint } = found;
  const share = shareSays(found);
  return [
    differSay(found),
    ...(share === null ? [] : [share]),
    ...(explained.length === 0 ? [] : ["", ...tableOfExamples(found)]),
    ...explained.flatMap((each) => ["", ...linesOfExample(each, found)]),
    ...(maps === null ? [] : ["", ...linesOfMaps(found, isAlone)]),
    ...(twins === null ? [] : ["", ...linesOfTwins(twins)]),
    ...(notes.length === 0 ? [] : ["", ...notes]),
    "",
    `fingerprint ${fingerprint}`,
  ];
}

function tableOfExamples(found: Explanation): string[] {
  const isDecided = found.churn !== null;
  const rows = found.explained.map((each) => [
    explainedName(each),
    labelWords(each.label, found),
    number(each.difference),
    ...(isDecided ? [percent(each.churn), number(each.margin), decisionsSay(each)] : []),
    `${number(each.least.value)} (replica ${each.least.replica})`,
    number(each.quantiles[2]),
    `${number(each.largest.value)} (replica ${each.largest.replica})${ofOutput(each, found)}`,
  ]);
  const decided = isDecided ? ["churn", "margin", "decided"] : [];
  return aligned([["", "label", "PD", ...decided, "least", "median", "largest"], ...rows]);
}

function linesOfExample(each: ExplainedExample, found: Explanation): string[] {
  const { predictions, nearest } = each;
  const isShort = found.outputs === 1 && predictions !== null && predictions.length <= SHOWN_REPLICAS;
  return [
    `${explainedName(each)}: ${inputsSay(each, found.columns, SHOWN_INPUTS)}`,
    ...(isShort ? [`  replicas predict ${predictions.map((value) => number(value as number)).join(", ")}`] : []),
    ...(nearest.length === 0
      ? []
      : [
          `  nearest training examples: ${nearest
            .map(
              (near) =>
                `${explainedName(near)} (label ${labelWords(near.label, found)}, distance ${number(near.distance)})`,
            )
            .join(", ")}`,
        ]),
  ];
}

function linesOfMaps({ maps, replicas }: Explanation, isAlone: boolean): string[] {
  const hinges = maps!.replicas.flatMap((map) => hingesSay(map) ?? []);
  return [
    pairSays(maps!, replicas),
    ...(hinges.length > 0
      ? [
          `Hinges of the first layer in the box of the data: ${hinges.join(", ")} (${hingeKindSays(maps!) ?? "no line lies there"}).`,
        ]
      : []),
    ...(isAlone ? ["--out draws the maps."] : []),
  ];
}

/** Of the steps those that are powers of 2, and the last. */
function linesOfTwins(twins: Twins): string[] {
  const steps = [...new Set(twins.traces.flatMap(({ points }) => points.map(({ step }) => step)))];
  const shown = steps.filter((step) => (step & (step - 1)) === 0 || step === twins.steps);
  const columns = ["weights", "ulps", "predictions"] as const;
  return [
    movedSays(twins),
    ...aligned([
      [
        "step",
        ...twins.traces.flatMap(({ activation }) =>
          columns.map((name, c) => (c === 0 ? `${activationName(activation)}: ${name}` : name)),
        ),
      ],
      ...shown.map((step) => [
        count(step),
        ...twins.traces.flatMap(({ points }) => {
          const point = points.find((each) => each.step === step);
          return columns.map((name) => (name === "ulps" ? count(point?.ulps ?? NaN) : number(point?.[name])));
        }),
      ]),
    ]),
    ...twins.traces.flatMap(({ activation, diverged }) =>
      diverged === null
        ? []
        : [`${activationName(activation)}: a replica left the finite numbers by step ${count(diverged)}`],
    ),
  ];
}
