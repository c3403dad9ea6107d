/** Files that claim to be more than they are, read in a process of little memory: one sentence, and no end of it. */
import { spawnSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { doubles, parquet, varint, withFooter } from "../exchange/parquet-bytes.js";
import { refusal } from "../refusal.js";
import { here, scratchFolder } from "./command-line.js";

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

test("more than 1 GiB: text is read, what must be held is refused by its size", async () => {
  writeFileSync(join(folder, "large.csv"), `a,b\n${"1.0000000000,2.0000000000\n".repeat(60_000)}1,x,3\n`);
  writeFileSync(join(folder, "large.npy"), npy("20000000, 8"));
  // The rest of them is not on the disk.
  for (const file of ["large.csv", "large.npy"]) truncateSync(join(folder, file), 1_288_490_188);
  await expect(here(["run", "large.csv"], folder)).rejects.toEqual(
    refusal("wrong-value", "large.csv line 60002", "3", { expected: /^2 columns/ }),
  );
  await expect(here(["run", "large.npy"], folder)).rejects.toEqual(
    refusal("wrong-value", "large.npy", "1288490188", { expected: "at most 1073741824 bytes" }),
  );
});
