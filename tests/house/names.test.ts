import ts from "typescript";
import { expect, test } from "vitest";
import { parse, readSources, type Source } from "./sources.js";

/** One name, one thing: `read` alone is declared more than once, by each reader, for it is the same thing each time. */
const isOfReaders = (shared: string): boolean => /^read:( exchange\/read-[a-z0-9-]+\.ts)+$/.test(shared);

const sources = readSources();
/** A function and the door in a `lazy.ts` by which it is loaded are one thing. */
const isDoor = ({ path }: Source): boolean => path.endsWith("/lazy.ts");

function exportedNames({ tree }: Source): string[] {
  return tree.statements.flatMap((statement) => {
    const isExported = ts.canHaveModifiers(statement)
      ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      : false;
    if (!isExported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    const { name } = statement as ts.DeclarationStatement;
    return name ? [name.getText()] : [];
  });
}

/** `name: the files that export it`, of names that several do. */
function sharedNames(files: readonly Source[]): string[] {
  const homes = new Map<string, Set<string>>();
  for (const source of files) {
    for (const name of exportedNames(source)) homes.set(name, (homes.get(name) ?? new Set()).add(source.path));
  }
  return [...homes].filter(([, { size }]) => size > 1).map(([name, paths]) => `${name}: ${[...paths].join(" ")}`);
}

test("a name that is exported is declared in one file", () => {
  const shared = sharedNames(sources.filter((source) => !isDoor(source)));
  expect(shared.filter((names) => !isOfReaders(names))).toEqual([]);
  expect(shared.filter(isOfReaders)).toHaveLength(1);
});

test("every door is of a name that some file exports", () => {
  const exported = new Set(sources.filter((source) => !isDoor(source)).flatMap(exportedNames));
  const doors = sources.filter(isDoor).flatMap(exportedNames);
  expect(doors.length).toBeGreaterThan(0);
  expect(doors.filter((name) => !exported.has(name))).toEqual([]);
});

test("the rule sees functions, constants, types and overloads", () => {
  const a = parse("a.ts", "export interface A {}\nexport const b = 1, c = 2;\nfunction d() {}");
  const b = parse(
    "b.ts",
    "export type A = 1;\nexport function c(): void;\nexport function c(x?: 1) {}\nexport class d {}",
  );
  expect(sharedNames([a, b])).toEqual(["A: a.ts b.ts", "c: a.ts b.ts"]);
});
