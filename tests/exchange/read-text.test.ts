/** Text in any dialect: what is found, what is refused, and the field that settles it. */
import { describe, expect, test } from "vitest";
import { contentOfPieces } from "../../src/exchange/content.js";
import { openTable } from "../../src/exchange/open-table.js";
import type { Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { type Opened, opened } from "./opened.js";

const rowsOf = async (text: string, dialect = {}) => (await opened(text, dialect)).rows;

const plain = [
  ["1", "2.5", "x"],
  ["3", "4.5", "y"],
];

describe("the same table", () => {
  const cases: [name: string, text: string, form: string, dialect?: object][] = [
    ["CSV", "a,b,c\n1,2.5,x\n3,4.5,y\n", "CSV"],
    ["no last line end", "a,b,c\n1,2.5,x\n3,4.5,y", "CSV"],
    ["CRLF and a byte order mark", "\ufeffa,b,c\r\n1,2.5,x\r\n3,4.5,y\r\n", "CSV"],
    ["TSV", "a\tb\tc\n1\t2.5\tx\n3\t4.5\ty\n", "TSV"],
    ["semicolons", "a;b;c\n1;2.5;x\n3;4.5;y\n", 'text with ";"'],
    ["bars", "a|b|c\n1|2.5|x\n3|4.5|y\n", 'text with "|"'],
    ["spaces", "  a    b c\n  1  2.5 x\n  3  4.5 y\n", "text with spaces"],
    ["spaces and tabs", "a b\tc\n1   2.5\tx\n3   4.5\ty\n", "text with spaces"],
    ["a comma and a space", "a, b, c\n1, 2.5, x\n3, 4.5, y\n", "CSV"],
    ["a quote behind a space", 'a, "b", c\n1, 2.5, "x"\n3, 4.5, "y"\n', "CSV"],
    ["quotes", '"a","b","c"\n1,"2.5","x"\n3,4.5,y\n', "CSV"],
    ["a line that names the delimiter", "sep=;\na;b;c\n1;2.5;x\n3;4.5;y\n", 'text with ";"'],
    ["decimal commas", "a;b;c\n1;2,5;x\n3;4,5;y\n", 'text with ";", decimal comma'],
    ["decimal commas in quotes, said", 'a,b,c\n1,"2,5",x\n3,"4,5",y\n', "CSV, decimal comma", { decimal: "," }],
    ["comments above and between", "# made\n# by hand\na,b,c\n1,2.5,x\n# pause\n3,4.5,y\n", "CSV"],
    ["comments of %", "% made\na,b,c\n1,2.5,x\n3,4.5,y\n%end\n", "CSV"],
    ["comments that are said", "a,b,c\n1,2.5,x\n; pause\n3,4.5,y\n", "CSV", { comment: ";" }],
    ["names in a comment, said", "# made\n# a b c\n1 2.5 x\n3 4.5 y\n", "text with spaces", { header: true }],
    ["a delimiter behind each row", "a,b,c,\n1,2.5,x,\n3,4.5,y,\n", "CSV"],
    ["a delimiter behind each row of data", "a,b,c\n1,2.5,x,\n3,4.5,y,\n", "CSV"],
    ["a delimiter behind the names", "a,b,c,\n1,2.5,x\n3,4.5,y\n", "CSV"],
    ["tabs, one behind each row", "a\tb\tc\t\n1\t2.5\tx\t\n3\t4.5\ty\t\n", "TSV"],
    ["blank rows", "\n\na,b,c\n\n1,2.5,x\n,,\n3,4.5,y\n  \n", "CSV"],
    ["a title that is skipped", "Table 1\n\na,b,c\n1,2.5,x\n3,4.5,y\n", "CSV", { skip: 2 }],
    ["a delimiter of one's own", "a:b:c\n1:2.5:x\n3:4.5:y\n", 'text with ":"', { delimiter: ":" }],
  ];
  test.each(cases)("%s", async (_, text, form, dialect = {}) => {
    expect(await opened(text, dialect)).toMatchObject({ names: ["a", "b", "c"], rows: plain, form });
  });

  test("without a header, where that is said", async () => {
    expect(await opened("1,2.5,x\n3,4.5,y\n", { header: false })).toEqual({
      names: ["column 1", "column 2", "column 3"],
      rows: plain,
      numbers: [1, 2],
      form: "CSV, no header",
    });
  });

  test("numbers as names, where that is said", async () => {
    expect(await opened("1,2\n3,4\n5,6\n", { header: true })).toMatchObject({ names: ["1", "2"], numbers: [2, 3] });
  });

  test("names of rows, as R writes them", async () => {
    expect(await opened('"a" "b"\n"r1" 1 2\n"r2" 3 4\n')).toMatchObject({
      names: ["", "a", "b"],
      rows: [
        ["r1", "1", "2"],
        ["r2", "3", "4"],
      ],
      form: "text with spaces, names of rows in the first column",
    });
  });
});

test("a name may hold the other delimiters", async () => {
  expect((await opened("height, cm\tweight, kg\n180\t70\n170\t60\n")).names).toEqual(["height, cm", "weight, kg"]);
  expect((await opened("height, cm;weight, kg\n1,8;70\n1,7;60\n")).names).toEqual(["height, cm", "weight, kg"]);
  expect((await opened('name,"a;b"\nx,1\ny,2\n')).names).toEqual(["name", "a;b"]);
});

test("cells may hold spaces, as many in each row", async () => {
  const { names, rows } = await opened("date time,value\n2020-01-01 10:00,5.2\n2020-01-02 11:00,4.8\n");
  expect(names).toEqual(["date time", "value"]);
  expect(rows[1]).toEqual(["2020-01-02 11:00", "4.8"]);
});

test("names are trimmed, and in one form of Unicode", async () => {
  expect((await opened("cafe\u0301, b \n1,2\n")).names).toEqual(["caf\u00e9", "b"]);
});

test("a column named # is one", async () => {
  expect((await opened("#,name\n1,x\n2,y\n")).names).toEqual(["#", "name"]);
  expect(await rowsOf("colour,n\n#ff0000,1\n#00ff00,2\n")).toEqual([
    ["#ff0000", "1"],
    ["#00ff00", "2"],
  ]);
});

test("an empty cell is null, in quotes too; other text is as it is", async () => {
  expect(await rowsOf('a,b,c\n1,,NA\n"",?,x y\n')).toEqual([
    ["1", null, "NA"],
    [null, "?", "x y"],
  ]);
});

test("lines are those of the file", async () => {
  const text = '# c\nsep\n\na,b\n\n1,"x\ny"\n# c, "\n\n2,"z"\n3,w\n';
  expect((await opened(text, { skip: 2, comment: "#" })).numbers).toEqual([6, 10, 11]);
});

describe("numbers", () => {
  const column = async (cells: string[], dialect = {}) =>
    (await rowsOf(`a;b\n${cells.map((cell) => `${cell};x`).join("\n")}\n`, dialect)).map(([cell]) => cell);
  test.each([
    [
      ["9,7", "10", "-0,5e3", ",5"],
      ["9.7", "10", "-0.5e3", ".5"],
    ],
    [
      ["1.234,5", "12", "1.234"],
      ["1234.5", "12", "1234"],
    ],
    [
      ["1,234.5", "12", "1,234"],
      ["1234.5", "12", "1234"],
    ],
    [
      ["1,234,567", "12"],
      ["1234567", "12"],
    ],
    [
      ["9.7", "1.234"],
      ["9.7", "1.234"],
    ],
    [
      ["9,7", "?", ""],
      ["9.7", "?", null],
    ],
    [
      ["9,7 m", "1,5 m"],
      ["9,7 m", "1,5 m"],
    ],
  ])("%j", async (cells, expected) => expect(await column(cells)).toEqual(expected));

  test("what is said is taken", async () => {
    expect(await column(["1,234", "5"], { thousands: "," })).toEqual(["1234", "5"]);
    expect(await column(["1,234", "5"], { decimal: "," })).toEqual(["1.234", "5"]);
    expect(await column(["1.234", "5"], { thousands: "." })).toEqual(["1234", "5"]);
    expect(await column(["1'234.5", "5"], { thousands: "'" })).toEqual(["1234.5", "5"]);
    expect(await column(["1 234,5", "5"], { thousands: " ", decimal: "," })).toEqual(["1234.5", "5"]);
    expect(await column(["9,7", "5"], { decimal: "." })).toEqual(["9,7", "5"]);
  });
});

describe("refused, with the field that settles it", () => {
  const doubt = (got: string) =>
    refusal("wrong-value", "text", got, { remedy: /data\.decimal=",".*data\.thousands=","/ });
  const noNames = (got: string | RegExp, line = 1) =>
    refusal("wrong-value", `text line ${line}`, got, { remedy: /data\.header=false/ });
  const cases: [string, Refusal][] = [
    ["30,64,3,1\n31,59,2,1\n", noNames("the number 30 in column 1")],
    ["5.1,3.5,setosa\n4.9,3,setosa\n", noNames("the number 5.1 in column 1")],
    ["p,x,s\ne,x,s\np,b,y\ne,x,s\n", noNames("text that the columns hold too")],
    ["vhigh,vhigh,2,unacc\nlow,med,3,acc\n", noNames("the number 2 in column 3")],
    ["x,x,o\no,x,x\no,o,x\n", noNames("the same text twice")],
    ["a,b,a\n1,2,3\n4,5,6\n", refusal("wrong-value", "text line 1", '"a" twice', { remedy: /Rename/ })],
    ["a,,c\n1,2,3\n4,5,6\n", refusal("wrong-value", "text line 1", "an empty cell", { expected: /column 2/ })],
    ["", refusal("wrong-value", "text", "an empty file")],
    ["\n  \n", refusal("wrong-value", "text", "an empty file")],
    [
      "Report of 2020\nmade by hand\na,b,c\n1,2,3\n4,5,6\n",
      refusal("wrong-value", "text line 1", "1", { expected: /3 columns/, remedy: /data\.skip=2/ }),
    ],
    ["a;b\n1,234;x\n5;y\n", doubt('"1,234"')],
    ['a,b\n"9,7",x\n5,y\n', doubt('"9,7"')],
    ["a;b\n9,7;1.5\n5;2\n", doubt('"9,7"')],
    [
      "a;b,c\nx;y,z\nu;v,w\n",
      refusal("wrong-value", "text", 'rows that "," and ";" divide equally well', { remedy: /data\.delimiter/ }),
    ],
    [
      "0 x e|f b\n0 0 e|f a\n1 0 e|f a\n",
      refusal("wrong-value", "text", 'rows that "|" and " " divide equally well', { remedy: /data\.delimiter/ }),
    ],
    [
      "0 a,b\n-0,01 a\n1,5 a\n",
      refusal("wrong-value", "text", 'rows that "," and " " divide equally well', { remedy: /data\.delimiter/ }),
    ],
    ["# a b\n1 2\n3 4\n", noNames(/comment/)],
    [
      "# made\na,b\n1,x\n#2,y\n",
      refusal("wrong-value", "text line 4", '"#2 y"', { remedy: /data\.comment="#".*data\.skip=1/ }),
    ],
    ["a,b,c\n1,2,3\n1,2\n3,4,5\n", refusal("wrong-value", "text line 3", "2", { expected: /3 columns/ })],
    ["a,b,c\n1,2,3\n#x\n3,4,5\n", refusal("wrong-value", "text line 3", "1", { remedy: /data\.comment="#"/ })],
    ['a,b\n1,2\n3,"4\n5,6\n', refusal("wrong-value", "text line 3", /file/, { expected: "a closing quote" })],
    ['a,b\n1,2\n3,"4"x\n5,6\n', refusal("wrong-value", "text line 3", "more text", { expected: /delimiter/ })],
    ["a,b,\n1,2,\n3,4,\n5,6,7\n", refusal("wrong-value", "text line 1", "an empty cell", { expected: /column 3/ })],
  ];
  test.each(cases)("%j", async (text, error) => {
    await expect(opened(text)).rejects.toThrow(error);
  });

  test("a point among decimal commas, beyond the first lines", async () => {
    const text = `a;b\n${"9,7;x\n".repeat(60000)}1.5;y\n`;
    await expect(opened(text)).rejects.toThrow(
      refusal("wrong-value", 'text line 60002, column "a"', '"1.5"', { remedy: /data\.thousands="\."/ }),
    );
  });

  test("a cell behind the last column, beyond the first lines", async () => {
    const text = `a,b,\n${"1,2,\n".repeat(60000)}1,2,3\n`;
    await expect(opened(text)).rejects.toThrow(
      refusal("wrong-value", "text line 60002", "3", { expected: "2 columns" }),
    );
  });

  test("more lines to skip than there are", async () => {
    await expect(opened("a,b\n1,2\n", { skip: 9 })).rejects.toThrow(
      refusal("wrong-value", "study.data.skip", "9", { expected: /at most 2/ }),
    );
  });

  test("two fields with one character", async () => {
    const same = (field: string) => refusal("wrong-value", `study.data.${field}`);
    await expect(opened("a;b\n1;2\n", { delimiter: ";", thousands: ";" })).rejects.toThrow(same("thousands"));
    await expect(opened("a;b\n1;2\n", { decimal: ",", thousands: "," })).rejects.toThrow(same("thousands"));
  });
});

test("however the text is cut, and however long it is", async () => {
  const text = `# made\n"a";b\n${Array.from({ length: 30000 }, (_, n) => `${n},5;"x ""${n}"" \n y"`).join("\n")}\n`;
  const whole: Opened = await opened(text);
  expect(whole.rows).toHaveLength(30000);
  expect(whole.rows[29999]).toEqual(["29999.5", 'x "29999" \n y']);
  expect(whole.numbers[29999]).toBe(3 + 2 * 29999);
  for (const length of [4097, 70001]) expect(await opened(text, {}, length)).toEqual(whole);
  const short = text.slice(0, 300);
  const end = short.lastIndexOf('y"\n') + 3;
  for (const length of [1, 2, 3, 5])
    expect(await opened(short.slice(0, end), {}, length)).toEqual(await opened(short.slice(0, end)));
});

describe("what would not fit is refused before it is there", () => {
  test("a first line without an end, skipped or not", async () => {
    async function* pieces() {
      for (let n = 0; n < 300; n++) yield new Uint8Array(1 << 20).fill(97);
    }
    const longest = refusal("wrong-value", /^text/, undefined, { expected: /^a row of at most 17825792 characters$/ });
    const read = async (dialect: object) => {
      for await (const _ of (await openTable(contentOfPieces(pieces(), "text"), dialect)).batches);
    };
    await expect(read({})).rejects.toThrow(longest);
    await expect(read({ skip: 1 })).rejects.toThrow(refusal("wrong-value", "study.data.skip", "1"));
  });

  test("far more cells than a table has, by the first lines and the size of the file", async () => {
    const line = `${"1,".repeat(99)}1\n`;
    let given = 0;
    async function* pieces() {
      for (; ; given++) yield new TextEncoder().encode(line.repeat(4000));
    }
    const open = (size: number) =>
      openTable(
        contentOfPieces(pieces(), "text", async () => size),
        { header: false },
      );
    await expect(open(2 ** 31)).rejects.toThrow(
      refusal("wrong-value", "text", /^about 1073\d{6}, by the first lines of 2147483648 bytes$/, {
        expected: "rows times columns of at most 268435456",
      }),
    );
    expect(given).toBeLessThan(3);
    // Where the first lines may be shorter than the others, all are read.
    expect((await open(2 ** 30)).names).toHaveLength(100);
    // A row may stand on many lines.
    const long = `a,"${"\n".repeat(400)}"\n`;
    async function* reviews() {
      for (let n = 0; n < 3; n++) yield new TextEncoder().encode(long.repeat(1000));
    }
    await openTable(
      contentOfPieces(reviews(), "text", async () => 2 ** 32),
      { header: false },
    );
  });

  test("a quote that is never closed", async () => {
    const text = `a,b\n1,2\n1,2\n1,2\n"${"x,\n".repeat(12_000_000)}`;
    await expect(opened(text)).rejects.toThrow(
      refusal("wrong-value", "text line 5", "more", { expected: /16777216/, remedy: /quote/ }),
    );
  });

  test("more columns than a table has", async () => {
    for (const delimiter of [",", " "]) {
      const row = `1${`${delimiter}1`.repeat(131072)}\n`;
      await expect(opened(row.repeat(4), { header: false })).rejects.toThrow(
        refusal("wrong-value", "text", "more", { expected: "at most 131072 columns" }),
      );
    }
  });
});
