/**
 * Exports, read by those for whom they are: onnxruntime, PyTorch, NumPy, pandas, DuckDB. tests/peers has those of npm,
 * Debian's packages the others (npm run setup:engines).
 *
 * The bounds: a float32 has a rounding of 6e-8, and these libraries add in another order and have elementary functions
 * of their own. A logit of these networks is below 10 in size, after a few dozen operations.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Exported } from "../../src/model/export.js";
import { exportModel } from "../../src/model/export.js";
import { notRun } from "../not-run.js";
import { bits, STUDIES, trained } from "./trained.js";

const BOUND = 1e-5;
const PEERS = resolve("tests/peers/node_modules");
const fromPeers = createRequire(resolve("tests/peers/package.json"));
const folder = mkdtempSync(join(tmpdir(), "doppelgrad-elsewhere-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write({ files }: Exported): string[] {
  return files.map(({ name, bytes }) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  });
}

/** The largest difference of two lists of numbers. */
function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0);
}

function python(...lines: string[]): unknown {
  const { status, stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", lines.join("\n")], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}
const imports = (module: string) => spawnSync("/usr/bin/python3", ["-c", `import ${module}`]).status === 0;

const all = Object.entries(STUDIES);
type Trained = Awaited<ReturnType<typeof trained>>;
const results = new Map<string, Trained>();
beforeAll(async () => {
  for (const [name, study] of all) results.set(name, await trained(study));
});

/** The mean of the predictions of three replicas. */
function meanOf({ result }: Trained): number[] {
  const size = result.predictions!.length / 3;
  return Array.from({ length: size }, (_, k) =>
    [0, 1, 2].reduce((sum, r) => sum + result.predictions![r * size + k]! / 3, 0),
  );
}

interface Tensor {
  data: Float32Array;
  dims: number[];
}
interface OnnxRuntime {
  InferenceSession: { create(file: Uint8Array): Promise<{ run(feeds: object): Promise<Record<string, Tensor>> }> };
  Tensor: new (type: string, data: Float32Array, dims: number[]) => object;
}

describe("onnxruntime: one replica, all, their mean", () => {
  for (const [name] of all) {
    test(name, async (context) => {
      if (!existsSync(join(PEERS, "onnxruntime-node"))) notRun(context, "onnxruntime: exports to ONNX");
      const { InferenceSession, Tensor } = fromPeers("onnxruntime-node") as OnnxRuntime;
      const { result, x, inputs, outputs } = results.get(name)!;
      const count = x.length / inputs;
      const answers = async (options: object) => {
        const { files } = await exportModel(result, { format: "onnx", ...options });
        const session = await InferenceSession.create(files[0]!.bytes);
        return session.run({ x: new Tensor("float32", x, [count, inputs]) });
      };
      const several = await answers({});
      expect([several.logits!.dims, several.predictions!.dims]).toEqual([
        [3, count, outputs],
        [3, count, outputs],
      ]);
      expect(furthest(several.logits!.data, result.logits!)).toBeLessThan(BOUND);
      expect(furthest(several.predictions!.data, result.predictions!)).toBeLessThan(BOUND);
      const second = await answers({ replica: 1 });
      expect(second.logits!.dims).toEqual([count, outputs]);
      const size = count * outputs;
      expect(furthest(second.logits!.data, result.logits!.subarray(size, 2 * size))).toBeLessThan(BOUND);
      const mean = await answers({ ensemble: true });
      expect(Object.keys(mean)).toEqual(["predictions"]);
      expect(furthest(mean.predictions!.data, meanOf(results.get(name)!))).toBeLessThan(BOUND);
    });
  }
});

test("PyTorch: the module and its weights", async (context) => {
  if (!imports("torch")) notRun(context, "python3-torch: exports to PyTorch");
  const jobs: [string, string, number[], number][] = [];
  for (const [k, [name]] of all.entries()) {
    const { result, x, inputs } = results.get(name)!;
    for (const [kind, options] of Object.entries({ one: { replica: 1 }, all: {}, mean: { ensemble: true } })) {
      write(await exportModel(result, { format: "pytorch", name: `m${k}_${kind}`, ...options }));
      jobs.push([`m${k}_${kind}`, kind, [...x], inputs]);
    }
  }
  writeFileSync(join(folder, "jobs.json"), JSON.stringify(jobs));
  const found = python(
    "import importlib, json, torch",
    "def answers(name, kind, x, inputs):",
    "    model = importlib.import_module(name).load()",
    "    x = torch.tensor(x, dtype=torch.float32).reshape(-1, inputs)",
    "    with torch.no_grad(): logits = model(x)",
    "    p = model.predict(x)",
    "    return [list(p.shape), p.flatten().tolist(), logits.flatten().tolist()]",
    "print(json.dumps([answers(*job) for job in json.load(open('jobs.json'))]))",
  ) as [number[], number[], number[]][];
  for (const [k, [name]] of all.entries()) {
    const { result, x, inputs, outputs } = results.get(name)!;
    const count = x.length / inputs;
    const size = count * outputs;
    const [one, several, mean] = found.slice(3 * k, 3 * k + 3);
    expect([one![0], several![0], mean![0]], name).toEqual([
      [count, outputs],
      [3, count, outputs],
      [count, outputs],
    ]);
    expect(furthest(one![1], result.predictions!.subarray(size, 2 * size)), name).toBeLessThan(BOUND);
    expect(furthest(one![2], result.logits!.subarray(size, 2 * size)), name).toBeLessThan(BOUND);
    expect(furthest(several![1], result.predictions!), name).toBeLessThan(BOUND);
    expect(furthest(several![2], result.logits!), name).toBeLessThan(BOUND);
    expect(furthest(mean![1], meanOf(results.get(name)!)), name).toBeLessThan(BOUND);
  }
});

const hex = (values: ArrayLike<number>) => Array.from(bits(values), (word) => word.toString(16));
/** Every parameter of the replicas, in the order of the table. */
const parametersOf = ({ result }: Trained) => result.parameters.flatMap((values) => [...values]);

test("NumPy and pandas: .npy, .npz, CSV; every bit", async (context) => {
  if (!imports("numpy, pandas")) notRun(context, "python3-pandas: exports of weights");
  const chosen = results.get("gelu")!;
  for (const format of ["npy", "npz", "csv"] as const)
    write(await exportModel(chosen.result, { format, name: "weights" }));
  const found = python(
    "import json, numpy as np, pandas as pd",
    "hexes = lambda a: [format(w, 'x') for w in np.ascontiguousarray(a, dtype='<f4').flatten().view(np.uint32)]",
    "flat, arrays, table = np.load('weights.npy'), np.load('weights.npz'), pd.read_csv('weights.csv')",
    "layers = [[arrays[f'replicas.{r}.layers.{l}.{n}'] for l in range(3) for n in ('weight', 'bias')] for r in range(3)]",
    "print(json.dumps([list(flat.shape), str(flat.dtype), hexes(flat), [hexes(np.concatenate([a.T.flatten() for a in r])) for r in layers],",
    "  hexes(table['value']), table.dtypes.astype(str).to_dict(), table[(table.replica == 2) & (table.layer == 3) & (table.parameter == 'b')].output.tolist()]))",
  ) as unknown[];
  const expected = hex(parametersOf(chosen));
  const size = expected.length / 3;
  expect(found).toEqual([
    [3, size],
    "float32",
    expected,
    [0, 1, 2].map((r) => expected.slice(r * size, (r + 1) * size)),
    expected,
    { replica: "int64", layer: "int64", parameter: "object", input: "float64", output: "int64", value: "float64" },
    [0, 1, 2],
  ]);
});

interface DuckDb {
  DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<{ runAndReadAll(sql: string): Promise<Rows> }> }>;
  };
}
interface Rows {
  getRows(): unknown[][];
}

