/** Initial parameters out of files: as PyTorch, Keras and exports name them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { NamedArray } from "../../src/exchange/named-array.js";
import { writeNpz } from "../../src/exchange/npz.js";
import { writeSafetensors } from "../../src/exchange/safetensors.js";
import { makeLink } from "../../src/link/train.js";
import { exportModel } from "../../src/model/export.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { openTrainer } from "../../src/run/trainer.js";
import { verify } from "../../src/run/verify.js";
import type { StudyInput } from "../../src/study/study.js";
import type { InitialFile } from "../../src/study/variants/schemes.js";
import { notRun } from "../not-run.js";
import { refusal } from "../refusal.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-initial-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const study = { data: { name: "vee", train: 30, test: 10 }, replicas: 2 } satisfies StudyInput;
/** 2-3-3-1: the layer in the middle is square, so that its shape says nothing. */
const LAYERS = [
  {
    W: [
      [0.5, -1, 2],
      [1.5, 0.25, -0.75],
    ],
    b: [0.125, 0.25, -0.375],
  },
  {
    W: [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ].map((row) => row.map((w) => w / 16)),
    b: [0, 0.5, 1],
  },
  { W: [[1], [-1], [0.5]], b: [0.25] },
];
const expected = await run({ ...study, hidden: [3, 3], initial: LAYERS }, { workers: 0 });

const array = (name: string, rows: number[][]): NamedArray => ({
  name,
  shape: [rows.length, rows[0]!.length],
  values: Float32Array.from(rows.flat()),
});
const vector = (name: string, values: number[]): NamedArray => ({
  name,
  shape: [values.length],
  values: Float32Array.from(values),
});
const transposed = (W: number[][]) => W[0]!.map((_, o) => W.map((row) => row[o]!));

/** The arrays of the layers, by a name for each. */
const asPyTorch = (layer: (n: number) => string) =>
  LAYERS.flatMap(({ W, b }, n) => [array(`${layer(n)}.weight`, transposed(W)), vector(`${layer(n)}.bias`, b)]);
const asKeras = (kernel: (n: number) => string, bias: (n: number) => string) =>
  LAYERS.flatMap(({ W, b }, n) => [array(kernel(n), W), vector(bias(n), b)]);

const FORMS: Record<string, NamedArray[]> = {
  "nn.Sequential": asPyTorch((n) => String(2 * n)),
  "fc1, fc2, fc3": asPyTorch((n) => `fc${n + 1}`),
  "names without numbers": asPyTorch((n) => ["input", "hidden", "output"][n]!),
  "an export": asPyTorch((n) => `layers.${n}`),
  "an export of the one replica": asPyTorch((n) => `replicas.7.layers.${n}`),
  "numbers that stand in another order": asPyTorch((n) => `net.${n + 9}`).reverse(),
  Keras: asKeras(
    (n) => `dense${n ? `_${n}` : ""}/kernel:0`,
    (n) => `dense${n ? `_${n}` : ""}/bias:0`,
  ),
  "Keras, a model within": asKeras(
    (n) => `model/layer${n}/kernel`,
    (n) => `model/layer${n}/bias`,
  ),
  "W1, b1": asKeras(
    (n) => `W${n + 1}`,
    (n) => `b${n + 1}`,
  ),
  "scikit-learn": asKeras(
    (n) => `coefs_${n}`,
    (n) => `intercepts_${n}`,
  ),
};

describe.each(Object.entries(FORMS))("%s", (name, arrays) => {
  test.each(["npz", "safetensors"])("%s", async (format) => {
    const bytes = format === "npz" ? writeNpz(arrays) : writeSafetensors(arrays, {});
    const file = join(folder, `${name.replace(/\W/g, "-")}.${format}`);
    writeFileSync(file, bytes);
    for (const initial of [{ bytes }, { file }] as InitialFile[]) {
      const result = await run({ ...study, initial }, { workers: 0 });
      expect(result.study).toEqual(expected.study);
      expect(result.fingerprint).toBe(expected.fingerprint);
    }
    const trainer = await openTrainer({ ...study, hidden: [3, 3], initial: { file } });
    expect(trainer.study).toEqual(expected.study);
  });
});

test("the result has the numbers, and verifies without the file", async () => {
  const bytes = writeNpz(FORMS.Keras!);
  const result = await run({ ...study, initial: { bytes } }, { workers: 0 });
  const json = JSON.parse(JSON.stringify(toJson(result)));
  expect(json.study.initial).toEqual(expected.study.initial);
  expect(await verify(json, { workers: 0 })).toMatchObject({ same: true });
});

test("what one training leaves, another takes up", async () => {
  const { files } = await exportModel(expected, { format: "safetensors", replica: 1 });
  const next = await openTrainer({ ...study, initial: { bytes: files[0]!.bytes } });
  expect(next.parameters()[0]).toEqual(expected.parameters[1]);
});

