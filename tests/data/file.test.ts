/**
 * `file`: which column is what, what is asked, and what becomes of rows. Expected numbers are worked out here, by other
 * formulas than the sources'.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.js";
import { dataset } from "../../src/run/dataset.js";
import type { DataInput } from "../../src/study/variants/data.js";
import { scratchFolder } from "../cli/command-line.js";
import { refusal } from "../refusal.js";

const make = (text: string, fields: object = {}, seed = 0): Promise<Dataset> =>
  dataset({ name: "file", text, ...fields } as DataInput, { seed });
const table = (header: string, rows: number, row: (n: number) => unknown[]): string =>
  [header, ...Array.from({ length: rows }, (_, n) => row(n).join(","))].join("\n");
const plain = table("a,b,y", 40, (n) => [(n * 7) % 11, (n * n) % 13, n % 2 ? "yes" : "no"]);
/** Inputs of the example whose row stands in that line. */
const rowOf = ({ train, test: held, inputs }: Dataset, line: number): number[] => {
  for (const { rows, x } of [train, held]) {
    const at = rows!.indexOf(line);
    if (at >= 0) return [...x.subarray(at * inputs, (at + 1) * inputs)];
  }
  throw new Error(`no line ${line}`);
};
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("labels", () => {
  test.each([
    ["two words", ["b", "a"], "binary", ["a", "b"]],
    ["three words", ["x", "z", "y"], "classes", ["x", "y", "z"]],
    ["ten integers", [9, 8, 7, 6, 5, 4, 3, 2, 1, 10], "classes", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]],
    ["fractions", [1, 2.5], "regression", null],
    ["-1 and 1", [-1, 1], "binary", ["-1", "1"]],
  ])("%s", async (_, labels, task, classNames) => {
    const data = await make(table("a,y", 40, (n) => [n % 7, labels[n % labels.length]]));
    expect(data).toMatchObject({ task, classNames, classes: classNames?.length ?? 0 });
  });

  test("more than 50 integers are targets, 11 to 50 are a question", async () => {
    const labelled = (values: number) => table("a,y", 120, (n) => [n % 7, (n * 31) % values]);
    expect((await make(labelled(51))).task).toBe("regression");
    expect((await make(labelled(10))).task).toBe("classes");
    for (const values of [11, 50]) {
      await expect(make(labelled(values))).rejects.toThrow(
        refusal("wrong-value", 'file, column "y"', `integers of ${values} different values`, { remedy: /task/ }),
      );
      expect((await make(labelled(values), { task: "classes" })).classes).toBe(values);
      expect((await make(labelled(values), { task: "regression" })).task).toBe("regression");
    }
  });

  test.each([
    ["of classes", [0, 1, -999]],
    ["of targets", [...Array.from({ length: 60 }, (_, n) => n), 9999]],
    ["of fractions", [0.5, 1.25, 3, -99]],
  ])("what stands for a missing number (%s) is a question", async (_, labels) => {
    const text = table("a,y", 2 * labels.length, (n) => [n % 7, labels[n % labels.length]]);
    await expect(make(text)).rejects.toThrow(
      refusal("wrong-value", `file line ${labels.length + 1}, column "y"`, new RegExp(`^${labels.at(-1)}, in 2 of `), {
        remedy: /data\.task/,
      }),
    );
    await make(text, { task: "regression" });
  });

  test("a number like it among its like is a label", async () => {
    const labels = [...Array.from({ length: 60 }, (_, n) => 16 * n), 999];
    expect((await make(table("a,y", 122, (n) => [n % 7, labels[n % 61]]))).task).toBe("regression");
    expect((await make(table("a,y", 40, (n) => [n % 7, n % 2 ? 999 : 1]))).task).toBe("binary");
  });

  test.each(["NA", "?", "", "nan", "null", "N/A"])(
    "a missing one (%j) is refused by its line, or dropped",
    async (gap) => {
      const text = table("a,y", 40, (n) => [n % 7, n === 5 ? gap : n % 2]);
      await expect(make(text)).rejects.toThrow(refusal("wrong-value", 'file line 7, column "y"'));
      const data = await make(text, { missing: { y: "drop" } });
      expect(data).toMatchObject({ task: "binary", decided: expect.stringContaining("1 row dropped") });
      expect([...data.train.rows!, ...data.test.rows!]).not.toContain(7);
      expect(data.train.count + data.test.count).toBe(39);
    },
  );

  test("a word among numbers is a question", async () => {
    const text = table("a,y", 40, (n) => [n % 7, n === 5 ? "seven" : n % 2]);
    await expect(make(text)).rejects.toThrow(refusal("wrong-value", 'file line 7, column "y"', /seven/));
    expect((await make(text, { task: "classes" })).classes).toBe(3);
  });

  test("a label of the last column, unless another has its name", async () => {
    const text = table("class,b,x", 40, (n) => [n % 2, n % 5, n % 3]);
    await expect(make(text)).rejects.toThrow(refusal("wrong-value", "file", /"class"/));
    expect((await make(text, { label: "x" })).classes).toBe(3);
    expect((await make(text, { label: "class" })).inputNames).toEqual(["b", "x"]);
  });

  test("targets have mean 0 and sd 1 on the training rows", async () => {
    const data = await make(table("a,y", 80, (n) => [n % 7, 240000 + 1000 * ((n * 37) % 80) + 0.5]));
    const { mean, sd } = data.preprocessing!.target!;
    const y = [...data.train.y];
    expect(meanOf(y)).toBeCloseTo(0, 6);
    expect(meanOf(y.map((value) => value * value))).toBeCloseTo(1, 6);
    data.train.rows!.forEach((line, at) => {
      expect(mean + sd * y[at]!).toBeCloseTo(240000 + 1000 * (((line - 2) * 37) % 80) + 0.5, 1);
    });
    const raw = await make(
      table("a,y", 80, (n) => [n % 7, n + 0.5]),
      { standardize: false },
    );
    expect(raw.preprocessing!.target).toBeNull();
    expect(raw.train.y[0]).toBe(raw.train.rows![0]! - 1.5);
  });
});

