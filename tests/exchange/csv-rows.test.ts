import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRows, type Row } from "../../src/exchange/csv-rows.js";
import type { Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";

const inPieces = (text: string, length = text.length || 1): string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, n) => text.slice(n * length, (n + 1) * length));

async function parse(text: string, delimiter: string | null = null, pieces = inPieces(text)): Promise<Row[]> {
  const all: Row[] = [];
  for await (const rows of parseRows(pieces, "wine.csv", delimiter))
    all.push(...rows.map(({ line, cells }) => ({ line, cells })));
  return all;
}

const cells = async (text: string, delimiter: string | null = null) =>
  (await parse(text, delimiter)).map((row) => row.cells);

describe("the same table", () => {
  const plain = [
    ["a", "b"],
    ["1", "2"],
    ["3", "4"],
  ];
  test.each([
    ["plain", "a,b\n1,2\n3,4"],
    ["a last line end", "a,b\n1,2\n3,4\n"],
    ["CRLF", "a,b\r\n1,2\r\n3,4\r\n"],
    ["CR", "a,b\r1,2\r3,4\r"],
    ["mixed line ends", "a,b\r\n1,2\n3,4\r\n"],
    ["a byte order mark", "\ufeffa,b\n1,2\n3,4"],
    ["quotes", '"a","b"\n"1",2\n3,"4"\n'],
    ["spaces", " a ,b\n1, 2\n3 ,4\n"],
    ["blank lines", "\n\na,b\n\n1,2\n   \n3,4\n\n"],
    ["semicolons", "a;b\n1;2\n3;4\n"],
    ["tabs", "a\tb\n1\t2\n3\t4\n"],
    ["bars", "a|b\n1|2\n3|4\n"],
  ])("%s", async (_, text) => expect(await cells(text)).toEqual(plain));

  test("a quoted delimiter in the header does not count", async () =>
    expect(await cells('"a, b, c";d\n1;2\n3;4')).toEqual([
      ["a, b, c", "d"],
      ["1", "2"],
      ["3", "4"],
    ]));

  test("of those that give as many columns the first in this order decides", async () => {
    expect(await cells("a,b;c\n1,2;3\n4,5;6")).toEqual([
      ["a", "b;c"],
      ["1", "2;3"],
      ["4", "5;6"],
    ]);
    expect(await cells("a;b|c\n1;2|3\n4;5|6")).toEqual([
      ["a", "b|c"],
      ["1", "2|3"],
      ["4", "5|6"],
    ]);
  });

  test("a delimiter of one's own", async () => expect(await cells("a:b\n1:2\n3:4", ":")).toEqual(plain));
});

test("quoted fields hold delimiters, quotes and line ends", async () => {
  expect(await cells('"a, b",c\n"x ""y""","1\n2"\nu,v')).toEqual([
    ["a, b", "c"],
    ['x "y"', "1\n2"],
    ["u", "v"],
  ]);
});

test("lines are those of the file, blank lines and quoted line ends included", async () => {
  expect((await parse('\na,"b\nb"\n\n1,"2\r\n\r\n2"\n3,4\n')).map((row) => row.line)).toEqual([2, 5, 8]);
});