test("PyTorch's own state dict", async (context) => {
  if (spawnSync("/usr/bin/python3", ["-c", "import torch"]).status !== 0)
    notRun(context, "python3-torch: initial parameters out of a state dict");
  const file = join(folder, "torch.npz");
  const lines = [
    "import numpy, torch",
    "from torch import nn",
    "net = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))",
    `numpy.savez(${JSON.stringify(file)}, **{k: v.numpy() for k, v in net.state_dict().items()})`,
    "x = torch.tensor([[0.5, -1.5], [2.0, 0.25]])",
    "print(net(x).detach().flatten().tolist())",
  ];
  const { stdout, status, stderr } = spawnSync("/usr/bin/python3", ["-c", lines.join("\n")], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  const trainer = await openTrainer({ ...study, initial: { file } });
  const { logits } = trainer.predict([
    [0.5, -1.5],
    [2, 0.25],
  ])[0]!;
  (JSON.parse(stdout) as number[]).forEach((z, n) => expect(Math.abs(z - logits[n]!)).toBeLessThan(1e-6));
});

describe("refused, with names and shapes", () => {
  const asked = (arrays: NamedArray[], more: StudyInput = {}) =>
    run({ ...study, ...more, initial: { bytes: writeSafetensors(arrays, {}) } }, { workers: 0 });
  const pytorch = FORMS["nn.Sequential"]!;
  const source = "study.initial.bytes";
  test("another network than the study says", async () => {
    await expect(asked(pytorch, { hidden: [3] })).rejects.toEqual(
      refusal("wrong-value", "study.initial", /2-3-3-1: 0\.weight 3 x 2, 0\.bias 3, 2\.weight 3 x 3, /, {
        expected: /\[3\]/,
      }),
    );
    await expect(asked(pytorch.slice(2))).rejects.toEqual(refusal("wrong-value", "study.initial[0].W"));
  });
  test("weights that are transposed for their name", async () => {
    const [first, ...rest] = pytorch;
    const wrong = { ...first!, shape: [2, 3] };
    await expect(asked([wrong, ...rest])).rejects.toEqual(
      refusal("wrong-value", source, "0.weight 2 x 3, 0.bias 3", { expected: /outputs x inputs/ }),
    );
  });
  test("arrays that are no dense layers; weights without a bias; names twice", async () => {
    await expect(asked([...pytorch, vector("bn.running_mean", [1])])).rejects.toEqual(
      refusal("wrong-value", source, /bn\.running_mean 1/),
    );
    const scaled = pytorch.map((each) => (each.name === "0.bias" ? { ...each, name: "0.scale" } : each));
    await expect(asked(scaled)).rejects.toEqual(refusal("wrong-value", source, /0\.scale 3/, { remedy: /"0\.scale"/ }));
    await expect(asked(pytorch.slice(0, -1))).rejects.toEqual(refusal("wrong-value", source, /0\.weight/));
    await expect(asked([...pytorch, array("0/kernel", [[1]])])).rejects.toEqual(refusal("wrong-value", source));
    await expect(asked([])).rejects.toEqual(refusal("wrong-value", source, "no arrays"));
  });
  test("an order that nobody knows", async () => {
    const names = ["c", "a", "b"];
    await expect(asked(asPyTorch((n) => `${names[n]}x`).reverse())).rejects.toEqual(refusal("wrong-value", source));
  });
  test("several networks", async () => {
    const { files } = await exportModel(expected, { format: "safetensors" });
    await expect(run({ ...study, initial: { bytes: files[0]!.bytes } })).rejects.toEqual(
      refusal("wrong-value", source, /replicas\.0\.layers\.0\.weight/, { remedy: /--replica/ }),
    );
  });
  test("no such file; a pickle, HDF5, a zip of others; both, neither, a number", async () => {
    const initial = (initial: unknown) => run({ ...study, initial: initial as InitialFile }, { workers: 0 });
    const file = join(folder, "none.npz");
    await expect(initial({ file })).rejects.toEqual(refusal("wrong-value", "study.initial.file"));
    await expect(initial({ bytes: Uint8Array.of(0x80, 2) })).rejects.toEqual(refusal("wrong-type", source, "a pickle"));
    await expect(initial({ bytes: Uint8Array.of(0x89, 0x48, 0x44, 0x46) })).rejects.toEqual(
      refusal("wrong-type", source, "HDF5"),
    );
    const others: [string | Uint8Array, string][] = [
      ["", "an empty file"],
      ["a,b\n1,2\n", "text"],
      ['[{"a":1}]', "JSON"],
      ["PAR1", "Parquet"],
      [Uint8Array.of(0x93, ...new TextEncoder().encode("NUMPY\u0001\u0000")), ".npy"],
      ["%PDF-1.7", "a PDF"],
    ];
    for (const [content, name] of others) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await expect(initial({ bytes })).rejects.toEqual(refusal("wrong-type", source, name, { remedy: /savez/ }));
    }
    await expect(initial({ file, bytes: new Uint8Array(0) })).rejects.toEqual(refusal("wrong-type", "study.initial"));
    await expect(initial({ file: 4 })).rejects.toEqual(refusal("wrong-type", "study.initial.file", "4"));
    await expect(initial({ bytes: "x" })).rejects.toEqual(refusal("wrong-type", "study.initial.bytes", '"x"'));
    await expect(initial({ file, gain: 2 })).rejects.toEqual(refusal("wrong-type", "study.initial"));
  });
});

test("no stranger's result and no link opens a file", async () => {
  const file = join(folder, "secret.npz");
  writeFileSync(file, writeNpz(FORMS.Keras!));
  const json = JSON.parse(JSON.stringify(toJson(expected)));
  json.study.initial = { file };
  const refused = refusal("wrong-type", "result.study.initial");
  await expect(verify(json, { workers: 0 })).rejects.toEqual(refused);
  await expect(exportModel(json, { format: "npy", workers: 0 })).rejects.toEqual(refused);
  const link = makeLink({ ...study, initial: { file } });
  await expect(link).rejects.toEqual(refusal("unknown-field", "study.initial", "file"));
});