describe("what is left out, and what is asked", () => {
  const with1 = (name: string, value: (n: number) => unknown) =>
    table(`${name},b,y`, 40, (n) => [value(n), (n * 7) % 5, n % 2]);

  test.each(["", "Unnamed: 0", "Id", "id", "PassengerId", "customerID", "row_names", "index"])(
    "%j, with a value of its own in each row, names the rows",
    async (name) => {
      const data = await make(with1(name, (n) => n * 3 + 1));
      expect(data).toMatchObject({ inputNames: ["b"], decided: expect.stringContaining("left out") });
      expect(data.train.ids).toEqual([...data.train.rows!].map((line) => String((line - 2) * 3 + 1)));
    },
  );

  test("integers that are all different are an input where a quantity may be", async () => {
    const squares = table("people,y", 300, (n) => [1000 + 7 * n * n, n % 2]);
    expect((await make(squares)).inputNames).toEqual(["people"]);
    const repeated = table("customer_number,y", 40, (n) => [7 * (n % 39), n % 2]);
    expect((await make(repeated)).inputNames).toEqual(["customer_number"]);
  });

  test("in inputs it is one", async () => {
    expect(
      (
        await make(
          with1("Id", (n) => n),
          { inputs: ["Id", "b"] },
        )
      ).inputNames,
    ).toEqual(["Id", "b"]);
  });

  test.each([
    ["an identifier that repeats", with1("user_id", (n) => n % 9), "user_id"],
    ["a column that counts rows", with1("n", (n) => n + 5), "n"],
    ["one that counts down", with1("n", (n) => 90 - n), "n"],
    ["integers of a range in any order, each once", table("n,b,y", 100, (n) => [(n * 37) % 101, n % 7, n % 2]), "n"],
    ["integers of their own, called a number", with1("customer_number", (n) => 7 * n * n), "customer_number"],
    ["and a code", with1("orderCode", (n) => 7 * n * n), "orderCode"],
    ["one without a name that repeats", with1("", (n) => n % 3), ""],
  ])("%s is a question", async (_, text, name) => {
    await expect(make(text)).rejects.toThrow(
      refusal("wrong-value", `file, column ${JSON.stringify(name)}`, /./, { remedy: /ignore/ }),
    );
    expect((await make(text, { ignore: [name] })).inputNames).toEqual(["b"]);
    const { train } = await make(text, { groups: name });
    expect(train.groups).toHaveLength(train.count);
  });

  test("numbers that look like nothing else are inputs", async () => {
    const years = table("year,size,y", 40, (n) => [1980 + ((n * 7) % 40), n % 9, n % 2]);
    expect((await make(years)).inputNames).toEqual(["year", "size"]);
  });

  test.each([
    [{ label: "z" }, refusal("wrong-value", "study.data.label", '"z"')],
    [{ id: "bb" }, refusal("wrong-value", "study.data.id", '"bb"', { remedy: /"b"/ })],
    [{ ignore: ["a", "b"] }, refusal("wrong-value", "file")],
    [{ id: "a", groups: "a" }, refusal("wrong-value", "study.data.groups", '"a", the id')],
    [{ label: "y", inputs: ["y"] }, refusal("wrong-value", "study.data.inputs", '"y", the label')],
    [{ missing: { c: "drop" } }, refusal("wrong-value", "study.data.missing", '"c"')],
    [{ categories: { c: "ordinal" } }, refusal("wrong-value", "study.data.categories", '"c"')],
    [{ weights: "y", label: "a", task: "regression" }, refusal("wrong-value", 'file, column "y"', "text")],
  ])("%j", async (fields, error) => {
    await expect(make(plain, fields)).rejects.toThrow(error);
  });

  test("names are compared in NFC, without spaces around", async () => {
    const text = table(" caf\u0065\u0301 ,y", 20, (n) => [n % 5, n % 2]);
    expect((await make(text, { inputs: ["caf\u00e9"] })).inputNames).toEqual(["caf\u00e9"]);
  });
});

