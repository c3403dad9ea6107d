/** Rows as the data file has them: predicted here, and by the models that are exported. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { Answers } from "../../src/model/answers.js";
import { exportModel } from "../../src/model/export.js";
import { predict } from "../../src/model/predict.js";
import { dataset } from "../../src/run/dataset.js";
import { toJson } from "../../src/run/json.js";
import type { NamedRow } from "../../src/run/rows.js";
import { run } from "../../src/run/run.js";
import { openTrainer } from "../../src/run/trainer.js";
import type { StudyInput } from "../../src/study/study.js";
import { notRun } from "../not-run.js";
import { refusal } from "../refusal.js";
import { bits } from "./trained.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-rows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A column of each kind, and gaps where the study fills them. */
const ROWS: NamedRow[] = Array.from({ length: 60 }, (_, n) => ({
  "age, years": n % 9 === 4 ? null : 20.25 + ((n * 37) % 41),
  job: ["nurse", "cook", "pilot"][(n * 7) % 3]!,
  size: ["S", "M", "L"][(n * 5 + (n >> 2)) % 3]!,
  height: 1.5 + ((n * 13) % 29) / 40,
  kind: n % 2 === 0 ? "even" : "odd",
  price: 100.5 + 3 * n + ((n * 11) % 17),
}));
const NAMES = Object.keys(ROWS[0]!);
const csv = (names = NAMES, rows: readonly NamedRow[] = ROWS) =>
  `${names.map((name) => `"${name}"`).join()}\n${rows.map((row) => names.map((name) => row[name] ?? "").join()).join("\n")}\n`;

const recipe = { hidden: [5], epochs: 3, replicas: 2 };
const columns = { text: csv(), missing: { "age, years": "median" }, categories: { size: ["S", "M", "L"] } } as const;
const STUDIES: Record<string, StudyInput> = {
  classes: { ...recipe, data: { name: "file", label: "kind", ...columns } },
  regression: { ...recipe, data: { name: "file", label: "price", ...columns } },
};
async function setUp(study: StudyInput) {
  const result = await run(study, { workers: 0 });
  const { test: evaluated, preprocessing } = await dataset(result.study.data);
  // Lines of the file, whose first is the header.
  const lines = [...evaluated.rows!];
  return { result, x: evaluated.x, lines, rows: lines.map((line) => ROWS[line - 2]!), preprocessing: preprocessing! };
}
const made = new Map<string, Awaited<ReturnType<typeof setUp>>>();
for (const [name, study] of Object.entries(STUDIES)) made.set(name, await setUp(study));

const logitsOf = ({ replicas }: Answers) => bits(replicas.flatMap(({ logits }) => [...logits]));

