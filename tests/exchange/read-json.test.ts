import { describe, expect, test, vi } from "vitest";
import { openTable } from "../../src/exchange/open-table.js";
import type { Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { contentIn, opened } from "./opened.js";

const TABLE = {
  names: ["a", "b", "c"],
  rows: [
    [1, "x", null],
    [2.5, null, 1],
  ],
};

describe("the same table", () => {
  const cases: [name: string, text: string, form: string, numbers: number[]][] = [
    ["lines", '{"a":1,"b":"x","c":null}\n{"a":2.5,"b":"","c":true}\n', "JSON lines", [1, 2]],
    ["lines that leave out what is missing", '{"a":1,"b":" x "}\n\n{"a":2.5,"c":1}', "JSON lines", [1, 3]],
    ["lines of arrays", '["a","b","c"]\n[1,"x",null]\n[2.5,null,true]\n', "JSON lines", [2, 3]],
    ["an array of objects", '[{"a":1,"b":"x"},{"a":2.5,"c":true}]', "JSON", [1, 2]],
    ["in many lines", '[\n {\n "a": 1,\n "b": "x"},\n {"a":2.5,"c":true}\n]\n', "JSON", [1, 2]],
    ["an array of arrays", '[["a","b","c"],[1,"x",null],[2.5,null,true]]', "JSON", [2, 3]],
    ["an object of columns", '{"a":[1,2.5],"b":["x",null],"c":[null,true]}', "JSON", [1, 2]],
    [
      "columns by index, as pandas writes them",
      '{"a":{"0":1,"1":2.5},"b":{"0":"x","1":null},"c":{"0":null,"1":1}}',
      "JSON",
      [1, 2],
    ],
  ];
  cases.push(
    [
      "of pandas: split",
      '{"columns":["a","b","c"],"index":[0,1],"data":[[1,"x",null],[2.5,null,true]]}',
      "JSON",
      [1, 2],
    ],
    ["of pandas: index", '{"0":{"a":1,"b":"x","c":null},"1":{"a":2.5,"b":null,"c":1}}', "JSON", [1, 2]],
  );
  cases.push(
    [
      "of pandas: split, in another order, with more in it",
      '{"data":[[1,"x",null],[2.5,null,true]],"more":{"n":[1]},"columns":["a","b","c"]}',
      "JSON",
      [1, 2],
    ],
    ["rows in the order of the file", '{"7":{"a":1,"b":"x"},"2":{"a":2.5,"c":true}}', "JSON", [1, 2]],
    ["a row a line, with commas before them", '[{"a":1,"b":"x"}\n,{"a":2.5,"c":true}\n]\n', "JSON", [1, 2]],
    ["brackets on lines of their own", '[\n["a","b","c"],\n[1,"x",null],\n[2.5,"",true]\n]', "JSON", [2, 3]],
  );
  test.each(cases)("%s", async (_, text, form, numbers) => {
    expect(await opened(text)).toEqual({ ...TABLE, form, numbers });
    expect(await opened(`\ufeff${text}`, {}, 3)).toEqual({ ...TABLE, form, numbers });
    const units = Uint8Array.from(
      Array.from(`\ufeff${text}`).flatMap((unit) => [unit.charCodeAt(0) & 255, unit.charCodeAt(0) >> 8]),
    );
    expect(await opened(units, {}, 5)).toEqual({ ...TABLE, form, numbers });
  });
});

test("arrays of numbers have no names", async () => {
  const expected = {
    names: ["column 1", "column 2"],
    rows: [
      [1, 2],
      [3, 4],
    ],
  };
  expect(await opened("[1,2]\n[3,4]\n")).toMatchObject({ ...expected, form: "JSON lines, no header" });
  expect(await opened("[[1,2],[3,4]]")).toMatchObject({ ...expected, form: "JSON, no header" });
});

test("a name may be one that all objects have", async () => {
  const { names, rows } = await opened('{"__proto__":1,"toString":2}\n{"toString":3}\n');
  expect(names).toEqual(["__proto__", "toString"]);
  expect(rows).toEqual([
    [1, 2],
    [null, 3],
  ]);
});

test("columns keep the order of the file, whatever their names", async () => {
  expect((await opened('{"b":[1,2],"7":[3,4],"1":[5,6]}')).names).toEqual(["b", "7", "1"]);
  expect((await opened('{"columns":["b",7,1],"data":[[1,2,3]]}')).rows).toEqual([[1, 2, 3]]);
});

test("quotes, escapes, brackets in text and characters of several bytes, across the blocks of a long document", async () => {
  const texts = ['a "quoted" one', "back\\slash\\", "[{,:]}", "é日本\u{1f600}", "\u0000\n\t", ""];
  const rows = Array.from({ length: 60000 }, (_, n) => ({ n, text: texts[n % texts.length]! + "x".repeat(n % 61) }));
  const expected = rows.map(({ n, text }) => [n, text.trim() || null]);
  for (const document of [
    rows,
    { n: rows.map(({ n }) => n), text: rows.map(({ text }) => text) },
    { columns: ["n", "text"], data: rows.map(({ n, text }) => [n, text]) },
  ]) {
    const text = JSON.stringify(document);
    expect(text.length).toBeGreaterThan(2 << 20);
    expect((await opened(text, {}, 70001)).rows).toEqual(expected);
  }
});

test("lines in many pieces keep their numbers", async () => {
  const text = Array.from({ length: 30000 }, (_, n) => `{"n":${n},"text":"${"é".repeat(n % 9)}"}\n`).join("\n");
  const { rows, numbers } = await opened(text, {}, 70001);
  expect(rows.map(([n]) => n)).toEqual(Array.from({ length: 30000 }, (_, n) => n));
  expect(numbers[29999]).toBe(59999);
});

describe("refused, with one clear sentence", () => {
  const cases: [string, Refusal][] = [
    ['{"a":1}\n{"a":\n', refusal("wrong-value", "text line 2", /not JSON/, { expected: "JSON" })],
    ['{"a":NaN}\n{"a":1}\n', refusal("wrong-value", "text line 1", /not JSON/, { remedy: /null/ })],
    ['{"a":1}\n5\n', refusal("wrong-value", "text line 2", "5")],
    ['{"a":1}\n[1]\n', refusal("wrong-value", "text line 2", "[1]", { expected: /object as in/ })],
    ["[1,2]\n[3]\n", refusal("wrong-value", "text line 2", "1", { expected: /2 columns/ })],
    ['{"a":1}\n{"a":[1]}\n', refusal("wrong-value", 'text line 2, column "a"', "an array", { expected: "one value" })],
    ['[{"a":{"b":1}}]', refusal("wrong-value", 'text row 1, column "a"', "an object", { expected: "one value" })],
    ['[{"a":1},5]', refusal("wrong-value", "text row 2", "5")],
    ["[[1],", refusal("wrong-value", "text", /not JSON/, { expected: "JSON" })],
    ["[]", refusal("wrong-value", "text", "none")],
    ["{}", refusal("wrong-value", "text", "none")],
    ['{"a":[1,2],"b":[1]}', refusal("wrong-value", 'text, column "b"', "[1]")],
    [
      '{"status":"ok","data":[{"a":1}]}',
      refusal("wrong-value", /"status"|"data"/, undefined, { remedy: /^Save "data" alone/ }),
    ],
    ['{"columns":["a","a"],"data":[[1,2]]}', refusal("wrong-value", "text", '"a" twice')],
    ['{"columns":["a","b"],"data":[[1,2],[1]]}', refusal("wrong-value", "text row 2", "1", { expected: /2 columns/ })],
    ['["a","b"]\n["x","y"]\n', refusal("wrong-value", "text line 1", "text alone", { remedy: /data\.header/ })],
    ['[["a","a"],[1,2]]', refusal("wrong-value", "text row 1", '"a" twice')],
    ['{"a":{"b":1}}\n{"a":1}\n', refusal("wrong-value", 'text line 1, column "a"', "an object")],
    ['{"a":[1,2],"a":[3,4]}', refusal("wrong-value", "text", '"a" twice')],
    ['{"a":{"0":1,"1":2},"b":{"0":1,"2":2}}', refusal("wrong-value", 'text row 2, column "b"', '"2"')],
    ['{"0":{"a":1},"n":5}', refusal("wrong-value", "text row 2", "5")],
    ['{"0":{"a":1},"n":{"a":2}}', refusal("wrong-value", "text row 2", '"n"', { expected: /number/ })],
    ['{"columns":["a"],"data":[[1],5]}', refusal("wrong-value", "text row 2", "5")],
    ['{"columns":["a"],"index":[0,1x],"data":[[1]]}', refusal("wrong-value", "text", /not JSON/)],
  ];
  test.each(cases)("%j", async (text, error) => {
    await expect(opened(text)).rejects.toThrow(error);
  });

  // What is wrong with the text, and where.
  const faults: [text: string, path: string, got: RegExp][] = [
    ['[{"a":1},{"a":x}]', "text row 2", /'?x/],
    ['[{"a":1},\n{"a":1,}]', "text row 2", /not JSON/],
    ['[{"a":1},,{"a":1}]', "text", /"," in line 1, character 10$/],
    ['[{"a":1}, ]', "text", /"\]" in line 1, character 11$/],
    ['[{"a":1} {"a":1}]', "text", /"\{" in line 1, character 10$/],
    ['[{"a":1},\n{"a":"é]"]]', "text", /"\]" in line 2, character 10$/],
    ['[{"a":1},\n{"a":"x},{"b":2}]', "text", /"b" in line 2, character 12$/],
    ['[{"a":"x\n"}]', "text", /"\\n" in line 1, character 9$/],
    ['[{"a":1}', "text", /it ends in line 1, character 9$/],
    ['[{"a":1}]\n]', "text", /"\]" in line 2, character 1$/],
    ['[{"a":1}}', "text", /"\}" in line 1, character 9$/],
    ['{"a":[1,2],"b":[3,4]}}', "text", /"\}" in line 1, character 22$/],
    ['{"a":[1,2],"b"}', "text", /"\}" in line 1, character 15$/],
    ['{"a":[1,2],b:[3,4]}', "text", /"b" in line 1, character 12$/],
    ['{"a":[1,2],"b":[3,4] 5}', "text", /"5" in line 1, character 22$/],
    ['{"a":[1,2],"b":}', "text", /"\}" in line 1, character 16$/],
    ['{"a":[1,x],"b":[3,4]}', 'text row 2, column "a"', /'?x/],
    ['{"a":{"0":1,"1":2,3}}', "text", /"\}" in line 1, character 20$/],
    ['{"a":{"0":1,1:2},"b":{"0":1,"1":2}}', 'text row 2, column "a"', /not JSON/],
  ];
  test.each(faults)("%j", async (text, path, got) => {
    await expect(opened(text, {}, 4)).rejects.toThrow(refusal("wrong-value", path, got, { expected: "JSON" }));
  });

  test("a field that the first rows do not have", async () => {
    const text = `${'{"a":1}\n'.repeat(60000)}{"a":1,"b":2}\n`;
    await expect(opened(text, {}, 1 << 16)).rejects.toThrow(refusal("wrong-value", "text line 60001", '"b"'));
  });
});

describe("what would not fit is refused before it is there", () => {
  test("rows that have no field in common: a cell for each field of each row", async () => {
    const text = Array.from({ length: 22000 }, (_, n) => `{"c${n}":1}\n`).join("");
    await expect(opened(text)).rejects.toThrow(
      refusal("wrong-value", "text", "22000 rows of 22000", { expected: /rows times columns/ }),
    );
    // In batches that are not larger than those of other tables.
    const few = Array.from({ length: 2000 }, (_, n) => `{"c${n}":1}`).join("\n");
    const sizes: number[] = [];
    const table = await openTable(contentIn(few), {});
    for await (const { columns, numbers } of table.batches) sizes.push(columns.length * numbers.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1 << 18);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(4_000_000);
  });

  test("a row has no more values, bytes and depth than are held; what is in quotes counts for one", async () => {
    const most = refusal("wrong-value", "text row 2", "300001", { expected: /at most 262144 values/ });
    await expect(opened(`[[1],[${"0,".repeat(300_000)}0]]`)).rejects.toThrow(most);
    await expect(opened(`{"a":[1,2],"b":[1,[${"[],".repeat(299_999)}[]]]}`)).rejects.toThrow(
      refusal("wrong-value", 'text row 2, column "b"', /^\d{6}$/, { expected: /at most 262144 values/ }),
    );
    await expect(opened(`[1]\n[${"0,".repeat(300_000)}0]\n`)).rejects.toThrow(
      refusal("wrong-value", "text line 2", "300001", { expected: /at most 262144 values/ }),
    );
    await expect(opened(`[[1],["${"x".repeat(1 << 24)}"]]`)).rejects.toThrow(
      refusal("wrong-value", "text row 2", "16777220", { expected: /at most 16777216 bytes/ }),
    );
    await expect(opened(`${"[".repeat(5000)}${"]".repeat(5000)}`)).rejects.toThrow(
      refusal("wrong-value", "text", "deeper ones", { expected: /1000 deep/ }),
    );
    const quoted = `[["a"],["${"[,".repeat(5_000_000)}\\"[,"],[1]]`;
    expect((await opened(quoted)).rows.length).toBe(2);
    // Ten million rows without a column, of which none is kept.
    await expect(opened(`[${"[],".repeat(5_000_000)}[]]`)).rejects.toThrow(refusal("wrong-value", "text", "none"));
  });

  test("any number of names", async () => {
    const many = (keys: number) => Array.from({ length: keys }, (_, n) => `"c${n}":[1]`).join();
    await expect(opened(`{${many(131073)}}`)).rejects.toThrow(
      refusal("wrong-value", "text", "more", { expected: /at most 131072 columns/ }),
    );
    const rows = Array.from({ length: 140000 }, (_, n) => `{"c${n}":1}`).join();
    await expect(opened(`[${rows}]`)).rejects.toThrow(
      refusal("wrong-value", "text", /^\d+$/, { expected: /at most 131072 columns/ }),
    );
  });

  test("a long line is looked through once, in however many pieces it comes", async () => {
    const looked = vi.spyOn(String.prototype, "lastIndexOf");
    try {
      let characters = 0;
      looked.mockImplementation(function (this: string, text: string) {
        characters += this.length;
        for (let at = this.length - 1; at >= 0; at--) if (this[at] === text) return at;
        return -1;
      });
      const text = `[${'{"a":1},'.repeat(100_000)}{"a":2}]`;
      expect((await opened(text, {}, 1 << 14)).rows.length).toBe(100_001);
      expect(characters).toBeLessThan(2 * text.length);
    } finally {
      looked.mockRestore();
    }
  });
});
