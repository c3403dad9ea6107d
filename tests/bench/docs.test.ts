import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { blocksOf, enginesSheet, type Measured, speedLine, withBlocks } from "../../bench/docs.js";

const measured = JSON.parse(readFileSync("docs/benchmarks.json", "utf8")) as Measured;
const document = readFileSync("docs/benchmarks.md", "utf8");

test("docs/benchmarks.md shows the numbers of docs/benchmarks.json", () => {
  const blocks = blocksOf(measured);
  for (const name of Object.keys(blocks)) expect(document).toContain(`<!-- bench ${name} -->\n`);
  expect(withBlocks(document, blocks)).toBe(document);
});

test("a block that nobody measures is refused; text outside of blocks stays", () => {
  const text = "a\n<!-- bench x -->\nold\n<!-- end -->\nb";
  expect(withBlocks(text, { x: "new" })).toBe("a\n<!-- bench x -->\nnew\n<!-- end -->\nb");
  expect(() => withBlocks(text, {})).toThrow("x");
});

test("the README's line on speed is that of the default study beside NumPy and C++", () => {
  const line = speedLine(measured);
  expect(readFileSync("README.md", "utf8").split("\n")).toContain(line);
  const rate = (peer: string) =>
    measured.peers.report.rows.find((row) => row.peer === peer && row.job === "S1-default")!.most!;
  const [, own, numpy, native] = /trains at (\d+) .* core, ([\d.]+) times .* and ([\d.]+) times/.exec(line)!;
  expect(Number(own)).toBe(Math.round(rate("doppelgrad")));
  expect(Number(numpy) / (rate("doppelgrad") / rate("numpy-batched"))).toBeCloseTo(1, 1);
  expect(Number(native) / (rate("doppelgrad") / rate("native"))).toBeCloseTo(1, 1);
});

test("the kernels are measured in three versions of Node, all with the same bits and the same rows", () => {
  expect(Object.keys(measured.kernels)).toEqual(["20", "22", "24"]);
  for (const { report } of Object.values(measured.kernels))
    for (const { same } of [...report.rows, ...report.together, report.parts, ...report.measures])
      expect(same).toBe(true);
  const { rows } = enginesSheet(measured.kernels);
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) expect(row).not.toContain("-");
});
