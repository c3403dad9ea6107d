import { readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { importsOf, nodes, readSources, where } from "./sources.js";

type Strings = Record<string, string>;
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  dependencies: Strings;
  devDependencies: Strings;
  scripts: Strings;
};
const dependencies = Object.keys(manifest.dependencies);
const sources = readSources();

test("a file has the name of its one job", () => {
  const vague = /(^|\/)(utils?|helpers?|common|types|index)\.ts$/;
  expect(sources.map(({ path }) => path).filter((path) => vague.test(path) && path !== "index.ts")).toEqual([]);
});

test("exports have names: no default export, no `export *`", () => {
  const nameless = (node: ts.Node) =>
    ts.isExportAssignment(node) ||
    (ts.isExportDeclaration(node) && !node.exportClause) ||
    (node.kind === ts.SyntaxKind.DefaultKeyword && ts.canHaveModifiers(node.parent));
  const modules = sources.filter(({ path }) => !path.endsWith(".d.ts"));
  expect(
    modules.flatMap((source) => [...nodes(source.tree)].filter(nameless).map((node) => where(source, node))),
  ).toEqual([]);
});

test("at most five packages are needed at run time, and each is used", () => {
  expect(dependencies.length).toBeLessThanOrEqual(5);
  const imported = new Set(sources.flatMap(importsOf));
  const used = (name: string) => [...imported].some((path) => path === name || path.startsWith(`${name}/`));
  expect(dependencies.filter((name) => !used(name))).toEqual([]);
});

test("every package has one exact version and is named in docs/architecture.md", () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  const architecture = readFileSync("docs/architecture.md", "utf8");
  expect(Object.keys(all).filter((name) => !architecture.includes(name))).toEqual([]);
});

test("nothing runs when the package is installed", () => {
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
});

test("package-lock.json names no registry", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toMatch(/"resolved": "https?:/);
});