test("DuckDB: Parquet and CSV; every bit", async (context) => {
  if (!existsSync(join(PEERS, "@duckdb"))) notRun(context, "DuckDB: exports to Parquet and CSV");
  const chosen = results.get("gelu")!;
  const files = ["parquet", "csv"].map((format) => ({ format: format as "csv", name: "table" }));
  const [parquet, csv] = (await Promise.all(files.map((each) => exportModel(chosen.result, each)))).flatMap(write);
  const connection = await (
    await (fromPeers("@duckdb/node-api") as DuckDb).DuckDBInstance.create(":memory:")
  ).connect();
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();
  expect((await rows(`DESCRIBE SELECT * FROM '${parquet}'`)).map((row) => row.slice(0, 2))).toEqual([
    ["replica", "INTEGER"],
    ["layer", "INTEGER"],
    ["parameter", "VARCHAR"],
    ["input", "INTEGER"],
    ["output", "INTEGER"],
    ["value", "FLOAT"],
  ]);
  const values = await rows(`SELECT value FROM '${parquet}'`);
  expect(hex(values.map(([value]) => value as number))).toEqual(hex(parametersOf(chosen)));
  const same = `SELECT count(*) FROM (SELECT * FROM '${parquet}' EXCEPT SELECT replica, layer, parameter, input, output, value::FLOAT FROM '${csv}')`;
  expect(await rows(same)).toEqual([[0n]]);
  expect(await rows(`SELECT count(*), count(input) FROM '${csv}'`)).toEqual([[258n, 213n]]);
});