describe("categories", () => {
  const colours = ["red", "green", "blue"];
  const text = table("c,n,y", 60, (n) => [colours[n % 3], n % 7, n % 2]);

  test("an input for each value, 0 or 1, in the order of the values", async () => {
    const data = await make(text);
    expect(data.inputNames).toEqual(["c=blue", "c=green", "c=red", "n"]);
    for (let n = 0; n < 60; n++) {
      expect(rowOf(data, n + 2).slice(0, 3)).toEqual([n % 3 === 2, n % 3 === 1, n % 3 === 0].map(Number));
    }
    expect(data.decided).toContain("1 categorical (3 inputs)");
  });

  test("ordinal: the place in the order that is given, or of the sorted values, scaled", async () => {
    const given = await make(text, { categories: { c: colours }, standardize: false });
    const sorted = await make(text, { categories: "ordinal", standardize: false });
    for (let n = 0; n < 60; n++) {
      expect(rowOf(given, n + 2)[0]).toBe(n % 3);
      expect(rowOf(sorted, n + 2)[0]).toBe(2 - (n % 3));
    }
    const scaled = await make(text, { categories: "ordinal" });
    expect(meanOf(Array.from({ length: scaled.train.count }, (_, n) => scaled.train.x[2 * n]!))).toBeCloseTo(0, 6);
  });

  test.each([
    [{ categories: "refuse" }, refusal("wrong-value", 'file, column "c"', /text/)],
    [{ categories: { c: ["red", "green"] } }, refusal("wrong-value", 'file, column "c"', '"blue"')],
    [{ categories: { c: "none" } }, refusal("wrong-type", "data.categories")],
    [{ categories: { c: ["red", "red"] } }, refusal("wrong-type", "data.categories")],
    [{ categories: colours }, refusal("wrong-type", "data.categories")],
  ])("%j", async (fields, error) => {
    await expect(make(text, fields)).rejects.toThrow(error);
  });

  test("numbers are categories where the study says so, numbers by size", async () => {
    const data = await make(
      table("m,y", 60, (n) => [1 + (n % 12), n % 2]),
      { categories: { m: "one-hot" } },
    );
    expect(data.inputNames).toEqual(Array.from({ length: 12 }, (_, m) => `m=${m + 1}`));
  });

  test("100 values, or 1000 of a column that is named", async () => {
    const many = (values: number) => table("w,b,y", 4000, (n) => [`v${n % values}`, n % 7, n % 2]);
    expect((await make(many(100), { shuffle: false })).inputs).toBe(101);
    await expect(make(many(101), { shuffle: false })).rejects.toThrow(
      refusal("wrong-value", 'file, column "w"', "101"),
    );
    expect((await make(many(1000), { shuffle: false, categories: { w: "one-hot" } })).inputs).toBe(1001);
    await expect(make(many(1001), { shuffle: false, categories: { w: "one-hot" } })).rejects.toThrow(
      refusal("wrong-value", 'file, column "w"'),
    );
  });

  test("a value that only test rows have is 0 everywhere", async () => {
    const rare = table("c,b,y", 40, (n) => [n === 39 ? "rare" : colours[n % 3], n % 7, n % 2]);
    const data = await make(rare, { shuffle: false });
    expect(data.inputNames).not.toContain("c=rare");
    expect(rowOf(data, 41).slice(0, 3)).toEqual([0, 0, 0]);
  });

  test("a word among many numbers is an error by its line; among few it is a category", async () => {
    await expect(make(table("a,y", 60, (n) => [n === 9 ? "six" : (n * 7) % 59, n % 2]))).rejects.toThrow(
      refusal("wrong-value", 'file line 11, column "a"', '"six"'),
    );
    const doors = await make(table("doors,y", 60, (n) => [["2", "3", "4", "5more"][n % 4], n % 2]));
    expect(doors.inputNames).toEqual(["doors=2", "doors=3", "doors=4", "doors=5more"]);
  });
});

