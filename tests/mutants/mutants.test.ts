/**
 * The lists that `npm run prove:mutants` works through fit the sources, and in its last result no mutant has survived.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Mutant, mutated } from "../../scripts/locate-mutant.mjs";

const lists = readdirSync("tests/mutants/list").sort();
const mutants = lists.flatMap((name) => JSON.parse(readFileSync(`tests/mutants/list/${name}`, "utf8")) as Mutant[]);

describe("the lists", () => {
  test("each mutant has a name of its own", () => {
    const names = mutants.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) < index || name.includes("|"))).toEqual([]);
  });

  test("each list is of one folder: of assembly/, the page or src/", () => {
    const strays = lists.flatMap((list) => {
      const name = list.replace(".json", "");
      const folder = { assembly: "assembly/", playground: "playground/src/" }[name] ?? `src/${name}/`;
      return (JSON.parse(readFileSync(`tests/mutants/list/${list}`, "utf8")) as Mutant[]).filter(
        ({ file }) => !file.startsWith(folder),
      );
    });
    expect(strays).toEqual([]);
  });

  test("each is found once in its function, and leaves a file that parses", () => {
    const sources = new Map(mutants.map(({ file }) => [file, readFileSync(file, "utf8")]));
    const problems = mutants.flatMap((mutant) => {
      try {
        return mutated(mutant, sources.get(mutant.file)!) === sources.get(mutant.file) ? [mutant.name] : [];
      } catch (error) {
        return [(error as Error).message];
      }
    });
    expect(problems).toEqual([]);
  });

  test("docs/mutants.md has each of them, with what caught it or that it was not run", () => {
    const rows = readFileSync("docs/mutants.md", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| "));
    expect(rows.slice(1).map((row) => row.split(" | ").slice(0, 3).join(" | "))).toEqual(
      mutants.map(({ name, file, in: path }) => `| ${name} | ${file} | ${path}`),
    );
    expect(
      rows.slice(1).filter((row) => !/ \| (\S+\.test\.ts: .+|as-pect: .+|does not end|not run) \|$/.test(row)),
    ).toEqual([]);
  });
});

describe("a mutant", () => {
  const source = `
/** a - 1 */
export function first<T>(a: number, b: number): number {
  // a - 1
  const inner = (c: number) => { return c * 2 ; };
  return inner(a - 1) + b/2 > 0 ? a : /[a - 1]/.test(\`\${b}\`) ? b << 1 : b;
}
@unmanaged class Unit {
  @inline value<T>(z: T): T { return max<T>(z, splat<T>(0)); }
  @inline slope<T>(z: T): T { return splat<T>(1); }
}
const table = { rate: 0.1, of: { rate: 0.2 } };
function twice(x: number) { return x * x + x * x; }
`;
  const at = (path: string, find: string, replace: string, nth?: number) =>
    mutated({ name: "the name", file: "x.ts", in: path, find, replace, ...(nth && { nth }) }, source);

  test.each([
    ["an expression", "first", "a - 1", "a + 1", "inner(a + 1) + b/2"],
    ["with other spaces and comments", "first", "b /* half */ /   2", "b / 3", "+ b / 3 > 0"],
    ["beside a template and a regular expression", "first", "b << 1", "b", "? b : b;"],
    [
      "a statement",
      "first",
      "const inner = (c: number) => { return c * 2; };",
      "const inner = Number;",
      "  const inner = Number;\n",
    ],
    ["a function in a function", "first.inner", "2", "3", "c * 3 ;"],
    ["a member of a class", "Unit.slope", "splat<T>(1)", "splat<T>(0)", "T { return splat<T>(0); }\n}"],
    ["a generic call", "Unit.value", "max<T>(z, splat<T>(0))", "z", "{ return z; }"],
    ["a field of a constant", "table.of", "0.2", "0.3", "of: { rate: 0.3 }"],
    ["fields of an object", "table", "rate: 0.1, of: { rate: 0.2 }", "rate: 0.1", "{ rate: 0.1 };"],
  ])("%s", (_, path, find, replace, result) => {
    expect(at(path, find, replace)).toContain(result);
  });

  test("the one of several that it says", () => {
    expect(at("twice", "x * x", "0", 2)).toContain("return x * x + 0;");
    expect(at("twice", "x * x", "0", 1)).toContain("return 0 + x * x;");
  });

  test.each([
    [
      "a function that is not there",
      "third",
      "a",
      "b",
      undefined,
      'the name (x.ts, third): expected one "third" in the file; got 0.',
    ],
    ["an expression that is not there", "first", "a - 2", "a", undefined, 'expected "a - 2" once in there; got 0.'],
    ["one that comes in another function", "Unit.slope", "splat<T>(0)", "z", undefined, "once in there; got 0."],
    ["one that comes twice", "twice", "x * x", "x", undefined, "once in there; got 2."],
    ["a third of two", "twice", "x * x", "x", 3, "at least 3 times in there; got 2."],
    [
      "no whole expression",
      "first",
      "inner(a - 1",
      "inner(a",
      undefined,
      "expected an expression or statements to find",
    ],
    ["what does not parse", "first", "a - 1", "a -", undefined, "the mutated file does not parse"],
    ["what changes nothing", "first", "a - 1", "a  -  1", undefined, "the replacement changes nothing"],
  ])("is refused: %s", (_, path, find, replace, nth, message) => {
    expect(() => at(path, find, replace, nth)).toThrow(message);
  });
});
