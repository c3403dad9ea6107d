import ts from "typescript";
import { describe, expect, test } from "vitest";
import { nodes, parse, readSources, type Source, where } from "./sources.js";

/** Whatever feeds a result. The report and the command line may use the host's functions: nothing flows back. */
const FEEDS_RESULTS = [
  "study",
  "exchange",
  "kernel",
  "reference",
  "data",
  "train",
  "pool",
  "measure",
  "run",
  "model",
  "link",
  "claims",
];
/** Exact in every engine, by IEEE-754 or by their definition on integers. */
const EXACT = ["sqrt", "fround", "imul", "floor", "abs", "trunc", "clz32", "min", "max", "round", "ceil", "sign"];
/** The one file that writes constants as powers of two. */
const POWERS = "reference/random.ts";

const sources = readSources();

/** Uses of a host function that may differ between engines, or between two runs. */
function hostFunctions(source: Source): string[] {
  const found: string[] = [];
  for (const node of nodes(source.tree)) {
    if (ts.isIdentifier(node) && node.text === "Math" && !isExact(node)) found.push(where(source, node.parent));
    if (ts.isIdentifier(node) && /^(Date|getRandomValues|randomUUID|randomBytes|randomInt)$/.test(node.text))
      found.push(where(source, node.parent));
    if (node.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) found.push(where(source, node.parent));
    if (node.kind === ts.SyntaxKind.AsteriskAsteriskToken && !isConstantPower(source, node))
      found.push(where(source, node.parent));
  }
  return found;
}

function isExact(math: ts.Identifier): boolean {
  const use = math.parent;
  return ts.isPropertyAccessExpression(use) && use.expression === math && EXACT.includes(use.name.text);
}

function isConstantPower(source: Source, operator: ts.Node): boolean {
  const { left, right } = operator.parent as ts.BinaryExpression;
  const exponent = ts.isPrefixUnaryExpression(right) ? right.operand : right;
  return source.path === POWERS && ts.isNumericLiteral(left) && left.text === "2" && ts.isNumericLiteral(exponent);
}

describe("nothing that feeds a result uses a host function that is not exact", () => {
  for (const folder of FEEDS_RESULTS) {
    test(folder, () => {
      expect(sources.filter((source) => source.folder === folder).flatMap(hostFunctions)).toEqual([]);
    });
  }
});

test("each forbidden use is found, and none in comments or strings", () => {
  const wrong = [
    "Math.exp(x)",
    "Math.pow(x, 2)",
    'Math["log"](x)',
    "const { sin } = Math",
    "`${Math.sin(x)}`",
    "x ** 2",
    "2 ** n",
    "x **= 2",
    "Math.random()",
    "Date.now()",
    "new Date()",
    "crypto.getRandomValues(a)",
  ];
  const right = [
    "Math.sqrt(x)",
    "Math.imul(a, b)",
    '"Math.exp(x)"',
    "`Math.sin`",
    "// Math.exp(x)",
    "/* x ** 2 */",
    "/** {@link Math.exp} */ const a = 1;",
  ];
  expect(wrong.filter((code) => hostFunctions(parse("train/a.ts", code)).length === 0)).toEqual([]);
  expect(right.filter((code) => hostFunctions(parse("train/a.ts", code)).length > 0)).toEqual([]);
  expect(hostFunctions(parse(POWERS, "2 ** -24"))).toEqual([]);
  expect(hostFunctions(parse(POWERS, "2 ** n"))).toHaveLength(1);
});
