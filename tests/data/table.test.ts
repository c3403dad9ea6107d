import { describe, expect, test } from "vitest";
import { parseTable, readNumber } from "../../src/data/table.js";

const parse = (text: string, delimiter: string | null = null) => parseTable(text, "wine.csv", delimiter);
const cells = (text: string, delimiter: string | null = null) => [parse(text, delimiter).header, ...parse(text, delimiter).rows.map((row) => row.cells)];

describe("the same table", () => {
  const plain = [["a", "b"], ["1", "2"], ["3", "4"]];
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
  ])("%s", (_, text) => expect(cells(text)).toEqual(plain));

  test("a quoted delimiter in the header does not count", () => expect(cells('"a, b, c";d\n1;2\n3;4')).toEqual([["a, b, c", "d"], ["1", "2"], ["3", "4"]]));

  test("a delimiter of one's own", () => expect(cells("a:b\n1:2\n3:4", ":")).toEqual(plain));
});

test("quoted fields hold delimiters, quotes and line ends", () => {
  expect(cells('"a, b",c\n"x ""y""","1\n2"\nu,v')).toEqual([["a, b", "c"], ['x "y"', "1\n2"], ["u", "v"]]);
});

test("lines are those of the file, blank lines and quoted line ends included", () => {
  expect(parse('\na,"b\nb"\n\n1,"2\r\n\r\n2"\n3,4\n').rows.map((row) => row.line)).toEqual([5, 8]);
});

describe("refused, with the line", () => {
  const remedy = "The first row must hold the names of the columns.";
  test.each([
    ["", "wine.csv: expected a header row and rows of data; got an empty file."],
    ["\n \n", "wine.csv: expected a header row and rows of data; got an empty file."],
    ["a,b\n", "wine.csv: expected at least two rows of data below the header; got none."],
    ["a,b\n1,2\n", "wine.csv: expected at least two rows of data below the header; got one."],
    ["a,b,c\n1,2,3\n1,2\n", "wine.csv line 3: expected 3 columns as in the header; got 2."],
    ["a,b\n1,2\n\n1,2,3\n", "wine.csv line 4: expected 2 columns as in the header; got 3."],
    ["a,b\n1,2\n1,2,\n", "wine.csv line 3: expected 2 columns as in the header; got 3."],
    ['a,b\n1,"2\n2"\n1\n', "wine.csv line 4: expected 2 columns as in the header; got 1."],
    ["a\n1\n2\n", 'wine.csv line 1: expected at least two columns, an input and the label; got one, "a". Set delimiter if it is none of comma, semicolon, tab and bar.'],
    [",b\n1,2\n1,2\n", `wine.csv line 1: expected a name for column 1; got an empty cell. ${remedy}`],
    ["a,b,a\n1,2,3\n1,2,3\n", `wine.csv line 1: expected a different name for each column; got "a" twice. ${remedy}`],
    ["5.1,3,x\n4.9,3,y\n4.9,3,y\n", `wine.csv line 1: expected a name for column 1; got the number 5.1. ${remedy}`],
    ['a,b\n1,2\n3,"4\n5,6\n', "wine.csv line 3: expected a closing quote; got the end of the file."],
    ['a,b\n1,2\n3,"4"x\n5,6\n', "wine.csv line 3: expected a delimiter or the end of the line after a closing quote; got more text. A quote inside a quoted field is written twice."],
  ])("%j", (text, message) => expect(() => parse(text)).toThrow(new RangeError(message)));
});

describe("numbers", () => {
  const read = (cell: string) => {
    const table = parse(`ash,b\n${cell},2\n3,4`, ",");
    return readNumber(table, table.rows[0]!, 0);
  };
  test.each([["1", 1], ["-2.5", -2.5], ["+.5", 0.5], ["3.", 3], ["1e-3", 0.001], ["1E+2", 100], ["007", 7]])("%s", (cell, value) => expect(read(cell)).toBe(value));

  test.each([
    ["abc", 'a number; got "abc"'],
    ["NaN", 'a number; got "NaN"'],
    ["Infinity", 'a number; got "Infinity"'],
    ["-inf", 'a number; got "-inf"'],
    ["", "a number; got an empty cell"],
    ["0x10", 'a number; got "0x10"'],
    ["1_000", 'a number; got "1_000"'],
    ["1 2", 'a number; got "1 2"'],
    [".", 'a number; got "."'],
    ["1e39", 'a number within the range of float32; got "1e39"'],
    ["-1e999", 'a number within the range of float32; got "-1e999"'],
  ])("%s", (cell, got) => expect(() => read(cell)).toThrow(new RangeError(`wine.csv line 2, column "ash": expected ${got}.`)));
});
