/** Predictions of a result as tables, compared as any others are. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compared } from "../../src/compare/compare.js";
import { readPredictions } from "../../src/compare/files.js";
import { writeNpz } from "../../src/exchange/npz.js";
import { writeNpy } from "../../src/exchange/write-npy.js";
import { exportModel } from "../../src/model/export.js";
import type { Claimed } from "../../src/run/claimed.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-predictions-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const table = (label: (x: number, n: number) => unknown) =>
  `patient,x,site,outcome\n${Array.from({ length: 90 }, (_, n) => {
    const x = ((n * 7919) % 1000) / 500 - 1;
    return `p${n},${x},${n % 3 ? "south" : "north"},${label(x, n)}\n`;
  }).join("")}`;
const study = (text: string, data: object = {}): StudyInput => ({
  data: { name: "file", text, label: "outcome", id: "patient", groups: "site", ...data },
  hidden: [3],
  batchSize: 8,
  epochs: 2,
  replicas: 4,
});
const compareFiles = async (files: string[], more: object = {}) => {
  const { predicted } = await readPredictions({ files, ...more });
  return compared(predicted, Infinity);
};

const CLASSES = {
  "two classes": (x: number, n: number) => (x > 0 !== (n % 5 === 0) ? "yes" : "no"),
  "classes that are numbers": (x: number, n: number) => (x > 0 !== (n % 5 === 0) ? 2 : 1),
  "three classes": (x: number, n: number) =>
    ["grade low", "grade middle", "grade high"][Math.floor((x + 1) * 1.49 + (n % 4) / 8)],
};

describe.each(Object.entries(CLASSES))("%s", (_, label) => {
  test("arrays, CSV and Parquet of the same predictions give the same comparison, in every bit", async () => {
    const result = await run(study(table(label)), { workers: 0 });
    const [replicas, examples] = [4, result.data.test];
    const columns = result.predictions!.length / (replicas * examples);
    const values = result.predictions!;
    const labels = write("labels.npy", writeNpy({ shape: [examples], values: result.examples.labels }));
    const whole = { shape: columns === 1 ? [replicas, examples] : [replicas, examples, columns], values };
    const expected = await compareFiles([write("all.npy", writeNpy(whole))], { labels });
    const size = examples * columns;
    const apart = [3, 1, 2, 0].sort().map((r) => ({
      name: `replica ${r}`,
      shape: columns === 1 ? [examples] : [examples, columns],
      values: values.slice(r * size, (r + 1) * size),
    }));
    expect(await compareFiles([write("all.npz", writeNpz(apart))], { labels })).toEqual(expected);
    for (const format of ["csv", "parquet"] as const) {
      const { files, retrained } = await exportModel(result, { format, predictions: true });
      expect([files[0]!.name, retrained]).toEqual([`model.${format}`, false]);
      const found = await compareFiles([write(files[0]!.name, files[0]!.bytes)], { group: "group" });
      const { groups, classNames, flips, ...measured } = found;
      expect(measured).toEqual({ ...expected, groups: undefined, classNames: undefined, flips: undefined });
      expect(classNames).toEqual(result.preprocessing!.classNames!);
      expect(groups!.map(({ group, examples }) => [group, examples])).toEqual(
        result.groups!.map(({ group, examples }) => [group, examples]),
      );
      const named = ({ ids, groups }: typeof result.examples, n: number) => ({ id: ids![n]!, group: groups![n]! });
      expect(flips.map(({ id, group, row: _row, ...flip }) => ({ id, group, ...flip }))).toEqual(
        expected.flips.map(({ row, ...flip }) => ({ ...flip, ...named(result.examples, row) })),
      );
    }
  });
});

test("without ids the rows of the file name the examples; values of a regression come in its units", async () => {
  const text = table((x, n) => 100 + 10 * x + (n % 10) / 2);
  const result = await run(study(text, { id: null, ignore: ["patient"] }), { workers: 0 });
  const { files } = await exportModel(result, { format: "csv", predictions: true, replica: 2 });
  const [head, ...lines] = new TextDecoder().decode(files[0]!.bytes).trim().split("\n");
  expect(head).toBe("model,row,group,label,value");
  const { mean, sd } = result.preprocessing!.target!;
  const { test } = result.data;
  expect(lines).toEqual(
    Array.from(result.examples.rows!, (row, n) =>
      [
        2,
        row,
        result.examples.groups![n],
        mean + sd * result.examples.labels[n]!,
        mean + sd * result.predictions![2 * test + n]!,
      ].join(),
    ),
  );
});

test("of drawn data the examples are counted; what is stored without predictions is trained again", async () => {
  const input = { data: { name: "gaussians", classes: 3, train: 40, test: 10 }, hidden: [3], replicas: 2 } as const;
  const result = await run(input, { workers: 0 });
  const { files } = await exportModel(result, { format: "csv", predictions: true });
  const lines = new TextDecoder().decode(files[0]!.bytes).split("\n");
  expect(lines[0]).toBe("model,row,label,p_0,p_1,p_2");
  expect(lines.slice(1, 3).map((line) => line.split(",").slice(0, 2))).toEqual([
    ["0", "0"],
    ["0", "1"],
  ]);
  const stored = JSON.parse(JSON.stringify(toJson(result))) as Claimed;
  expect(await exportModel(stored, { format: "csv", predictions: true, workers: 0 })).toEqual({
    files,
    retrained: true,
  });
});

test("refused: a format that is no table, the mean, a replica that is not there", async () => {
  const result = await run({ data: { name: "vee", train: 20, test: 5 }, replicas: 2 }, { workers: 0 });
  for (const [options, error] of [
    [{ format: "npy" }, refusal("wrong-value", "options.format", '"npy"')],
    [{ format: "csv", ensemble: true }, refusal(/^/, "options.ensemble", "true")],
    [{ format: "csv", replica: 2 }, refusal("wrong-value", "options.replica", "2")],
  ] as const)
    await expect(exportModel(result, { predictions: true, ...options })).rejects.toThrow(error);
});