describe.each([...made.keys()])("%s", (name) => {
  const { result, x, rows, lines, preprocessing } = made.get(name)!;
  const expected = bits(result.logits!);

  test("the columns are of every kind", () => {
    const kinds = preprocessing.inputs.map((input) => (input.kind === "category" ? input.encoding : input.kind));
    expect(new Set(kinds)).toEqual(new Set(["number", "one-hot", "ordinal"]));
    expect(preprocessing.inputs.some(({ fill }) => fill !== null)).toBe(true);
  });

  test("rows by name, as a file, and by a trainer: the bits of the training", async () => {
    expect(logitsOf(await predict(result, rows))).toEqual(expected);
    const listed = rows.map((row) => preprocessing.inputs.map(({ column }) => row[column]!));
    expect(logitsOf(await predict(result, listed))).toEqual(expected);
    expect(logitsOf(await predict(result, x))).toEqual(expected);
    const noted = rows.map((row) => ({ ...row, note: "x" }));
    const answers = await predict(result, { text: csv(["note", ...NAMES].reverse(), noted) });
    expect(logitsOf(answers)).toEqual(expected);
    expect([...answers.rows!]).toEqual(rows.map((_, n) => n + 2));
    const whole = await predict(result, { text: csv() });
    const second = whole.replicas[1]!.logits;
    expect(second).toHaveLength(60);
    lines.forEach((line, n) => expect(second[line - 2]).toBe(result.logits![rows.length + n]));
    const trainer = await openTrainer(STUDIES[name]!);
    trainer.advance(trainer.steps);
    for (const each of [rows, listed, x])
      expect(bits(trainer.predict(each).flatMap(({ logits }) => [...logits]))).toEqual(expected);
  });

  test("answers in the units and by the names of the file", async () => {
    const { replicas, mean, classNames } = await predict(result, rows);
    if (preprocessing.target === null) {
      expect(classNames).toEqual(["even", "odd"]);
      for (const { classes, logits } of replicas)
        expect(classes).toEqual(Array.from(logits, (z) => (z > 0 ? "odd" : "even")));
      expect(mean.classes).toEqual(Array.from(mean.predictions, (p) => (p > 0.5 ? "odd" : "even")));
    } else {
      const { mean: middle, sd } = preprocessing.target;
      expect([...replicas[0]!.predictions]).toEqual(Array.from(replicas[0]!.logits, (z) => middle + sd * z));
      expect([classNames, replicas[0]!.classes, mean.classes]).toEqual([null, null, null]);
      expect(mean.predictions[0]).toBeGreaterThan(50);
    }
  });

  test("a stored result, with parameters and without", async () => {
    const answers = await predict(result, rows);
    for (const parts of [["parameters"], []] as const) {
      const stored = JSON.parse(JSON.stringify(toJson(result, parts)));
      expect(await predict(stored, rows, { workers: 0 })).toEqual(answers);
    }
  });

  test("the exported module", async () => {
    const { files } = await exportModel(result, { format: "js", name });
    writeFileSync(join(folder, files[0]!.name), files[0]!.bytes);
    const module = await import(/* @vite-ignore */ pathToFileURL(join(folder, files[0]!.name)).href);
    expect(module.predict(rows)).toEqual(await predict(result, rows));
  });

  test("onnxruntime, of columns", async (context) => {
    if (!existsSync("tests/peers/node_modules/onnxruntime-node")) notRun(context, "onnxruntime: exports to ONNX");
    const { InferenceSession, Tensor } = createRequire(resolve("tests/peers/package.json"))("onnxruntime-node");
    const feeds = Object.fromEntries(
      preprocessing.inputs.map(({ column, kind }) => {
        const cells = rows.map((row) => row[column]);
        const isText = kind === "category";
        const data = isText ? cells.map((c) => String(c ?? "")) : Float64Array.from(cells, (c) => Number(c ?? NaN));
        return [column, new Tensor(isText ? "string" : "float64", data, [rows.length, 1])];
      }),
    );
    const answers = await predict(result, rows);
    for (const ensemble of [false, true]) {
      const { files } = await exportModel(result, { format: "onnx", ensemble });
      const found = await (await InferenceSession.create(files[0]!.bytes)).run(feeds);
      const exact = ensemble ? [...answers.mean.predictions] : answers.replicas.flatMap((r) => [...r.predictions]);
      expect(found.predictions.data).toHaveLength(exact.length);
      // In the units of the file, which are hundreds.
      exact.forEach((value, k) => expect(Math.abs(value - found.predictions.data[k])).toBeLessThan(1e-3));
      if (!ensemble) result.logits!.forEach((z, k) => expect(Math.abs(z - found.logits.data[k])).toBeLessThan(1e-5));
    }
  });

  test("PyTorch and pandas, of a data frame: inputs to the bit", async (context) => {
    if (spawnSync("/usr/bin/python3", ["-c", "import torch, pandas"]).status !== 0)
      notRun(context, "python3-torch: exports to PyTorch");
    const { files } = await exportModel(result, { format: "pytorch", name: `net_${name}` });
    for (const file of files) writeFileSync(join(folder, file.name), file.bytes);
    writeFileSync(join(folder, `${name}.csv`), csv(NAMES, rows));
    const program = [
      `import json, pandas, net_${name} as net`,
      `x = net.inputs(pandas.read_csv("${name}.csv"))`,
      "print(json.dumps([x.flatten().tolist(), net.load().predict(x).flatten().tolist()]))",
    ];
    const { stdout, stderr, status } = spawnSync("/usr/bin/python3", ["-c", program.join("\n")], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    const [inputs, predictions] = JSON.parse(stdout) as [number[], number[]];
    expect(bits(inputs)).toEqual(bits(x));
    const exact = (await predict(result, rows)).replicas.flatMap((r) => [...r.predictions]);
    exact.forEach((value, k) => expect(Math.abs(value - predictions[k]!)).toBeLessThan(1e-3));
  });
});

test("a column that names the rows goes with the answers: the one of the data, or one without a name twice", async () => {
  const text = `name,x,y\n${Array.from({ length: 20 }, (_, n) => `n${n},${n / 7},${n % 3 ? "a" : "b"}`).join("\n")}\n`;
  const study = (data: object): StudyInput => ({ ...recipe, data: { name: "file", text, ...data } });
  const named = await run(study({ id: "name" }), { workers: 0 });
  const others = await run(study({ ignore: ["name"] }), { workers: 0 });
  for (const [result, names, ids] of [
    [named, "name", ["p", "p"]],
    [named, "other", null],
    [others, "id", ["p", "q"]],
    [others, "id", null],
    [others, "name", null],
  ] as const) {
    const [first, second] = ids ?? ["p", "p"];
    const answers = await predict(result, { text: `${names},x\n${first},1\n${second},2\n` });
    expect(answers.ids).toEqual(ids);
  }
});

test("rows of numbers are rows of the file, not inputs of the network", async () => {
  // Lengths of 100 to 200 that tell two classes apart, and a width of 1000.
  const text = `length,width,y\n${Array.from({ length: 40 }, (_, n) => `${n % 2 ? 110 + (n % 7) : 190 + (n % 7)},1000,${n % 2}`).join("\n")}\n`;
  const study: StudyInput = { data: { name: "file", text }, epochs: 40, replicas: 2 };
  const trainer = await openTrainer(study);
  trainer.advance(trainer.steps);
  const rows = [
    [112, 1000],
    [192, 1000],
  ];
  for (const { predictions, classes } of trainer.predict(rows)) {
    expect(predictions[0]).toBeGreaterThan(0.8);
    expect(predictions[1]).toBeLessThan(0.2);
    expect(classes).toEqual(["1", "0"]);
  }
  const { mean } = await predict(
    await run(study, { workers: 0 }),
    rows.map((row) => Float64Array.from(row)),
  );
  expect(mean.classes).toEqual(["1", "0"]);
});

test("a trainer answers rows of the file in its units, and inputs of the network in those of the network", async () => {
  const text = `rooms,price\n${Array.from({ length: 40 }, (_, n) => `${(n % 8) + 0.5},${240_000 + 10_000 * (n % 8)}`).join("\n")}\n`;
  const trainer = await openTrainer({ data: { name: "file", text, task: "regression" }, epochs: 200, replicas: 2 });
  trainer.advance(trainer.steps);
  const [{ mean, sd } = {}] = trainer.dataset.preprocessing!.inputs as { mean?: number; sd?: number }[];
  const target = trainer.dataset.preprocessing!.target!;
  const ofFile = trainer.predict([[3.5], [7.5]]);
  const ofNetwork = trainer.predict(Float32Array.of((3.5 - mean!) / sd!, (7.5 - mean!) / sd!));
  for (const [r, { predictions, classes, logits }] of ofFile.entries()) {
    expect(classes).toBeNull();
    expect(Math.abs(predictions[0]! - 270_000)).toBeLessThan(10_000);
    expect(logits).toEqual(ofNetwork[r]!.predictions);
    expect([...predictions]).toEqual(Array.from(ofNetwork[r]!.predictions, (value) => target.mean + target.sd * value));
  }
});

describe("refused", () => {
  test("other data than those whose preprocessing the result does not have", async () => {
    const stored = JSON.parse(JSON.stringify(toJson(result, ["parameters"])));
    const { preprocessing: _preprocessing, ...without } = stored;
    expect(logitsOf(await predict(without, rows, { workers: 0 }))).toEqual(bits(result.logits!));
    const other = { ...without, data: { ...without.data, sha256: "0".repeat(64) } };
    await expect(predict(other, rows, { workers: 0 })).rejects.toEqual(refusal("wrong-value", "options.data"));
  });

  const { result, rows } = made.get("classes")!;
  const [row] = rows as [NamedRow];
  test.each<[string, unknown, ReturnType<typeof refusal>]>([
    ["a row without a column", [row, { job: "cook" }], refusal("wrong-value", "rows[1]")],
    ["a text for a number", [{ ...row, height: "much" }], refusal("wrong-value", /"height"/, '"much"')],
    ["a value that has no place in the order", [{ ...row, size: "XL" }], refusal("wrong-value", /"size"/, '"XL"')],
    ["a gap where none was", [{ ...row, height: null }], refusal("wrong-value", /"height"/)],
    ["an object for a cell", [{ ...row, height: {} }], refusal("wrong-type", "rows[0].height")],
    ["a file without a column", { text: "a,b\n1,2\n3,4\n" }, refusal("wrong-value", "rows", /age, years/)],
    [
      "values of another length",
      [[1, 2]],
      refusal("wrong-value", "rows[0]", "[1,2]", { expected: /"age, years", "job"/ }),
    ],
    ["a text for a number in a list", [[20, "cook", "S", "much", 100]], refusal("wrong-value", /"height"/, '"much"')],
  ])("%s", async (_, given, what) => {
    await expect(predict(result, given as never)).rejects.toEqual(what);
  });

  test("rows by name where the data name no columns, and a file of other columns", async () => {
    const vee = await run({ data: { name: "vee", train: 20, test: 8 }, replicas: 1 }, { workers: 0 });
    await expect(predict(vee, [{ a: 1 }])).rejects.toEqual(refusal("wrong-type", "rows[0]"));
    const numbers = await predict(vee, [
      [0.5, 1],
      [2, -1],
    ]);
    expect((await predict(vee, { text: "x0,x1\n0.5,1\n2,-1\n" })).replicas).toEqual(numbers.replicas);
    await expect(predict(vee, { text: "x0,x1,x2\n1,2,3\n4,5,6\n" })).rejects.toEqual(
      refusal("wrong-value", "rows", "3"),
    );
  });

  test("a file for data whose scale nobody knows", async () => {
    const text = `a,b\n${Array.from({ length: 20 }, (_, n) => `${n},${n % 2}`).join("\n")}\n`;
    const old = await run({ data: { name: "csv", text }, replicas: 1, epochs: 1 }, { workers: 0 });
    await expect(predict(old, { text })).rejects.toEqual(refusal("wrong-value", "result", /csv/));
  });
});