describe("dates", () => {
  const text = table("day,y", 28, (n) => [`2021-02-${String(n + 1).padStart(2, "0")}`, n % 2]);

  test("are refused, or days", async () => {
    await expect(make(text)).rejects.toThrow(refusal("wrong-value", 'file, column "day"', "dates", { remedy: /days/ }));
    const data = await make(text, { dates: "days", standardize: false });
    for (let n = 0; n < 28; n++) expect(rowOf(data, n + 2)).toEqual([18659 + n]);
    const either = table("day,y", 28, (n) => [`02/${n + 1}/2021`, n % 2]);
    await expect(make(either, { dates: "days" })).rejects.toThrow(
      refusal("wrong-value", 'file, column "day"', /ambiguous/),
    );
  });
});

describe("missing values", () => {
  const gaps = (word: string) =>
    table("size,colour,y", 60, (n) => [n % 6 === 0 ? word : n, n % 5 === 0 ? word : ["red", "green"][n % 2], n % 2]);

  test.each(["NA", "?", "", "NaN", "null", "None", "n/a", "<NA>", "#N/A"])(
    "%j is one, counted by column",
    async (word) => {
      await expect(make(gaps(word))).rejects.toThrow(
        refusal("wrong-value", "file", /^10 in "size" \(first .*line 2\), 12 in "colour"/, { remedy: /missing/ }),
      );
    },
  );

  test("drop leaves rows out", async () => {
    const { train, test: held } = await make(gaps("NA"), { missing: "drop" });
    const lines = [...train.rows!, ...held.rows!].map((line) => line - 2);
    expect(lines.sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, n) => n).filter((n) => n % 6 !== 0 && n % 5 !== 0),
    );
  });

  test.each(["mean", "median"] as const)("%s of the training rows; text has a category of its own", async (missing) => {
    const data = await make(gaps("?"), { missing, standardize: false });
    const present = [...data.train.rows!]
      .map((line) => line - 2)
      .filter((n) => n % 6 !== 0)
      .sort((a, b) => a - b);
    const middle = present.length >> 1;
    const median = present.length % 2 ? present[middle]! : (present[middle]! + present[middle - 1]!) / 2;
    expect(rowOf(data, 2)[0]).toBeCloseTo(missing === "mean" ? meanOf(present) : median, 4);
    expect(data.inputNames).toEqual(["size", "colour=green", "colour=missing", "colour=red"]);
    expect(rowOf(data, 2).slice(1)).toEqual([0, 1, 0]);
  });

  test("category is for text", async () => {
    await expect(make(gaps("NA"), { missing: "category" })).rejects.toThrow(
      refusal("wrong-value", 'file, column "size"', "numbers", { remedy: /median/ }),
    );
    const data = await make(gaps("NA"), { missing: { size: "mean", colour: "category" } });
    expect(data.inputNames).toContain("colour=missing");
  });

  test("a column of nothing is refused", async () => {
    await expect(
      make(
        table("a,b,y", 20, (n) => ["NA", n % 7, n % 2]),
        { missing: "mean" },
      ),
    ).rejects.toThrow(refusal("wrong-value", 'file, column "a"', /none/));
  });
});

describe("scaling", () => {
  test("is of the training rows, and near-constant columns are 0", async () => {
    const text = table("a,flat,y", 50, (n) => [(n * 17) % 50, n === 49 ? 5 : n % 2 ? 0.3 : 0.30000000000000004, n % 2]);
    // Its integers are all different: by name they are an input.
    const data = await make(text, { shuffle: false, inputs: ["a", "flat"] });
    expect(data.preprocessing!.inputs[1]).toMatchObject({ column: "flat", sd: 0 });
    for (let n = 0; n < 50; n++) expect(rowOf(data, n + 2)[1]).toBe(0);
    const train = Array.from({ length: 40 }, (_, n) => (n * 17) % 50);
    const sd = Math.sqrt(meanOf(train.map((value) => (value - meanOf(train)) ** 2)));
    for (let n = 0; n < 50; n++) expect(rowOf(data, n + 2)[0]).toBeCloseTo((((n * 17) % 50) - meanOf(train)) / sd, 5);
    expect(data.decided).toContain('constant: "flat"');
  });
});

