/**
 * Where a mutant is: its file, the function in it, the expression or the statements in that.
 *
 *     { "name": "degrees of freedom of the larger arm", "file": "src/statistics/contrasts.ts", "in": "pairedContrasts",
 *       "find": "Math.min(a, b) - 1", "replace": "Math.max(a, b) - 1" }
 *
 * `in` is a function, a class member or a constant by its name behind those of all that it stands in: "Relu.slope",
 * "aboutMean.add". `find` must parse by itself, and its tokens must come in there exactly once, however they are
 * spaced; `nth` (from 1) chooses where they come more often. AssemblyScript parses as TypeScript does.
 */
import ts from "typescript";

/** A tree, and what is wrong with its syntax. */
function parse(file, text) {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  return {
    tree,
    problems: tree.parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
  };
}

/** Sources by their text: many mutants are of one file. */
const parsed = new Map();

function parseOnce(file, text) {
  if (!parsed.has(text)) parsed.set(text, parse(file, text));
  return parsed.get(text);
}

function isDocumentation({ kind }) {
  return kind >= ts.SyntaxKind.FirstJSDocNode && kind <= ts.SyntaxKind.LastJSDocNode;
}

/** The tokens of a node; comments and space are none. */
function tokensOf(node) {
  if (isDocumentation(node)) return [];
  const children = node.getChildren();
  if (children.length > 0) return children.flatMap(tokensOf);
  return node.getWidth() > 0 ? [{ text: node.getText(), start: node.getStart(), end: node.getEnd() }] : [];
}

/** What can stand alone: statements or an expression, or with brackets around it an object or some of its fields. */
const FRAMES = [
  ["", ""],
  ["(", ")"],
  ["({", "})"],
];

function tokensOfPiece(text) {
  for (const [before, after] of FRAMES) {
    const { tree, problems } = parse("find.ts", before + text + after);
    if (problems.length > 0) continue;
    const tokens = tokensOf(tree).map((token) => token.text);
    return tokens.slice(before.length, tokens.length - after.length);
  }
  return null;
}

function nameOf(node) {
  const names =
    ts.isVariableDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertyAssignment(node);
  const runs = (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node)) && node.body;
  if (ts.isConstructorDeclaration(node) && node.body) return "constructor";
  return (names || runs) && node.name && "text" in node.name ? node.name.text : null;
}

/** Everything that has the path. */
function named(node, path, behind = "") {
  const name = nameOf(node);
  const here = name === null ? behind : behind === "" ? name : `${behind}.${name}`;
  if (here === path && name !== null) return [node];
  if (!`${path}.`.startsWith(here === "" ? "" : `${here}.`)) return [];
  const found = [];
  ts.forEachChild(node, (child) => void found.push(...named(child, path, here)));
  return found;
}

/** Positions in `all` at which the tokens of a piece begin. */
function placesOf(all, piece) {
  return all.flatMap((_, at) => (piece.every((text, k) => all[at + k]?.text === text) ? [at] : []));
}

/**
 * The text of the mutant's file with the mutant in it.
 * @throws Error that names the mutant and says what is wrong with it
 */
export function mutated(mutant, text) {
  const { file, in: path, find, replace, nth } = mutant;
  const refuse = (problem) => new Error(`${mutant.name} (${file}, ${path}): ${problem}`);
  const { tree, problems } = parseOnce(file, text);
  if (problems.length > 0) throw refuse(`the file does not parse: ${problems[0]}`);
  const scopes = named(tree, path);
  if (scopes.length !== 1) throw refuse(`expected one "${path}" in the file; got ${scopes.length}.`);
  const piece = tokensOfPiece(find);
  if (!piece || piece.length === 0) throw refuse(`expected an expression or statements to find; got "${find}".`);
  const all = tokensOf(scopes[0]);
  const places = placesOf(all, piece);
  if (nth === undefined ? places.length !== 1 : !(nth >= 1 && nth <= places.length)) {
    throw refuse(
      `expected "${find}" ${nth === undefined ? "once" : `at least ${nth} times`} in there; got ${places.length}.`,
    );
  }
  const at = places[(nth ?? 1) - 1];
  const result = text.slice(0, all[at].start) + replace + text.slice(all[at + piece.length - 1].end);
  const after = parse(file, result);
  if (after.problems.length > 0) throw refuse(`the mutated file does not parse: ${after.problems[0]}`);
  if (tokensOfPiece(replace)?.join(" ") === piece.join(" ")) throw refuse("the replacement changes nothing.");
  return result;
}
