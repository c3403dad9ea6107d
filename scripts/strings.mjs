/**
 * Every text that a person may see, to be read through: `npm run strings [-- FOLDER ...]`, by default those of the
 * sources and of the page. A line each, with its place; what stands in for an expression is "...".
 */
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

const folders = process.argv.length > 2 ? process.argv.slice(2) : ["src", "playground/src"];

/** Words, and not the name of something: at least two, or one that begins a sentence. */
const isProse = (text) => /[a-z]{2,}[ ,.:;]+(\.\.\.|[A-Za-z]{2,})/.test(text) || /^[A-Z][a-z]+[.!?]$/.test(text);

/** The text of a literal, or null for what is none, and for what no person reads. */
function textOf(node) {
  if (ts.isImportDeclaration(node.parent) || ts.isLiteralTypeNode(node.parent)) return null;
  if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.templateSpans.reduce((text, { literal }) => `${text}...${literal.text}`, node.head.text);
}

for (const folder of folders) {
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    if (!/\.tsx?$/.test(name)) continue;
    const path = `${folder}/${name}`;
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
    const visit = (node) => {
      const text = node.parent && textOf(node)?.replace(/\s+/g, " ").trim();
      if (text && isProse(text))
        console.log(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}  ${text}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
}
