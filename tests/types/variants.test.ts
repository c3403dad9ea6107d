/** What resolves at run time compiles, and what does not resolve does not: for every variant, parameter and field. */
import ts from "typescript";
import { expect, test } from "vitest";
import { familyNames } from "../../src/data/sources.js";
import { parseData } from "../../src/run/prepare.js";
import { InputError, type InputErrorKind } from "../../src/study/errors.js";
import { type DataFacts, type Recipe, resolveStudy } from "../../src/study/resolve.js";
import type { StudyInput } from "../../src/study/study.js";
import { variantNames } from "../../src/study/variants/names.js";

const FACTS: DataFacts = { task: "binary", inputs: 2, classes: 2, targets: 1, train: 45 };
const resolved = async (study: StudyInput, recipe?: Recipe) =>
  resolveStudy(study, await parseData(study.data, "study.data"), FACTS, recipe);

/** Where a variant stands in a study, its names, and a variant as it resolves. */
const PLACES: Record<string, { names: readonly string[]; put(variant: unknown): unknown; at(study: any): unknown }> = {
  data: {
    names: familyNames,
    put: (data) => ({ data }),
    at: ({ data }) => data,
  },
  activation: {
    names: variantNames.activation,
    put: (activation) => ({ activation }),
    at: ({ activation }) => activation,
  },
  optimizer: {
    names: variantNames.optimizer,
    put: (optimizer) => ({ optimizer }),
    at: ({ optimizer }) => optimizer,
  },
  schedule: { names: variantNames.schedule, put: (schedule) => ({ schedule }), at: ({ schedule }) => schedule },
  weights: {
    names: variantNames.scheme,
    put: (weights) => ({ initial: { weights } }),
    at: ({ initial }) => initial.weights,
  },
  biases: {
    names: variantNames.scheme,
    put: (biases) => ({ initial: { biases } }),
    at: ({ initial }) => initial.biases,
  },
};

/** A name alone, with each parameter that any variant there has, each of these without a name, and what is no variant. */
async function* written(place: string): AsyncGenerator<unknown> {
  const { names, put, at } = PLACES[place]!;
  const all = await Promise.all(names.map(async (name) => at(await resolved(put(name) as StudyInput))));
  const values = Object.assign({}, ...all) as object;
  const parameters = Object.entries({ ...values, nothing: 1 }).filter(([key]) => key !== "name");
  for (const name of [...names, "nothing"]) {
    yield put(name);
    yield put({ name });
    for (const [key, value] of parameters) yield put({ name, [key]: value });
  }
  for (const [key, value] of parameters) yield put({ [key]: value });
  for (const other of [4, true, ["relu"]]) yield put(other);
}

/**
 * How the run refuses it: parameters without a name belong to the default one of the source of the data. Null where one
 * of them resolves.
 */
async function refusedAs(study: unknown): Promise<InputErrorKind | null> {
  const kinds: (InputErrorKind | null)[] = [];
  for (const recipe of ["drawn", "file"] as const) {
    try {
      await resolved(study as StudyInput, recipe);
      kinds.push(null);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      kinds.push(error.kind);
    }
  }
  return kinds.includes(null) ? null : kinds[0]!;
}

/** The studies among these that compile. */
function compiling(studies: readonly unknown[]): unknown[] {
  const FILE = "tests/types/written.ts";
  const lines = ['import { run } from "doppelgrad";', ...studies.map((study) => `void run(${JSON.stringify(study)});`)];
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile("tsconfig.json", ts.sys.readFile).config,
    ts.sys,
    ".",
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === FILE || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === FILE
      ? ts.createSourceFile(name, lines.join("\n"), ts.ScriptTarget.Latest)
      : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([FILE], options, host);
  const file = program.getSourceFile(FILE)!;
  expect(program.getSyntacticDiagnostics(file)).toEqual([]);
  const faults = program.getSemanticDiagnostics(file);
  const wrong = new Set(faults.map(({ start }) => file.getLineAndCharacterOfPosition(start!).line));
  return studies.filter((_, at) => !wrong.has(at + 1));
}

/** The refusal of each of some studies, null where one resolves. */
async function refusals(studies: readonly unknown[]): Promise<Map<unknown, InputErrorKind | null>> {
  const all = new Map<unknown, InputErrorKind | null>();
  for (const study of studies) all.set(study, await refusedAs(study));
  return all;
}

test("of every variant and every parameter", async () => {
  const studies: unknown[] = [];
  for (const place of Object.keys(PLACES)) for await (const study of written(place)) studies.push(study);
  const refused = await refusals(studies);
  const compile = compiling(studies);
  expect(compile).toEqual(studies.filter((study) => refused.get(study) === null));
  expect(compile.length).toBeGreaterThan(150);
  expect(studies.length - compile.length).toBeGreaterThan(300);
});

// A type says nothing of ranges, so a wrong value may compile. A variant that is null or {} is the default one: JSON may
// say so, a program leaves it out.
test("of every field, of a value of any type", async () => {
  const values = [1, "x", true, null, [], {}, [1], ["x"], [[0]], { init: 1 }, { nothing: 1 }];
  const studies = Object.keys(await resolved({})).flatMap((field) => values.map((value) => ({ [field]: value })));
  const refused = await refusals(studies);
  const compile = compiling(studies);
  const isDefault = (study: object) =>
    /^\{"(activation|optimizer|schedule|initial)":(null|\{\})\}$/.test(JSON.stringify(study));
  const left = studies.filter((study) => isDefault(study) || refused.get(study) === "wrong-value");
  const others = (list: unknown[]) => list.filter((study) => !left.includes(study as (typeof studies)[number]));
  expect(others(compile)).toEqual(others(studies.filter((study) => refused.get(study) === null)));
  expect(compile.length).toBeGreaterThan(20);
});
