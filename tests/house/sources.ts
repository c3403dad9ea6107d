import { readdirSync, readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import ts from "typescript";

/**
 * A file of src/: its path from there, its folder ("" for index.ts), and its tree, in which comments and strings are
 * not code.
 */
export interface Source {
  path: string;
  folder: string;
  tree: ts.SourceFile;
}

/** All TypeScript files of src/, in the order of their paths. */
export function readSources(): Source[] {
  const paths = readdirSync("src", { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  return paths
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => parse(path, readFileSync(`src/${path}`, "utf8")));
}

export function parse(path: string, text: string): Source {
  const folder = path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
  return { path, folder, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Every node of a file but those of its comments. */
export function* nodes(node: ts.Node): Generator<ts.Node> {
  if (ts.isJSDoc(node)) return;
  yield node;
  for (const child of node.getChildren()) yield* nodes(child);
}

/**
 * What a file imports, statically, dynamically or as a type. A path into src/ is given from there, with its .ts ending.
 */
export function importsOf(source: Source): string[] {
  const specifiers: string[] = [];
  for (const node of nodes(source.tree)) {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
      specifiers.push(text(node.moduleSpecifier));
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      specifiers.push(text(node.arguments[0]!));
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) specifiers.push(text(node.argument.literal));
  }
  return specifiers.map((specifier) => {
    if (!specifier.startsWith(".")) return specifier;
    return posix.normalize(posix.join(dirname(source.path), specifier)).replace(/\.js$/, ".ts");
  });
}

function text(node: ts.Node): string {
  if (!ts.isStringLiteralLike(node)) throw new Error(`expected the module as a plain string; got ${node.getText()}.`);
  return node.text;
}

/** `path:line: code` of a node. */
export function where(source: Source, node: ts.Node): string {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart());
  return `${source.path}:${line + 1}: ${node.getText()}`;
}
