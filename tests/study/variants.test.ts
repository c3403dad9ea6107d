/**
 * One truth for each parameter: its schema, the prose that an editor shows, and the table of docs/study.md say the same.
 */
import { readFileSync } from "node:fs";
import ts from "typescript";
import * as v from "valibot";
import { expect, test } from "vitest";
import { findSource, sourceNames } from "../../src/data/sources.js";
import { ACTIVATIONS, activationForm } from "../../src/study/variants/activations.js";
import { LOSS_KINDS, taskLosses } from "../../src/study/variants/losses.js";
import { variantNames } from "../../src/study/variants/names.js";
import { OPTIMIZER_KINDS, OPTIMIZERS } from "../../src/study/variants/optimizers.js";
import { SCHEDULES } from "../../src/study/variants/schedules.js";
import { SCHEMES } from "../../src/study/variants/schemes.js";
import { resolveVariant, type VariantTable } from "../../src/study/variants/table.js";

const FOLDER = "src/study/variants";
const files = ["activations", "optimizers", "schedules", "schemes", "data"].map((name) => `${FOLDER}/${name}.ts`);
const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
const program = ts.createProgram(files, ts.parseJsonConfigFileContent(config, ts.sys, ".").options);
const checker = program.getTypeChecker();

interface Parameter {
  variant: string;
  name: string;
  default: string;
  range: string;
  meaning?: string;
}

/** What a type says: of each member of the union its parameters, as `Meaning. Default X; range.` */
function written(file: string, type: string): Parameter[] {
  const source = program.getSourceFile(`${FOLDER}/${file}.ts`)!;
  const declaration = source.statements.find((each) => ts.isTypeAliasDeclaration(each) && each.name.text === type)!;
  const union = checker.getTypeAtLocation(declaration);
  return (union.isUnion() ? union.types : [union]).flatMap((member) => {
    const properties = checker.getPropertiesOfType(member);
    const name = checker.getNonNullableType(checker.getTypeOfSymbol(properties.find((each) => each.name === "name")!));
    const names = (name.isUnion() ? name.types : [name]).map((each) => (each as ts.StringLiteralType).value);
    return properties
      .filter((property) => property.name !== "name")
      .flatMap((property) => {
        const prose = ts.displayPartsToString(property.getDocumentationComment(checker)).replace(/\s+/g, " ");
        const [, meaning, value, range] = /^(.*)\. (?:Default (.*?)|Needed); (.*)\.$/.exec(prose) ?? [];
        expect(meaning, `${names} ${property.name}: ${prose}`).toBeDefined();
        return names.map((variant) => ({
          variant,
          name: property.name,
          default: value ?? "",
          range: range!,
          meaning: meaning!,
        }));
      });
  });
}

/** What a schema says. */
function stated(variant: string, name: string, schema: unknown): Parameter {
  const { default: value } = schema as { default?: unknown };
  const { issues } = v.safeParse(schema as v.GenericSchema, () => 0);
  return {
    variant,
    name,
    default: Array.isArray(value) && value.length === 0 ? "[]" : String(value),
    range: issues![0]!.message,
  };
}

const KINDS = {
  activation: { file: "activations", type: "ActivationInput", table: ACTIVATIONS },
  optimizer: { file: "optimizers", type: "OptimizerInput", table: OPTIMIZERS },
  schedule: { file: "schedules", type: "ScheduleInput", table: SCHEDULES },
  scheme: { file: "schemes", type: "SchemeInput", table: SCHEMES },
} as const;

const byName = (a: Parameter, b: Parameter) => (`${a.variant}.${a.name}` < `${b.variant}.${b.name}` ? -1 : 1);
const withoutMeaning = ({ variant, name, default: value, range }: Parameter) => ({
  variant,
  name,
  default: String(Number.isNaN(Number(value)) ? value : Number(value)),
  range,
});

test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("%s: prose and schema say the same", (kind) => {
  const { file, type, table } = KINDS[kind];
  const rows = Object.entries(table).flatMap(([variant, parameters]) =>
    Object.entries(parameters).map(([name, schema]) => stated(variant, name, schema)),
  );
  const prose = written(file, type).filter(({ variant }) => variant !== "silu");
  expect(prose.map(withoutMeaning).sort(byName)).toEqual(rows.sort(byName));
});

