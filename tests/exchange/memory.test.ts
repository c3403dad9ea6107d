/**
 * How much memory reading takes: at most twice the file, or twice the numbers in a packed one, beside what the engine
 * takes for itself. Each file is read by a process of its own, which says by how much it has grown at most.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSafetensors } from "../../src/exchange/safetensors.js";
import { writeNpy } from "../../src/exchange/write-npy.js";

const MB = 1e6;
/**
 * The heap of the engine. Left alone, V8 collects its old generation late and lets the young one grow, so a peak would
 * say what had not yet been collected. What a reader holds outside of it, bytes and arrays of numbers, has no bound here;
 * a reader that holds its values in it does not end.
 */
const HEAP = 64;
const FLAGS = [`--max-old-space-size=${HEAP}`, "--max-semi-space-size=2"];

const WIDTH = 8;
const NAMES = ["a", "b", "c", "d", "e", "f", "g", "label"];

/** Numbers of the rows of a block, which is repeated: the text of large files is made at once. */
const BLOCK = 4096;
const ROWS = Array.from({ length: BLOCK }, (_, n) =>
  Array.from({ length: WIDTH }, (_, k) => (k === WIDTH - 1 ? n % 2 : (((n * WIDTH + k) * 7919) % 1000003) / 1000)),
);
const row = (cells: readonly number[]) => JSON.stringify(Object.fromEntries(cells.map((cell, k) => [NAMES[k], cell])));

interface Made {
  bytes: Uint8Array | string;
  /** Bytes of the numbers inside, where a packed file is smaller. */
  inside?: number;
}

const repeated = (rows: readonly string[], between: string, blocks: number) =>
  Array(blocks).fill(rows.join(between)).join(between);
const csv = (blocks: number) => `${NAMES.join()}\n${repeated(ROWS.map(String), "\n", blocks)}`;
const columns = (blocks: number, open: string, close: string) =>
  NAMES.map((name, k) => {
    const cells = ROWS.map((cells) => String(cells[k]));
    return `"${name}":${open}${repeated(cells, ",", blocks)}${close}`;
  }).join();
const numbers = (blocks: number) =>
  Float32Array.from({ length: blocks * BLOCK * WIDTH }, (_, n) => ROWS[Math.floor(n / WIDTH) % BLOCK]![n % WIDTH]!);
const npy = (blocks: number) => writeNpy({ shape: [blocks * BLOCK, WIDTH], values: numbers(blocks) });
const npz = (blocks: number, level: 0 | 1): Made => {
  const inside = npy(blocks);
  return { bytes: zipSync({ "x.npy": inside }, { level }), inside: inside.length };
};
const parquet = (blocks: number, codec: "UNCOMPRESSED" | "SNAPPY", more = {}): Made => {
  const columnData = NAMES.map((name, k) => ({
    name,
    type: "DOUBLE" as const,
    data: Array.from({ length: blocks * BLOCK }, (_, n) => ROWS[n % BLOCK]![k]!),
  }));
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, codec, ...more }));
  return { bytes, inside: 8 * blocks * BLOCK * WIDTH };
};

/** A file of so many blocks of rows; of 100 blocks it has 10 to 40 MB. */
const FILES: Record<string, (blocks: number) => Made> = {
  "table.csv": (blocks) => ({ bytes: csv(blocks) }),
  "table.csv.gz": (blocks) => ({ bytes: gzipSync(csv(blocks), { level: 1 }) }),
  "lines.jsonl": (blocks) => ({ bytes: repeated(ROWS.map(row), "\n", blocks) }),
  "records.json": (blocks) => ({ bytes: `[${repeated(ROWS.map(row), ",", blocks)}]` }),
  "split.json": (blocks) => ({
    bytes: `{"columns":${JSON.stringify(NAMES)},"data":[${repeated(
      ROWS.map((cells) => JSON.stringify(cells)),
      ",",
      blocks,
    )}]}`,
  }),
  "columns.json": (blocks) => ({ bytes: `{${columns(blocks, "[", "]")}}` }),
  "array.npy": (blocks) => ({ bytes: npy(blocks) }),
  "stored.npz": (blocks) => npz(blocks, 0),
  "packed.npz": (blocks) => npz(blocks, 1),
  "plain.parquet": (blocks) => parquet(blocks, "UNCOMPRESSED"),
  "snappy.parquet": (blocks) => parquet(blocks, "SNAPPY"),
  "a-page-a-column.parquet": (blocks) => parquet(blocks, "SNAPPY", { rowGroupSize: 1e9, pageSize: 1e9 }),
  "model.safetensors": (blocks) => ({
    bytes: writeSafetensors([{ name: "x", shape: [blocks * BLOCK, WIDTH], values: numbers(blocks) }], {}),
  }),
};

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-memory-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const program = join(folder, "program.mjs");

beforeAll(async () => {
  await build({
    entryPoints: ["tests/exchange/reading-program.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    outfile: program,
  });
});

const BLOCKS = 100;

test.each(Object.keys(FILES))("%s", async (name) => {
  const [small, large] = [`small-${name}`, name].map((each) => join(folder, each)) as [string, string];
  writeFileSync(small, FILES[name]!(1).bytes);
  const { bytes, inside = 0 } = FILES[name]!(BLOCKS);
  writeFileSync(large, bytes);
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, program, small, large]);
  const { cells, grown } = JSON.parse(stdout) as { cells: number; grown: number };
  expect(cells).toBe(BLOCKS * BLOCK * WIDTH);
  const size = Math.max(statSync(large).size, inside);
  expect(grown / MB).toBeLessThan((2 * size) / MB + HEAP);
  rmSync(large);
});
