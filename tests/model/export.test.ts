/** Exports that keep every bit, read here; others read them in elsewhere.test.ts. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { contentOf } from "../../src/exchange/content.js";
import { valuesOf } from "../../src/exchange/named-array.js";
import { readNpz } from "../../src/exchange/npz.js";
import { read as readNpy } from "../../src/exchange/read-npy.js";
import { read as readParquet } from "../../src/exchange/read-parquet.js";
import { readSafetensors } from "../../src/exchange/safetensors.js";
import type { Table } from "../../src/exchange/table.js";
import type { Answers } from "../../src/model/answers.js";
import { exportModel } from "../../src/model/export.js";
import { predict } from "../../src/model/predict.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { refusal } from "../refusal.js";
import { ALL_ACTIVATIONS, bits, STUDIES, trained } from "./trained.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-export-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let modules = 0;
/** An exported module, loaded as a user loads it. */
async function loaded(bytes: Uint8Array): Promise<{ predict(rows: readonly ArrayLike<number>[]): Answers }> {
  const path = join(folder, `${modules++}.mjs`);
  writeFileSync(path, bytes);
  return import(/* @vite-ignore */ pathToFileURL(path).href);
}

const rowsOf = (x: Float32Array, inputs: number) =>
  Array.from({ length: x.length / inputs }, (_, n) => x.subarray(n * inputs, (n + 1) * inputs));

test("the studies have every activation", () => {
  expect(ALL_ACTIVATIONS.filter((name) => !(name in STUDIES))).toEqual([]);
});