test("data: prose and fields say the same", async () => {
  const prose = written("data", "DataInput");
  for (const source of await Promise.all(sourceNames.map(async (name) => (await findSource(name))!))) {
    const fields = Object.entries(source.fields({})).map(([name, schema]) => stated(source.name, name, schema));
    const of = prose.filter(({ variant }) => variant === source.name);
    expect(of.map(({ name }) => name).sort(), source.name).toEqual(fields.map(({ name }) => name).sort());
    for (const field of fields) {
      const { default: value, range } = of.find(({ name }) => name === field.name)!;
      // Of a regression other numbers hold, and a default may be that of another field, which the prose adds.
      if (value !== "")
        expect(value.replace(/, (with regression|or ).*/, ""), `${source.name}.${field.name}`).toBe(field.default);
      if (/^(a number|an integer|one of|true)/.test(field.range))
        expect(range.replace(/, with regression.*/, ""), `${source.name}.${field.name}`).toBe(field.range);
    }
  }
});

/** The rows of docs/study.md: parameters that are the same of several variants stand once. */
function documented(kind: keyof typeof KINDS): string[] {
  const rows = new Map<string, string[]>();
  for (const { variant, name, default: value, range, meaning } of written(KINDS[kind].file, KINDS[kind].type)) {
    const key = `${name} | ${value} | ${range} | ${meaning}`;
    if (variant !== "silu") rows.set(key, [...(rows.get(key) ?? []), variant]);
  }
  return [...rows].map(([key, variants]) => `| ${variants.join(", ")} | ${key} |`);
}

test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("docs/study.md has each parameter of %s", (kind) => {
  const lines = readFileSync("docs/study.md", "utf8").split("\n");
  const head = lines.indexOf(`| ${kind} | parameter | default | range | meaning |`);
  expect(head, `a table of each ${kind}`).toBeGreaterThan(0);
  const table = lines.slice(head + 2);
  expect(table.slice(0, table.indexOf(""))).toEqual(documented(kind));
});

test("docs/study.md and docs/arithmetic.md name every variant, with its defaults", () => {
  const study = readFileSync("docs/study.md", "utf8");
  for (const [kind, names] of Object.entries(variantNames)) {
    const row = study.split("\n").find((line) => line.startsWith(`| \`${kind === "scheme" ? "initial" : kind}\``))!;
    for (const name of names) expect(row, kind).toMatch(new RegExp(`\\b${name}\\b`));
  }
  const contract = readFileSync("docs/arithmetic.md", "utf8").split("\n");
  const rows = contract.flatMap((line) => /^\| (\w+)(?: \(([^);]*)[^|]*\))? \|/.exec(line)?.slice(1, 3) ?? []);
  for (const [name, parameters] of Object.entries(ACTIVATIONS)) {
    const at = rows.findIndex((cell, i) => i % 2 === 0 && cell === name);
    const defaults = Object.entries(parameters).map(([key, schema]) => `${key} ${stated(name, key, schema).default}`);
    expect(rows[at + 1] ?? "", name).toBe(defaults.join(", "));
  }
});

test("kinds of the kernels are counted from 0, each once", () => {
  const counted = (kinds: number[]) => expect(kinds.sort((a, b) => a - b)).toEqual(kinds.map((_, kind) => kind));
  counted(variantNames.activation.map((name) => activationForm(resolveVariant(ACTIVATIONS, name, { name }, "a")).kind));
  counted(Object.values(LOSS_KINDS));
  counted(Object.values(OPTIMIZER_KINDS));
  expect(Object.keys(OPTIMIZER_KINDS)).toEqual(Object.keys(OPTIMIZERS));
  expect([...new Set(Object.values(taskLosses).flat())].sort()).toEqual(Object.keys(LOSS_KINDS).sort());
});

test("the defaults of a table satisfy their own ranges", () => {
  for (const { table } of Object.values(KINDS) as { table: VariantTable<{ name: string }> }[])
    for (const name of Object.keys(table)) {
      const resolved = resolveVariant(table, name, { name }, "study.x");
      expect(resolveVariant(table, resolved, { name }, "study.x")).toEqual(resolved);
    }
});