describe("refused, with the line", () => {
  test.each([
    ["", refusal("wrong-value", "wine.csv", "an empty file")],
    ["\n \n", refusal("wrong-value", "wine.csv", "an empty file")],
    ["a,b,c\n1,2,3\n1,2\n", refusal("wrong-value", "wine.csv line 3", "2", { expected: /3 columns/ })],
    ["a,b\n1,2\n\n1,2,3\n", refusal("wrong-value", "wine.csv line 4", "3", { expected: /2 columns/ })],
    ["a,b\n1,2\n1,2,\n", refusal("wrong-value", "wine.csv line 3", "3", { expected: /2 columns/ })],
    ['a,b\n1,"2\n2"\n1\n', refusal("wrong-value", "wine.csv line 4", "1", { expected: /2 columns/ })],
    ["a\n1\n2\n", refusal("wrong-value", "wine.csv line 1", 'one, "a"', { expected: /columns/ })],
    [",b\n1,2\n1,2\n", refusal("wrong-value", "wine.csv line 1", "an empty cell", { expected: /1$/ })],
    ["a,b,a\n1,2,3\n1,2,3\n", refusal("wrong-value", "wine.csv line 1", '"a" twice', { expected: /different/ })],
    ["5.1,3,x\n4.9,3,y\n4.9,3,y\n", refusal("wrong-value", "wine.csv line 1", "the number 5.1", { expected: /1$/ })],
    ['a,b\n1,2\n3,"4\n5,6\n', refusal("wrong-value", "wine.csv line 3", /file/, { expected: "a closing quote" })],
    ['a,b\n1,2\n3,"4"x\n5,6\n', refusal("wrong-value", "wine.csv line 3", "more text", { expected: /delimiter/ })],
    ["a,b\n1,2\n3,x\0y\n", refusal("wrong-value", "wine.csv line 3, column 2", /byte/)],
    ["a\0,b\n1,2\n3,4\n", refusal("wrong-value", "wine.csv line 1, column 1", /byte/)],
  ] as [string, Refusal][])("%j", async (text, error) => {
    await expect(parse(text)).rejects.toThrow(error);
    await expect(parse(text, null, inPieces(text, 1))).rejects.toThrow(error);
  });
});

describe("however the text is cut", () => {
  const cell = fc.constantFrom(
    "1",
    "x",
    "",
    '"a,b"',
    '"q""q"',
    '"two\nlines"',
    '"cr\r\nlf"',
    ' " s" ',
    "é",
    "x\ufeffy",
    '"open',
    'mid"dle',
    '"x"y',
  );
  const line = fc.array(cell, { minLength: 1, maxLength: 4 }).map((row) => row.join(","));
  const text = fc
    .array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r", "\n\n")), { maxLength: 6 })
    .map((lines) => `a,b\n${lines.map((pair) => pair.join("")).join("")}`);

  /** Rows, or the error. */
  const outcome = (whole: string, pieces: string[]) =>
    parse(whole, ",", pieces).then((rows) => JSON.stringify(rows), String);

  test("the rows and the errors are those of the whole", async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (whole, length) => {
        expect(await outcome(whole, inPieces(whole, length))).toBe(await outcome(whole, [whole]));
      }),
      { numRuns: 300 },
    );
  });

  test("rows come as soon as there is enough of them, and are those of the whole", async () => {
    // Two or three lines each, so that a batch ends with a row of several.
    const lines = (n: number) => 2 + (n % 2);
    const whole = `a,b,c\n${Array.from({ length: 60000 }, (_, n) => `${n},"x ""${n}"" y","z${"\n".repeat(lines(n) - 1)}z"`).join("\n")}`;
    let batches = 0;
    const all: Row[] = [];
    for await (const rows of parseRows(inPieces(whole, 1000), "wine.csv", null)) {
      batches++;
      all.push(...rows);
    }
    expect(batches).toBeGreaterThan(3);
    expect(all).toHaveLength(60001);
    expect(all.slice(1).every(({ cells: [first, second] }, n) => first === String(n) && second === `x "${n}" y`)).toBe(
      true,
    );
    let line = 2;
    for (const [n, row] of all.slice(1).entries()) {
      if (row.line !== line) expect(row.line, `row ${n}`).toBe(line);
      line += lines(n);
    }
  });

  test("only what the text begins with is a byte order mark", async () => {
    const rows = await parse("", ",", ["", "\ufeffa,b\n1,x", "\ufeffy\n", "\ufeff\ufeff2,z\n"]);
    expect(rows.map((row) => row.cells)).toEqual([
      ["a", "b"],
      ["1", "x\ufeffy"],
      ["2", "z"],
    ]);
  });

  test("a row that is longer than a piece, many times over", async () => {
    const names = Array.from({ length: 200000 }, (_, n) => `n${n}`);
    const row = (value: string) => names.map(() => value).join(",");
    const rows = await parse("", null, inPieces(`${names.join(",")}\n${row("1")}\n${row("2")}`, 10000));
    expect(rows.map(({ line, cells: all }) => [line, all.length, all[0], all.at(-1)])).toEqual([
      [1, 200000, "n0", "n199999"],
      [2, 200000, "1", "1"],
      [3, 200000, "2", "2"],
    ]);
  });
});
