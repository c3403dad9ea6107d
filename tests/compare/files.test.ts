/** Files of predictions in every form that is read give the same comparison, and what does not fit is refused by file and row. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compare, compared } from "../../src/compare/compare.js";
import { type PredictionFiles, readPredictions } from "../../src/compare/files.js";
import { writeNpz } from "../../src/exchange/npz.js";
import { refusal } from "../refusal.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-compare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const before = process.cwd();
process.chdir(folder);
afterAll(() => process.chdir(before));

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

/** An array of doubles as NumPy saves it. */
function npy(name: string, shape: number[], values: ArrayLike<number>, order: "C" | "Fortran" = "C"): string {
  const header = `{'descr': '<f8', 'fortran_order': ${order === "C" ? "False" : "True"}, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  const text = `${header.padEnd(117)}\n`;
  const bytes = new Uint8Array(10 + text.length + 8 * values.length);
  bytes.set([0x93, ...Array.from("NUMPY", (c) => c.charCodeAt(0)), 1, 0, text.length, 0]);
  bytes.set(
    Array.from(text, (c) => c.charCodeAt(0)),
    10,
  );
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(10 + text.length + 8 * i, values[i]!, true);
  return write(name, bytes);
}

const NAMES = ["cat", "dog", "eel"];
const predictions = [
  [
    [0.5, 0.25, 0.25],
    [0.125, 0.75, 0.125],
    [0.25, 0.25, 0.5],
    [0.1, 0.2, 0.7],
  ],
  [
    [0.25, 0.5, 0.25],
    [0.25, 0.625, 0.125],
    [0.5, 0.25, 0.25],
    [0.2, 0.2, 0.6],
  ],
  [
    [0.75, 0.125, 0.125],
    [0.25, 0.5, 0.25],
    [0.25, 0.125, 0.625],
    [0.3, 0.3, 0.4],
  ],
];
const labels = [0, 1, 2, 1];
const ids = ["a", "b", "c", "d"];
const groups = ["x", "y", "x", "y"];
const known = { predictions, labels, baseline: predictions[2]! };
const expected = await compare(known);

/** A table of one model: columns in any order, rows in any order. */
function table(r: number, rows: number[], columns: string[], delimiter = ","): string {
  const cell = (n: number, name: string): string | number => {
    if (name === "id") return ids[n]!;
    if (name === "label") return NAMES[labels[n]!]!;
    if (name === "site") return groups[n]!;
    if (name === "model") return `m${r}`;
    return predictions[r]![n]![NAMES.indexOf(name.replace(/^p_/, ""))]!;
  };
  return rows.map((n) => `${columns.map((name) => cell(n, name)).join(delimiter)}\n`).join("");
}
const csv = (name: string, r: number, rows: number[], columns: string[]) =>
  write(name, `${columns.join(",")}\n${table(r, rows, columns)}`);

const compareFiles = async (given: PredictionFiles) => {
  const { predicted, models, decided } = await readPredictions(given);
  return { ...(await compared(predicted, Number.POSITIVE_INFINITY)), models, decided };
};

const flat = predictions.flat(2);
const all = npy("all.npy", [3, 4, 3], flat);
const columns = ["id", "p_cat", "p_dog", "p_eel", "label"];
const tables = [
  csv("t0.csv", 0, [0, 1, 2, 3], columns),
  csv("t1.csv", 1, [3, 1, 0, 2], ["p_dog", "label", "p_cat", "id", "p_eel"]),
  csv("t2.csv", 2, [2, 3, 1, 0], columns),
];
const arrays = predictions.map((replica, r) => npy(`m${r}.npy`, [4, 3], replica.flat()));
const marks = npy("labels.npy", [4], labels);
const fortran = Array.from({ length: 36 }, (_, i) => {
  const [r, n, c] = [i % 3, Math.floor(i / 3) % 4, Math.floor(i / 12)];
  return predictions[r]![n]![c]!;
});
const long = write(
  "long.csv",
  `model,${columns.join(",")}\n${[0, 1, 2]
    .map((r) =>
      table(
        r,
        [
          [0, 1, 2, 3],
          [3, 2, 1, 0],
          [1, 0, 3, 2],
        ][r]!,
        ["model", ...columns],
      ),
    )
    .join("")}`,
);

describe("one comparison, whatever the files", () => {
  test.each<[string, PredictionFiles]>([
    ["an array R x N x C", { files: [all], labels: marks, baseline: arrays[2]! }],
    [
      "in Fortran's order",
      { files: [npy("f.npy", [3, 4, 3], fortran, "Fortran")], labels: marks, baseline: arrays[2]! },
    ],
    ["an array a model", { files: arrays, labels: marks, baseline: arrays[2]! }],
    ["a table a model, rows and columns in any order", { files: tables, baseline: tables[2]! }],
    ["a table with a column of models", { files: [long], baseline: tables[2]! }],
    [
      "tables and labels by id",
      {
        files: predictions.map((_, r) => csv(`u${r}.csv`, r, [0, 1, 2, 3], columns.slice(0, 4))),
        labels: write("l.csv", "id,kind\nd,dog\na,cat\nb,dog\nc,eel\n"),
        baseline: tables[2]!,
      },
    ],
    [
      "tables and labels by index",
      {
        files: predictions.map((_, r) => csv(`v${r}.csv`, r, [0, 1, 2, 3], columns.slice(1, 4))),
        labels: marks,
        baseline: csv("v.csv", 2, [0, 1, 2, 3], columns.slice(1, 4)),
      },
    ],
  ])("%s", async (_, given) => {
    const found = await compareFiles(given);
    expect(found.measures).toEqual(expected.measures);
    expect(found.baseline).toEqual(expected.baseline);
    expect(found.flips.map(({ answers, label }) => [answers, label])).toEqual(
      expected.flips.map(({ answers, label }) => [answers, label]),
    );
    expect([found.task, found.replicas, found.models.length]).toEqual(["classes", 3, 3]);
  });

  test("names of classes, ids, rows and groups come from the files", async () => {
    const found = await compareFiles({ files: tables, baseline: tables[2]! });
    expect(found.classNames).toEqual(NAMES);
    expect(found.models).toEqual(tables);
    expect(found.decided).toBe('classes, 3 columns (cat, dog, eel); in one order by "id"; labels are names of columns');
    expect(found.flips.map(({ id, row }) => [id, row])).toEqual(expected.flips.map(({ row }) => [ids[row], row + 2]));
    const grouped = { files: [csv("g.csv", 0, [0, 1, 2, 3], [...columns, "site"])], group: "site" };
    expect((await compareFiles(grouped)).groups!.map(({ group, examples }) => [group, examples])).toEqual([
      ["x", 2],
      ["y", 2],
    ]);
    const beside = { files: arrays, labels: write("lg.csv", "name,label,site\nq,0,x\nr,1,y\ns,2,x\nt,1,y\n") };
    const besides = await compareFiles({ ...beside, id: "name", group: "site" });
    expect(besides.groups!.map(({ group }) => group)).toEqual(["x", "y"]);
    expect(besides.measures).toEqual(expected.measures);
    expect(besides.flips.map(({ id }) => id)).toEqual(expected.flips.map(({ row }) => ["q", "r", "s", "t"][row]));
  });

  test("one column: replicas x examples, and files of probabilities of the positive class", async () => {
    const binary = predictions.map((replica) => replica.map(([p]) => p!));
    const own = await compare({ predictions: binary, labels: [1, 0, 0, 1] });
    const given = { labels: npy("b.npy", [4], [1, 0, 0, 1]) };
    const files = binary.map((replica, r) => npy(`b${r}.npy`, [4], replica));
    expect((await compareFiles({ ...given, files: [npy("bs.npy", [3, 4], binary.flat())] })).measures).toEqual(
      own.measures,
    );
    expect((await compareFiles({ ...given, files })).measures).toEqual(own.measures);
    const two = binary.map((replica, r) =>
      write(`two${r}.csv`, `id,p,label\n${replica.map((p, n) => `${ids[n]},${p},${[1, 0, 0, 1][n]}\n`).join("")}`),
    );
    expect((await compareFiles({ files: two })).measures).toEqual(own.measures);
  });

  test("nothing is rounded to single precision", async () => {
    const files = [0.50000001, 0.4].map((p, r) => npy(`d${r}.npy`, [1], [p]));
    expect((await compareFiles({ files })).measures.churn.value).toBe(1);
    const values = [20240000500, 1e90].map((value, r) => write(`w${r}.csv`, `id,value\na,${value}\n`));
    const { measures } = await compareFiles({ files: values, task: "regression" });
    expect(measures.predictionDifference.value).toBe(1e90 - 20240000500);
  });

  test("several labels: by name where they have the names of the predictions, else by place", async () => {
    const sets = [
      [1, 0, 1],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 1],
    ];
    const own = await compare({ predictions, labels: sets, task: "multilabel" });
    const turned = write("sets.csv", `eel,cat,dog\n${sets.map(([a, b, c]) => `${c},${a},${b}\n`).join("")}`);
    for (const labels of [npy("sets.npy", [4, 3], sets.flat()), turned]) {
      const files = predictions.map((_, r) => csv(`s${r}.csv`, r, [0, 1, 2, 3], ["cat", "dog", "eel"]));
      const found = await compareFiles({ files, labels, task: "multilabel" });
      expect([found.measures, found.labelSets]).toEqual([own.measures, own.labelSets]);
    }
  });

  test("tables without names, names that are numbers, and the index of a data frame", async () => {
    const bare = predictions.map((replica, r) =>
      write(`bare${r}.csv`, replica.map((row) => `${row.join(",")}\n`).join("")),
    );
    const given = { labels: marks, baseline: arrays[2]! };
    const found = await compareFiles({ files: bare, header: false, ...given });
    expect(found.measures).toEqual(expected.measures);
    const framed = predictions.map((replica, r) =>
      write(`framed${r}.csv`, `,0,1,2\n${replica.map((row, n) => `${ids[n]},${row.join(",")}\n`).join("")}`),
    );
    const indexed = await compareFiles({ files: framed, header: true, ...given, baseline: framed[2]! });
    expect(indexed.measures).toEqual(expected.measures);
    expect(indexed.flips.map(({ id, row }) => id === ids[row - 2])).toEqual(Array(indexed.flipping).fill(true));
    expect(indexed.decided).toContain("in one order by the first column, which has no name");
  });

  test("arrays of .npz: one of all models, or one a model, beside labels, ids and groups", async () => {
    const single = (name: string, shape: number[], values: ArrayLike<number>) => ({
      name,
      shape,
      values: Float32Array.from(values),
    });
    // Numbers that single precision holds: .npz is written in it.
    const rows = (r: number) =>
      Array.from({ length: 4 }, (_, n) => [((r + 2) * (n + 1)) % 8, 8 - (((r + 2) * (n + 1)) % 8)]);
    const eighths = [0, 1, 2].map((r) => rows(r).map((row) => row.map((k) => k / 8)));
    const known = [
      single("label", [4], [0, 1, 1, 0]),
      single("id", [4], [7, 8, 9, 10]),
      single("site", [4], [1, 1, 2, 2]),
    ];
    const apart = eighths.map((replica, r) => single(`seed${r}`, [4, 2], replica.flat()));
    const whole = single("predictions", [3, 4, 2], eighths.flat(2));
    const own = await compare({ predictions: eighths, labels: [0, 1, 1, 0], groups: ["1", "1", "2", "2"] });
    for (const [name, arrays] of Object.entries({ apart, whole: [whole] })) {
      const files = [write(`${name}.npz`, writeNpz([...known, ...arrays]))];
      const found = await compareFiles({ files, group: "site" });
      expect([found.measures, found.groups]).toEqual([own.measures, own.groups]);
      expect(found.flips.map(({ id, row }) => id === String(row + 7))).toEqual(Array(found.flipping).fill(true));
      expect(found.models[2]).toBe(name === "apart" ? 'apart.npz, array "seed2"' : 'whole.npz, array "predictions"[2]');
    }
    const files = eighths.map((_, r) => write(`seed${r}.npz`, writeNpz([apart[r]!])));
    const labels = write("marks.npz", writeNpz([known[0]!]));
    expect((await compareFiles({ files, labels })).measures).toEqual(own.measures);
  });

  test("numbers of rows are ids where there are no others, and rows of the examples", async () => {
    const [first, second] = [".9,1\n9,.2,0\n", ".8,1\n9,.7,0\n"];
    const files = [write("row0.csv", `row,p,label\n4,${first}`), write("row1.csv", `row,p,label\n4,${second}`)];
    const { flips, decided } = await compareFiles({ files });
    expect([flips.map(({ id, row }) => [id, row]), decided]).toEqual([
      [[null, 9]],
      'binary, 1 column; in one order by "row"; labels are indices of columns',
    ]);
    const both = [write("both0.csv", `row,id,p\n4,a,.9\n9,b,.2\n`), write("both1.csv", `row,id,p\n9,b,.7\n4,a,.8\n`)];
    expect((await compareFiles({ files: both })).flips.map(({ id, row }) => [id, row])).toEqual([["b", 9]]);
  });

  test("labels as rows with one 1, and files of single precision", async () => {
    const hot = labels.flatMap((label) => NAMES.map((_, c) => Number(c === label)));
    const given = { labels: npy("hot.npy", [4, 3], hot), baseline: arrays[2]! };
    expect((await compareFiles({ files: arrays, ...given })).measures).toEqual(expected.measures);
    const thirds = Float32Array.from({ length: 12 }, (_, i) => [1 / 3, 1 / 7, 1 - 1 / 3 - 1 / 7][i % 3]!);
    const single = write("f4.npz", writeNpz([{ name: "p", shape: [1, 4, 3], values: thirds }]));
    expect((await compareFiles({ files: [single] })).examples).toBe(4);
  });

  test.each([
    ["two classes in one column, called by one of them", "p_yes", ["yes", "no"], ["no", "yes"], [1, 0]],
    ["by a name with marks in it", "p_not-spam", ["not-spam", "spam"], ["spam", "not-spam"], [1, 0]],
    ["by a number", "p_2", ["1", "2"], ["1", "2"], [0, 1]],
    ["one class alone among the labels", "p_yes", ["yes", "yes"], ["not yes", "yes"], [1, 1]],
    ["0 and 1 are what they are", "p_0", ["0", "1"], null, [0, 1]],
    ["classes that begin alike", "p_a-x,p_a-y", ["a-y", "a-x"], ["a-x", "a-y"], [1, 0]],
    ["classes without what they share", "p_a-x,p_a-y", ["y", "x"], ["x", "y"], [1, 0]],
    ["classes by the names of the columns", "p_a,p_b", ["p_b", "p_a"], ["p_a", "p_b"], [1, 0]],
  ])("labels that are names: %s", async (_, columns, given, names, labels) => {
    const row = columns.includes(",") ? ".25,.75" : ".75";
    const files = [write("named.csv", `${columns},label\n${given.map((label) => `${row},${label}\n`).join("")}`)];
    const { predicted } = await readPredictions({ files });
    expect([predicted.classNames, [...(predicted.labels as Float64Array)]]).toEqual([names, labels]);
  });

  test("a regression with its targets", async () => {
    const own = await compare({
      predictions: [
        [1, 2],
        [3, 4],
      ],
      labels: [2, 2.5],
      task: "regression",
    });
    const files = [
      [1, 2],
      [3, 4],
    ].map(([a, b], r) => write(`r${r}.csv`, `id,value,label\nx,${a},2\ny,${b},2.5\n`));
    expect((await compareFiles({ files, task: "regression" })).measures).toEqual(own.measures);
  });
});

describe("what does not fit is refused, with file and row", () => {
  const bad = (name: string, text: string) => write(name, text);
  const head = "id,cat,dog\n";
  const good = bad("good.csv", `${head}a,.5,.5\nb,.25,.75\n`);

  test.each<[string, PredictionFiles, ReturnType<typeof refusal>]>([
    [
      "no distribution",
      { files: [bad("n.csv", `${head}a,.5,.5\nb,.5,.4\n`)] },
      refusal("wrong-value", "n.csv line 3", "a sum of 0.9", { remedy: /multilabel/ }),
    ],
    [
      "no distribution in an array",
      { files: [npy("na.npy", [1, 2, 2], [0.5, 0.5, 1, 1])] },
      refusal("wrong-value", "na.npy index [0][1]", "a sum of 2"),
    ],
    [
      "no probability",
      { files: [bad("np.csv", `${head}a,.5,.5\nb,1.5,-.5\n`)] },
      refusal("wrong-value", 'np.csv line 3, column "cat"', "1.5", { remedy: /--task regression/ }),
    ],
    [
      "no number",
      { files: [bad("nn.csv", "id,p,site\na,.5,x\n")] },
      refusal("wrong-type", 'nn.csv line 2, column "site"', '"x"', { remedy: /--group/ }),
    ],
    [
      "an empty cell",
      { files: [bad("ne.csv", "id,p\na,\n")] },
      refusal("wrong-type", 'ne.csv line 2, column "p"', "an empty cell"),
    ],
    [
      "NaN",
      { files: [npy("nan.npy", [2], [0.5, Number.NaN])] },
      refusal("wrong-value", "nan.npy row index 1", "NaN", { remedy: /no number/ }),
    ],
    [
      "logits",
      { files: [npy("lo.npy", [2], [0.5, -3.25])] },
      refusal("wrong-value", "lo.npy row index 1", "-3.25", { remedy: /sigmoid/ }),
    ],
    [
      "classes alone",
      { files: [npy("ca.npy", [3], [0, 1, 2])] },
      refusal("wrong-value", "ca.npy row index 2", "2", { remedy: /1 in the column of its class/ }),
    ],
    [
      "a model a column",
      { files: [bad("mc.csv", "id,seed0,seed1\na,.5,.25\n")] },
      refusal("wrong-value", "mc.csv line 2", "a sum of 0.75", { remedy: /"model"/ }),
    ],
    [
      "labels among the models",
      { files: [npy("my-labels.npy", [2], [0, 1]), npy("mm.npy", [2, 2], [0.5, 0.5, 1, 0])] },
      refusal("wrong-value", "mm.npy", "2 columns", { remedy: /--labels/ }),
    ],
    [
      "names of classes beside arrays",
      { files: arrays, labels: bad("nb.csv", "label\ncat\ncat\ncat\ncat\n") },
      refusal("wrong-value", "nb.csv line 2, label", '"cat"', { remedy: /tables/ }),
    ],
    [
      "rows of several marks",
      { files: arrays, labels: npy("om.npy", [4, 3], [1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1]) },
      refusal("wrong-value", "om.npy", "3 columns"),
    ],
    [
      "another id",
      { files: [good, bad("o.csv", `${head}a,.5,.5\nc,.5,.5\n`)] },
      refusal("wrong-value", "o.csv", "no such id", { expected: /the id "b", as good\.csv line 3 has/ }),
    ],
    [
      "one more id",
      { files: [good, bad("p.csv", `${head}a,.5,.5\nc,.5,.5\nb,.5,.5\n`)] },
      refusal("wrong-value", "p.csv line 3", '"c"', { expected: "an id of good.csv" }),
    ],
    [
      "an id twice",
      { files: [good, bad("q.csv", `${head}a,.5,.5\na,.5,.5\n`)] },
      refusal("wrong-value", "q.csv line 3", '"a" twice'),
    ],
    [
      "ids in one file only",
      { files: [good, bad("r.csv", "cat,dog\n.5,.5\n.5,.5\n")] },
      refusal("wrong-value", "r.csv", "none", { expected: /ids, as in good/ }),
    ],
    [
      "other columns",
      { files: [good, bad("s.csv", "id,cat,eel\na,.5,.5\nb,.5,.5\n")] },
      refusal("wrong-value", "s.csv", /eel/, { expected: /2 columns \(cat, dog\), as in good/ }),
    ],
    [
      "more columns",
      { files: [good, bad("t.csv", "id,cat,dog,eel\na,.5,.5,0\nb,.5,.5,0\n")] },
      refusal("wrong-value", "t.csv", /^3 columns/),
    ],
    [
      "fewer examples",
      { files: [npy("x.npy", [2], [0, 1]), npy("y.npy", [3], [0, 1, 1])] },
      refusal("wrong-value", "y.npy", "3", { expected: "2 examples, as in x.npy" }),
    ],
    [
      "classes of one model",
      { files: [npy("z.npy", [2, 2], [0.5, 0.5, 0.25, 0.75])] },
      refusal("wrong-value", "z.npy", /all add up to 1/, { remedy: /array\[None\]/ }),
    ],
    [
      "four dimensions",
      { files: [npy("4.npy", [1, 1, 1, 1], [0.5])] },
      refusal("wrong-value", "4.npy", "shape (1, 1, 1, 1)"),
    ],
    ["no format", { files: [bad("a.bin", "%PDF-1.4")] }, refusal("wrong-value", "a.bin", "a PDF")],
    [
      "a first row of numbers",
      { files: [bad("hn.csv", ".5,.5\n.25,.75\n")] },
      refusal("wrong-value", "hn.csv line 1", /0?\.5/, { remedy: /--no-header/ }),
    ],
    [
      "no file",
      { files: ["missing.npy"] },
      refusal("wrong-value", "FILE", '"missing.npy"', { remedy: /no such file/ }),
    ],
    ["no labels", { files: [good], labels: "missing.npy" }, refusal("wrong-value", "--labels", '"missing.npy"')],
    [
      "another label",
      { files: [good], labels: bad("l1.csv", "id,label\na,cat\nb,eel\n") },
      refusal("wrong-value", "l1.csv line 3, label", '"eel"', { expected: "one of cat, dog, or 0 or 1" }),
    ],
    [
      "a label of no class",
      { files: arrays, labels: npy("l2.npy", [4], [0, 1, 2, 3]) },
      refusal("wrong-value", "l2.npy row index 3, label", "3", { expected: "an index from 0 to 2" }),
    ],
    [
      "labels of other examples",
      { files: arrays, labels: npy("l3.npy", [3], [0, 1, 2]) },
      refusal("wrong-value", "l3.npy", "3", { expected: /4 examples/ }),
    ],
    [
      "labels that contradict",
      { files: [bad("c0.csv", "id,p,label\na,.5,1\n"), bad("c1.csv", "id,p,label\na,.5,0\n")] },
      refusal("wrong-value", "c1.csv line 2, label", '"0"', { expected: '"1", as c0.csv line 2 has' }),
    ],
    [
      "labels that are no marks",
      { files: arrays, labels: npy("l4.npy", [4, 3], Array(12).fill(0.5)), task: "multilabel" },
      refusal("wrong-value", "l4.npy row index 0", "0.5", { expected: /0 or 1/ }),
    ],
    [
      "two classes of one column that has another name",
      { files: [bad("l5.csv", "id,p,label\na,.5,no\nb,.5,yes\n")] },
      refusal("wrong-value", "l5.csv line 2, label", '"no"', { remedy: /p_yes/ }),
    ],
    [
      "percentages",
      { files: [bad("pc.csv", "id,p\na,55\n")] },
      refusal("wrong-value", 'pc.csv line 2, column "p"', "55", { remedy: /percentages by 100/ }),
    ],
    [
      "labels of another length in .npz",
      {
        files: [
          write(
            "sz.npz",
            writeNpz([
              { name: "a", shape: [2], values: Float32Array.of(0.5, 0.5) },
              { name: "label", shape: [3], values: Float32Array.of(0, 1, 1) },
            ]),
          ),
        ],
      },
      refusal("wrong-value", 'sz.npz, array "label"', "shape (3)"),
    ],
    [
      "labels alone in .npz",
      { files: [write("la.npz", writeNpz([{ name: "label", shape: [1], values: Float32Array.of(0) }]))] },
      refusal("wrong-value", "la.npz", "label"),
    ],
    ["two baselines", { files: [good], baseline: all }, refusal("wrong-value", "--baseline", "3 models")],
    [
      "a baseline of other examples",
      { files: arrays, baseline: npy("bl.npy", [3, 3], Array(9).fill(1 / 3)) },
      refusal("wrong-value", "bl.npy", "3", { expected: /4 examples/ }),
    ],
    ["no such column", { files: [good], group: "site" }, refusal("wrong-value", "--group", '"site"')],
    ["no such id", { files: arrays, id: "name" }, refusal("wrong-value", "--id", '"name"')],
    ["no such label", { files: arrays, label: "kind" }, refusal("wrong-value", "--label", '"kind"')],
    ["a task of other columns", { files: arrays, task: "binary" }, refusal("wrong-value", "--task", '"binary"')],
    ["no rows", { files: [bad("none.csv", "id,p\n")] }, refusal("wrong-value", "none.csv", "none")],
  ])("%s", async (_, given, error) => {
    await expect(readPredictions(given)).rejects.toThrow(error);
  });
});