describe("the split", () => {
  const classes = (rows: readonly number[]) =>
    Object.fromEntries([...new Set(rows)].map((y) => [y, rows.filter((other) => other === y).length]));
  const text = table("a,y", 97, (n) => [n % 7, n % 10 < 6 ? "a" : n % 10 < 9 ? "b" : "c"]);

  test("each class has its share", async () => {
    const { train, test: held, decided } = await make(text, { test: 0.25 });
    expect([train.count, held.count]).toEqual([73, 24]);
    expect(decided).toContain("73 train, 24 test, stratified");
    // 60, 28 and 9 rows: 14.8, 6.9 and 2.2 of 24.
    expect(classes([...held.y])).toEqual({ 0: 15, 1: 7, 2: 2 });
  });

  test("a class of one row is trained on", async () => {
    const rare = table("a,y", 41, (n) => [n % 7, n === 40 ? "rare" : n % 2 ? "x" : "y"]);
    for (let seed = 0; seed < 20; seed++) {
      const { train, classNames } = await make(rare, { test: 0.5 }, seed);
      expect([...train.y]).toContain(classNames!.indexOf("rare"));
    }
  });

  test("k seeds of k folds are a cross-validation: each row is a test row once", async () => {
    const seen = new Map<number, number>();
    for (let seed = 10; seed < 15; seed++) {
      const { train, test: held } = await make(text, { folds: 5 }, seed);
      for (const line of held.rows!) seen.set(line, (seen.get(line) ?? 0) + 1);
      expect(train.count + held.count).toBe(97);
      for (const [c, count] of Object.entries(classes([...held.y]))) {
        expect(Math.abs(count - [60, 28, 9][Number(c)]! / 5)).toBeLessThan(1);
      }
    }
    expect([...seen.values()]).toEqual(Array(97).fill(1));
    const [a, b] = [await make(text, { folds: 5 }, 0), await make(text, { folds: 5 }, 5)];
    expect([...a.test.rows!]).not.toEqual([...b.test.rows!]);
  });

  test("every share and any classes: a partition with as many test rows as asked, by class within one", () => {
    const cases = fc.tuple(
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 8, maxLength: 80 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.nat(1000),
    );
    return fc.assert(
      fc.asyncProperty(cases, async ([labels, share, seed]) => {
        fc.pre(new Set(labels).size > 1);
        const made = make(
          table("a,y", labels.length, (n) => [n % 7, `c${labels[n]}`]),
          { test: share },
          seed,
        );
        const data = await made.catch((error: Error) => error);
        if (data instanceof Error) return expect(data).toEqual(refusal("wrong-value", "file", /^only/));
        const lines = [...data.train.rows!, ...data.test.rows!].sort((a, b) => a - b);
        expect(lines).toEqual(labels.map((_, n) => n + 2));
        const names = data.classNames!;
        for (const [c, name] of names.entries()) {
          const all = labels.filter((label) => `c${label}` === name).length;
          const held = [...data.test.y].filter((y) => y === c).length;
          const wanted = (all * data.test.count) / labels.length;
          if (all > 1 && names.every((each) => labels.filter((l) => `c${l}` === each).length > 2 / (1 - share)))
            expect(Math.abs(held - wanted)).toBeLessThanOrEqual(1);
          expect(held).toBeLessThan(all);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("test rows of a file of their own", async () => {
    const folder = scratchFolder();
    const path = join(folder, "test.csv");
    writeFileSync(path, "y,extra,a\nb,1,3\na,2,4\n");
    const train = join(folder, "train.csv");
    writeFileSync(train, text);
    const makeOf = (fields: object) => dataset({ name: "file", path: train, test: path, ...fields } as DataInput);
    const data = await makeOf({ standardize: false });
    expect([data.train.count, data.test.count, [...data.test.x], [...data.test.y]]).toEqual([97, 2, [3, 4], [1, 0]]);
    expect([...data.test.rows!]).toEqual([2, 3]);
    writeFileSync(path, "y,b\na,1\n");
    await expect(makeOf({})).rejects.toThrow(refusal("wrong-value", path, /"a"/));
    await expect(makeOf({ folds: 3 })).rejects.toThrow(refusal("wrong-value", "data.folds", "3"));
  });

  test.each([
    [{ stratify: true, label: "a", task: "regression" }, refusal("wrong-value", "study.data.stratify", "true")],
    [{ stratify: true, shuffle: false }, refusal("wrong-value", "data.stratify", "true")],
    [{ folds: 98 }, refusal("wrong-value", "study.data.folds", "98")],
    [{ test: 1 }, refusal("wrong-type", "data.test", "1")],
    [{ test: "" }, refusal("wrong-type", "data.test")],
    [{ test: "t.csv" }, refusal("wrong-value", "data.test", '"t.csv"')],
  ])("%j", async (fields, error) => {
    await expect(make(text, fields)).rejects.toThrow(error);
  });
});

test.each([
  ["a header alone", "a,y\n", "none"],
  ["one row", "a,y\n1,x\n", "one"],
  ["classes of one row each", "a,y\n1,x\n2,z\n", "none"],
])("%s is refused", async (_, text, got) => {
  await expect(make(text)).rejects.toThrow(refusal("wrong-value", "file", got));
});

test.each(["1e39", "-3.5e38"])("%s, which float32 does not hold, is refused by its line", async (cell) => {
  await expect(make(table("a,y", 20, (n) => [n === 4 ? cell : n % 7, n % 2]))).rejects.toThrow(
    refusal("wrong-value", 'file line 6, column "a"', cell),
  );
});

test("40,000 columns of few rows are read", async () => {
  const names = Array.from({ length: 40000 }, (_, c) => `c${c}`);
  const data = await make(
    table([...names, "y"].join(), 12, (n) => [...names.map((_, c) => (c * 7 + n * 3) % 11), n % 2]),
  );
  expect(data.inputs).toBe(40000);
});

test("weights, ids and groups go with their rows", async () => {
  const text = table("name,g,w,a,y", 40, (n) => [`r${n}`, n % 3 ? "x" : "z", n / 4, n % 7, n % 2]);
  const data = await make(text, { id: "name", groups: "g", weights: "w" });
  expect(data.inputNames).toEqual(["a"]);
  for (const { rows, ids, groups } of [data.train, data.test]) {
    expect(ids).toEqual([...rows!].map((line) => `r${line - 2}`));
    expect(groups).toEqual([...rows!].map((line) => ((line - 2) % 3 ? "x" : "z")));
  }
  expect([...data.train.weights!]).toEqual([...data.train.rows!].map((line) => (line - 2) / 4));
  await expect(
    make(
      table("w,a,y", 20, (n) => [n - 1, n % 7, n % 2]),
      { weights: "w" },
    ),
  ).rejects.toThrow(refusal("wrong-value", 'file line 2, column "w"', "-1"));
});

describe("numbers that look like words are a question", () => {
  const column = (cells: readonly string[]) =>
    `x;n;kind\n${cells.map((cell, n) => `${cell};${n % 5};${n % 3 ? "a" : "b"}`).join("\n")}\n`;
  test.each(["$5.10", "5.1%", "(5.1)", "'5.1", "\u22125.1", "7,5 \u20ac", "1\u00a0005,5"])("%s", async (cell) => {
    const text = column(Array.from({ length: 12 }, (_, n) => cell.replace("5.1", `${n}.5`)));
    const remedy = /data\.categories=\{"x":"one-hot"\}/;
    await expect(make(text)).rejects.toThrow(
      refusal("wrong-value", 'file, column "x"', /^numbers such as/, { remedy }),
    );
    expect((await make(text, { categories: { x: "one-hot" } })).inputs).toBeGreaterThan(1);
  });
  test("words with such signs are words", async () => {
    const text = column(Array.from({ length: 12 }, (_, n) => (n % 2 ? "5% off" : "(none)")));
    expect((await make(text)).inputs).toBe(3);
  });
});

test("one column asks for the delimiter", async () => {
  await expect(make("x^n\n1^a\n2^b\n3^a\n")).rejects.toThrow(
    refusal("wrong-value", "file", "none", { remedy: /data\.delimiter/ }),
  );
});

test("the name of a class may be a whole text, of which a few words are said", async () => {
  const { decided } = await make(
    `x,kind\n${Array.from({ length: 12 }, (_, n) => `${n * n},${n % 2 ? "a" : "b".repeat(900)}`).join("\n")}\n`,
  );
  expect(decided!.length).toBeLessThan(300);
});
