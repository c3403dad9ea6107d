/** The table of a data set, written in every form and read as a file: the same data, by their SHA-256. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Dataset, makeDataset } from "../../src/data/dataset.js";
import { absentClasses, datasetTable } from "../../src/data/dataset-table.js";
import { resolveData } from "../../src/data/spec.js";
import { writeCsv } from "../../src/exchange/write-csv.js";
import { writeParquet } from "../../src/exchange/write-parquet.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-table-"));
const make = async (data: object) => makeDataset(await resolveData(data), 5);
const SIZES = { train: 700, test: 50 };

/** The data set of both tables in files. */
async function readBack(dataset: Dataset, form: "csv" | "parquet"): Promise<Dataset> {
  const paths = { train: "", test: "" };
  for (const part of ["train", "test"] as const) {
    const { columns } = datasetTable(dataset, part);
    const cells = Object.fromEntries(Object.entries(columns).map(([name, { cells }]) => [name, cells]));
    paths[part] = join(folder, `${part}.${form}`);
    writeFileSync(paths[part], form === "csv" ? writeCsv(cells) : writeParquet(columns));
  }
  const { labels, reading } = datasetTable(dataset, "train");
  return make({ name: "file", path: paths.train, test: paths.test, label: labels[0], ...reading });
}

test.each(["csv", "parquet"] as const)("families as %s", async (form) => {
  for (const data of [
    { name: "vee" },
    { name: "vee", task: "regression" },
    { name: "gaussians", classes: 4 },
    { name: "uneven_gaussians" },
    { name: "groups", minority: 0.4 },
  ]) {
    const dataset = await make({ ...data, ...SIZES });
    const back = await readBack(dataset, form);
    expect(back.sha256, data.name).toBe(dataset.sha256);
    expect(back.test.groups ?? null).toEqual(dataset.test.groups ?? null);
  }
});

test.each(["csv", "parquet"] as const)("a file as training has it, as %s", async (form) => {
  const rows = Array.from({ length: 60 }, (_, n) => [
    `p${n}`,
    n % 7,
    (n * n) % 11,
    ["a", "b"][n % 2],
    ["x", "y"][n % 3 ? 0 : 1],
    1 + (n % 3),
    3 - (n % 2),
  ]);
  const text = `patient,10,2,kind,country,counts,group\n${rows.map((row) => row.join()).join("\n")}\n`;
  const spec = {
    name: "file",
    text,
    header: true,
    label: "group",
    task: "classes",
    id: "patient",
    groups: "country",
    weights: "counts",
  };
  const dataset = await make(spec);
  const { columns, labels, reading } = datasetTable(dataset, "train");
  // Inputs that are called by integers keep their place, and the label its name.
  expect(Object.keys(columns)).toEqual(["id", "x10", "x2", "kind=a", "kind=b", "group", "weight", "group_"]);
  expect([labels, reading.groups, reading.id, reading.weights]).toEqual([["group_"], "group", "id", "weight"]);
  expect(columns.group_!.cells).toEqual(Array.from(dataset.train.y, (c) => c + 2));
  expect(datasetTable(dataset, "test").columns.weight!.cells).toEqual(new Float32Array(dataset.test.count).fill(1));
  const back = await readBack(dataset, form);
  expect(back.sha256).toBe(dataset.sha256);
  expect([back.test.ids, back.test.groups]).toEqual([dataset.test.ids, dataset.test.groups]);
});

test("rows of the file name examples that have no ids", async () => {
  const dataset = await make({ name: "file", text: "a,b\n1,no\n2,yes\n3,no\n4,yes\n5,no\n6,yes\n" });
  const { columns, reading } = datasetTable(dataset, "test");
  expect(columns.row!.cells).toEqual(dataset.test.rows);
  expect([Object.keys(columns), reading.ignore]).toEqual([["row", "a", "b"], ["row"]]);
});

test("several targets are columns; the truth is that of each", async () => {
  const given = {
    x: [[1], [2], [3]],
    y: [
      [1, 2],
      [3, 4],
      [5, 6.5],
    ],
  };
  const table = datasetTable(await make({ name: "given", task: "regression", ...given, test: given }), "train");
  expect(table.labels).toEqual(["label_0", "label_1"]);
  expect(table.columns.label_1!.cells).toEqual([2, 4, 6.5]);
});

test("classes without an example", async () => {
  const dataset = await make({ name: "uneven_gaussians", train: 9, test: 3 });
  const seen = [...dataset.train.y, ...dataset.test.y];
  expect(absentClasses(dataset)).toEqual([...Array(12).keys()].filter((c) => !seen.includes(c)));
});
