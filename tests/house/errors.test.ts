/**
 * What refuses an input is an InputError, and whoever tells errors apart goes by their class and fields: no other class
 * of the engine's is made here, no plain Error speaks in a refusal's words, and no pattern reads a sentence. Tests
 * compare fields too (tests/refusal.ts), but for those of how a sentence is made.
 */
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { nodes, parse, readSources, type Source, where } from "./sources.js";

const OURS = ["Error", "InputError", "DivergedError"];
/** The words of a refusal. */
const WORDS = /expected .*; got |unknown field/s;

/** Errors that are none of ours, plain ones in the words of a refusal, and patterns that look for those. */
function faults(source: Source): string[] {
  const isFault = (node: ts.Node): boolean => {
    if (ts.isRegularExpressionLiteral(node)) return /\bexpected\b|\bgot\b|unknown field/.test(node.text);
    if (!ts.isNewExpression(node) || source.path === "study/errors.ts") return false;
    const name = node.expression.getText();
    return (/(Error|Kind)$/.test(name) && !OURS.includes(name)) || (name === "Error" && WORDS.test(node.getText()));
  };
  return [...nodes(source.tree)].filter(isFault).map((node) => where(source, node));
}

test("every refusal is an InputError", () => {
  expect(readSources().flatMap(faults)).toEqual([]);
});

test("the page reads no sentence either", () => {
  const files = readdirSync("playground/src", { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.tsx?$/.test(path),
  );
  expect(files.length).toBeGreaterThan(20);
  const patterns = (source: Source) => [...nodes(source.tree)].filter(ts.isRegularExpressionLiteral);
  for (const file of files) {
    const source = parse(file, readFileSync(`playground/src/${file}`, "utf8"));
    for (const pattern of patterns(source)) expect(pattern.text, file).not.toMatch(/\bexpected\b|unknown field/);
  }
});

/** Texts and patterns with which a test reads a sentence. */
function sentences(source: Source): string[] {
  const isOne = (node: ts.Node): boolean =>
    (ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node) || ts.isTemplateExpression(node)) &&
    /: expected |unknown field "/.test(node.getText());
  return [...nodes(source.tree)].filter(isOne).map((node) => where(source, node));
}

test("no test reads a sentence, but those of how it is made", () => {
  const files = readdirSync("tests", { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(150);
  // This one has examples, and mutants have words of their own.
  const made = ["study/errors.test.ts", "house/errors.test.ts", "mutants/mutants.test.ts"];
  const others = files.filter((path) => !made.includes(path));
  expect(others.flatMap((path) => sentences(parse(path, readFileSync(`tests/${path}`, "utf8"))))).toEqual([]);
  expect(
    sentences(
      parse(
        "seed.test.ts",
        [
          "expect(call).toThrow('study: unknown field \"seeed\".');",
          "expect(call).toThrow(/^study\\.seed: expected an integer/);",
          "expect(said).toBe(`${path}: expected less; got 1.`);",
          'expect(call).toThrow(refusal("unknown-field", "study", "seeed", { expected: /an integer/ }));',
          'test("an unknown field", call);',
        ].join("\n"),
      ),
    ),
  ).toHaveLength(3);
});

test("what is none is found", () => {
  const lines = [
    'throw new TypeError("not a study");',
    "throw new RangeError(text);",
    "throw new Kind();",
    "throw new Error(`${path}: expected a number; got ${value}.`);",
    'throw new Error(`${path}: unknown field "${field}".`);',
    "if (/: expected/.test(error.message)) throw error;",
    'throw wrongValue("seed", "an integer", "1.5");',
    'throw new Error("failed");',
    'throw new DivergedError(0, 1, "loss", "");',
  ];
  expect(faults(parse("study/seed.ts", lines.join("\n")))).toHaveLength(6);
});
