/** Files that claim to be more than they are, read in a process of little memory: one sentence, and no end of it. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { doubles, parquet, varint, withFooter } from "../exchange/parquet-bytes.js";
import { scratchFolder } from "./command-line.js";

const folder = scratchFolder();
/** Mebibytes of the heap of JavaScript: the engine ends the process that needs more. */
const HEAP = 320;
const text = (content: string) => new TextEncoder().encode(content);
const LARGE = 20_000_000;

const run = (rows: number) =>
  parquet(rows, [
    {
      name: "x",
      type: "DOUBLE",
      pages: [
        { count: 1, bytes: doubles([1]), isDictionary: true },
        { count: rows, bytes: [1, ...varint(2 * rows), 0], encoding: "RLE_DICTIONARY" },
      ],
    },
  ]);
const npy = (shape: string) =>
  Uint8Array.from(
    `\x93NUMPY\x01\0\x76\0${`{'descr': '<f8', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(118)}`,
    (c) => c.charCodeAt(0),
  );

const BOMBS: [name: string, bytes: () => Uint8Array][] = [
  [
    "lists in one another in the footer of Parquet",
    () => withFooter([80, 65, 82, 49], [0x19, ...Array.from({ length: 100 }, () => [0xf9, ...varint(2 ** 25)]).flat()]),
  ],
  ["a run of 2^28 values in Parquet", () => run(2 ** 28)],
  [".npy of no columns", () => npy("1099511627776, 0")],
  ["JSON of empty arrays", () => text(`[${"[],".repeat(LARGE / 4)}[]]`)],
  ["JSON of arrays in one another", () => text(`[${"[".repeat(LARGE)}`)],
  ["JSON lines without a common field", () => text(Array.from({ length: 22000 }, (_, n) => `{"c${n}":1}\n`).join(""))],
  ["a line of commas", () => text(",".repeat(LARGE))],
  ["a line of all delimiters", () => text("1,2;3|4\t5 ".repeat(LARGE / 10))],
  ["a quote that is never closed", () => text(`a,b\n1,2\n1,2\n1,2\n"${"x,\n".repeat(LARGE / 3)}`)],
  ["a zip of 128 MiB of zeros", () => zipSync({ "t.csv": new Uint8Array(2 ** 27) }, { level: 1 })],
  ["gzip of a line of commas", () => new Uint8Array(gzipSync(text(",".repeat(LARGE))))],
];

test.each(BOMBS)("%s", (name, bytes) => {
  const file = join(folder, `${name.replace(/\W/g, "-")}.bin`);
  writeFileSync(file, bytes());
  const args = [`--max-old-space-size=${HEAP}`, "dist/cli.js", "run", file];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stderr.trim().split("\n").length, stderr.slice(0, 500)).toBe(1);
  expect([status, stderr.startsWith(file)]).toEqual([2, true]);
});
