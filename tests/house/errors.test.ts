/**
 * A TypeError or RangeError of ours has the form of src/study/errors.ts: by that the command line tells bad input from
 * a bug.
 */
import ts from "typescript";
import { expect, test } from "vitest";
import { nodes, parse, readSources, type Source, where } from "./sources.js";

const KINDS = ["TypeError", "RangeError", "Kind"];

/** An expression that is a sentence in the form, or passes one on. */
function hasForm(node: ts.Node, source: Source): boolean {
  if (ts.isCallExpression(node)) return node.expression.getText() === "expected";
  if (!ts.isIdentifier(node)) return /: (expected .+; got .|unknown field ")/.test(node.getText());
  const declared = [...nodes(source.tree)].find(
    (each) => ts.isVariableDeclaration(each) && each.name.getText() === node.text,
  ) as ts.VariableDeclaration | undefined;
  return (
    declared?.initializer !== undefined &&
    (hasForm(declared.initializer, source) || /\berror\.message\b/.test(declared.initializer.getText()))
  );
}

function formless(source: Source): string[] {
  return [...nodes(source.tree)]
    .filter((node): node is ts.NewExpression => ts.isNewExpression(node) && KINDS.includes(node.expression.getText()))
    .filter((node) => !node.arguments?.[0] || !hasForm(node.arguments[0], source))
    .map((node) => where(source, node));
}

test("every TypeError and RangeError says what was expected, or which field is unknown", () => {
  expect(readSources().flatMap(formless)).toEqual([]);
});

test("one without the form is found", () => {
  const lines = [
    'throw new TypeError("not a study");',
    "throw new RangeError(text);",
    "throw new Kind();",
    'throw new RangeError(expected("seed", "an integer", "1.5"));',
    'throw new TypeError(`${path}: unknown field "${field}".`);',
    'const known = expected("a", "b", "c"); throw new RangeError(known);',
    'throw new Error("failed");',
  ];
  expect(formless(parse("study/seed.ts", lines.join("\n")))).toHaveLength(3);
});