describe.each(Object.entries(STUDIES))("%s", (_, study) => {
  test("predict and the exported module have the bits of the training", async () => {
    const { result, x, inputs } = await trained(study);
    const { files } = await exportModel(result, { format: "js" });
    const written = (await loaded(files[0]!.bytes)).predict(rowsOf(x, inputs));
    const computed = await predict(result, x);
    for (const { replicas } of [written, computed]) {
      expect(replicas.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(bits(replicas.flatMap(({ logits }) => [...logits]))).toEqual(bits(result.logits!));
      expect(bits(replicas.flatMap(({ predictions }) => [...predictions]))).toEqual(bits(result.predictions!));
    }
    expect(written).toEqual(computed);
    const size = result.logits!.length / 3;
    const means = Array.from(
      { length: size },
      (_, k) => [0, 1, 2].reduce((sum, r) => sum + result.predictions![r * size + k]!, 0) / 3,
    );
    expect([...computed.mean.predictions]).toEqual(means);
  });
});

const { result } = await trained(STUDIES.gelu!);
/** W and b of layers 3 x 7, 7 x 5 and 5 x 3, from the flat list: weights as outputs x inputs. */
const LAYERS = [
  [3, 7],
  [7, 5],
  [5, 3],
] as const;
function stateOf(r: number): { name: string; shape: number[]; values: Float64Array }[] {
  let at = 0;
  const flat = result.parameters[r]!;
  return LAYERS.flatMap(([inputs, outputs], layer) => {
    const weight = Float64Array.from({ length: inputs * outputs }, (_, k) => {
      const [o, i] = [Math.floor(k / inputs), k % inputs];
      return flat[at + i * outputs + o]!;
    });
    at += inputs * outputs;
    const bias = Float64Array.from(flat.subarray(at, (at += outputs)));
    return [
      { name: `layers.${layer}.weight`, shape: [outputs, inputs], values: weight },
      { name: `layers.${layer}.bias`, shape: [outputs], values: bias },
    ];
  });
}

test("safetensors and .npz: one replica as a state dict, several with their numbers before", async () => {
  const read = { safetensors: readSafetensors, npz: readNpz };
  const arraysIn = (format: keyof typeof read, bytes: Uint8Array) =>
    read[format](bytes, "it").map((array) => ({ name: array.name, shape: array.shape, values: valuesOf(array) }));
  for (const format of ["safetensors", "npz"] as const) {
    const one = await exportModel(result, { format, replica: 1, name: "net" });
    expect(one.files.map(({ name }) => name)).toEqual([`net.${format}`]);
    expect(arraysIn(format, one.files[0]!.bytes)).toEqual(stateOf(1));
    const all = await exportModel(result, { format });
    expect(arraysIn(format, all.files[0]!.bytes)).toEqual(
      [0, 1, 2].flatMap((r) => stateOf(r).map((array) => ({ ...array, name: `replicas.${r}.${array.name}` }))),
    );
  }
});

test("safetensors says of what it is", async () => {
  const { bytes } = (await exportModel(result, { format: "safetensors" })).files[0]!;
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const { __metadata__ } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  expect(__metadata__).toEqual({
    format: "pt",
    fingerprint: result.fingerprint,
    loss: "softmax",
    activation: '{"name":"gelu"}',
  });
});

/** All cells of a table, by column. */
async function cellsOf(table: Table): Promise<Record<string, unknown[]>> {
  const cells: Record<string, unknown[]> = Object.fromEntries(table.names.map((name) => [name, []]));
  for await (const { columns } of table.batches)
    table.names.forEach((name, c) => cells[name]!.push(...Array.from(columns[c]!)));
  return cells;
}
const content = (bytes: Uint8Array) => contentOf({ path: null, bytes: Buffer.from(bytes).toString("base64") }, "it");

test(".npy: a row a replica, in flat order", async () => {
  const all = await exportModel(result, { format: "npy" });
  const cells = await cellsOf(await readNpy(content(all.files[0]!.bytes)));
  const count = result.parameters[0]!.length;
  expect(Object.keys(cells)).toHaveLength(count);
  for (const r of [0, 1, 2])
    expect(bits(Array.from({ length: count }, (_, p) => cells[p]![r] as number))).toEqual(bits(result.parameters[r]!));
  const one = await exportModel(result, { format: "npy", replica: 2 });
  const column = (await cellsOf(await readNpy(content(one.files[0]!.bytes))))[0] as number[];
  expect(bits(column)).toEqual(bits(result.parameters[2]!));
});

test("CSV and Parquet: a parameter a row, with its place", async () => {
  const csv = new TextDecoder().decode((await exportModel(result, { format: "csv", replica: 1 })).files[0]!.bytes);
  const rows = csv.trimEnd().split("\n");
  expect(rows[0]).toBe("replica,layer,parameter,input,output,value");
  const flat = result.parameters[1]!;
  expect(rows).toHaveLength(1 + flat.length);
  // The last weight of the first layer, its first bias, and the last of all.
  expect(rows[21]).toBe(`1,1,W,2,6,${flat[20]}`);
  expect(rows[22]).toBe(`1,1,b,,0,${flat[21]}`);
  expect(rows.at(-1)).toBe(`1,3,b,,2,${flat.at(-1)}`);
  expect(bits(rows.slice(1).map((row) => Number(row.split(",")[5])))).toEqual(bits(flat));

  const parquet = await exportModel(result, { format: "parquet" });
  const cells = await cellsOf(await readParquet(content(parquet.files[0]!.bytes)));
  expect(bits(cells.value as number[])).toEqual(bits(result.parameters.flatMap((values) => [...values])));
  const asText = Object.keys(cells).map((name) => cells[name]!.slice(flat.length, 2 * flat.length).map((c) => c ?? ""));
  expect(
    asText[0]!.map((_, n) =>
      asText
        .slice(0, 5)
        .map((column) => column[n])
        .join(),
    ),
  ).toEqual(rows.slice(1).map((row) => row.split(",").slice(0, 5).join()));
});

test("-0 stays what it is", async () => {
  const zeros = await run(
    {
      data: { name: "vee", train: 4, test: 4 },
      hidden: [],
      vary: ["shuffle"],
      initial: [{ W: [[1], [1]], b: [0] }],
      replicas: 1,
    },
    { workers: 0 },
  );
  const parameters = [Float32Array.of(-0, 0.1, 1e-45)];
  const { replicaDigest } = await import("../../src/train/fingerprint.js");
  const fingerprint = Buffer.from(replicaDigest(parameters[0]!)).toString("hex");
  const forged = { ...zeros, parameters, replicas: [{ ...zeros.replicas[0]!, fingerprint }] };
  const csv = await exportModel(forged, { format: "csv" });
  expect(new TextDecoder().decode(csv.files[0]!.bytes)).toContain("0,1,W,0,0,-0\n");
  const parquet = await exportModel(forged, { format: "parquet" });
  const { value } = await cellsOf(await readParquet(content(parquet.files[0]!.bytes)));
  expect(bits(value as number[])).toEqual(bits(parameters[0]!));
});

test("a stored result without parameters is trained again, one with them is not", async () => {
  const bare = JSON.parse(JSON.stringify(toJson(result)));
  const full = JSON.parse(JSON.stringify(toJson(result, ["parameters", "logits"])));
  const [again, stored, live] = await Promise.all(
    [bare, full, result].map((each) => exportModel(each, { format: "safetensors", workers: 0 })),
  );
  expect([again!.retrained, stored!.retrained, live!.retrained]).toEqual([true, false, false]);
  expect(again!.files).toEqual(live!.files);
  expect(stored!.files).toEqual(live!.files);
  expect(await predict(bare, [[1, 2, 3]])).toEqual(await predict(full, [[1, 2, 3]]));
});

test("a result that trains to other bits is no model", async () => {
  const other = { ...JSON.parse(JSON.stringify(toJson(result))), fingerprint: "0".repeat(64) };
  await expect(exportModel(other, { format: "npy", workers: 0 })).rejects.toThrow(
    /other bits: fingerprint [0-9a-f]{64}/,
  );
});

describe("a stranger's parameters", () => {
  const full = () => JSON.parse(JSON.stringify(toJson(result, ["parameters"])));
  const changed = (change: (json: ReturnType<typeof full>) => void) => {
    const json = full();
    change(json);
    return predict(json, [[1, 2, 3]]);
  };
  test("that are not those of the fingerprint", async () => {
    await expect(changed((json) => (json.parameters[1][4] += 0.5))).rejects.toEqual(
      refusal("wrong-value", "result.parameters[1]"),
    );
  });
  test("of fewer replicas, of texts, without an end", async () => {
    await expect(changed((json) => json.parameters.pop())).rejects.toEqual(
      refusal("wrong-value", "result.parameters", "2"),
    );
    await expect(changed((json) => (json.parameters[0][7] = "1"))).rejects.toEqual(
      refusal("wrong-type", "result.parameters[0][7]", '"1"'),
    );
    await expect(changed((json) => (json.parameters[0][7] = 1e300))).rejects.toEqual(
      refusal("wrong-value", "result.parameters[0][7]"),
    );
    await expect(changed((json) => (json.parameters = 4))).rejects.toEqual(refusal("wrong-type", "result.parameters"));
  });
  test("of another network", async () => {
    await expect(changed((json) => (json.study.hidden = [7, 4]))).rejects.toEqual(
      refusal("wrong-value", "result.parameters[0]", String(result.parameters[0]!.length)),
    );
    await expect(changed((json) => (json.data.inputs = -1))).rejects.toEqual(
      refusal("wrong-value", "result.data.inputs", "-1"),
    );
  });
  test("of no data, or of data without a name", async () => {
    for (const data of [undefined, "vee", () => 1, {}, { name: 4 }])
      await expect(changed((json) => (json.study.data = data))).rejects.toEqual(
        refusal("wrong-type", "result.study.data"),
      );
  });
});

test("what is refused of options and rows", async () => {
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    );
  expect(await refused(exportModel(result, { format: "tflite" as never }))).toEqual(
    refusal("wrong-value", "options.format", '"tflite"'),
  );
  expect(await refused(exportModel(result, {} as never))).toEqual(refusal("wrong-type", "options.format", "nothing"));
  expect(await refused(exportModel(result, { format: "npz", ensemble: true }))).toEqual(
    refusal("misplaced-field", "options.ensemble", "true"),
  );
  expect(await refused(exportModel(result, { format: "js", ensemble: true, replica: 0 }))).toEqual(
    refusal("misplaced-field", "options.ensemble", "true"),
  );
  expect(await refused(exportModel(result, { format: "js", replica: 3 }))).toEqual(
    refusal("wrong-value", "options.replica", "3"),
  );
  expect(await refused(exportModel(result, { format: "js", name: "a/b" }))).toEqual(
    refusal("wrong-value", "options.name", '"a/b"'),
  );
  expect(await refused(predict(result, [[1, 2]]))).toEqual(refusal("wrong-value", "rows[0]", "[1,2]"));
  expect(await refused(predict(result, []))).toEqual(refusal("wrong-value", "rows", "none"));
  expect(await refused(predict(result, [[1, 2, 3]], { replica: 3 }))).toEqual(
    refusal("wrong-value", "options.replica", "3"),
  );
});

test("the exported module refuses what is no row of numbers", async () => {
  const module = await loaded((await exportModel(result, { format: "js" })).files[0]!.bytes);
  const asked = (rows: number[][]) => () => module.predict(rows);
  expect(asked([[1, 2]])).toThrow(refusal("wrong-value", "rows[0]", "[1,2]"));
  expect(
    asked([
      [1, 2, 3],
      [1, NaN, 3],
    ]),
  ).toThrow(refusal("wrong-value", "rows[1][1]", "NaN"));
});

test("classes are decided as measures decide them", async () => {
  const { mean, replicas, outputs } = await predict(result, [[0.1, -0.2, 0.3]]);
  expect(outputs).toBe(3);
  const largest = (values: ArrayLike<number>) => Array.from(values).indexOf(Math.max(...Array.from(values)));
  for (const { logits, classes } of replicas) expect(classes).toEqual([largest(logits)]);
  expect(mean.classes).toEqual([largest(mean.predictions)]);
});
