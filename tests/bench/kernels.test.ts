import { expect, test } from "vitest";
import { agree } from "../../bench/agree.js";
import { benchKernels, kernelSheets } from "../../bench/kernels.js";
import { stepsOf } from "../../bench/networks.js";
import { sheetText } from "../../bench/sheet.js";
import { prepare } from "../../src/run/prepare.js";
import { openGroup } from "../../src/train/setting.js";

test("a quick bench has every number, the same bits, and a table of them", async () => {
  const report = await benchKernels({ quick: true });
  expect(report.rows.length).toBeGreaterThan(3);
  for (const { same, scalar, alone, four, gflops, fraction, ratio, flops } of report.rows) {
    expect(same).toBe(true);
    for (const number of [scalar, alone, four, gflops, fraction]
      .flatMap((part) => Object.values(part))
      .concat(ratio, flops))
      expect(number).toBeGreaterThan(0);
    expect(gflops.four).toBe(flops / four.least);
    expect(fraction.four).toBe(gflops.four / gflops.peak);
    expect(four.least).toBeLessThanOrEqual(four.median);
  }
  expect(report.peak.simd).toBe(Math.max(...report.rows.map(({ gflops }) => gflops.peak)));
  expect(report.parts.same).toBe(true);
  expect(report.parts.rows.map(({ part }) => part)).toEqual([
    "gather",
    "forward",
    "activation",
    "loss and dz",
    "dW",
    "db",
    "dX",
    "slope",
    "update",
    "excess",
  ]);
  for (const { scalar, alone, four, fraction } of report.parts.rows) {
    for (const { least } of [scalar, alone, four]) expect(least).toBeGreaterThan(0);
    if (fraction !== null) expect(fraction).toBeGreaterThan(0);
  }
  for (const { same, lanes, scalar, four, sixteen, floor, network } of report.together) {
    expect([network, same, lanes]).toEqual([network, true, 16]);
    for (const { least } of [scalar, four, sixteen]) expect(least).toBeGreaterThan(0);
    if (network.includes("sgd")) expect(floor).toBeNull();
    else expect(floor).toBeGreaterThan(0);
  }
  expect(report.together.length).toBeGreaterThan(0);
  expect(report.measures.map(({ what, replicas }) => `${what} ${replicas}`)).toContain("all measures 64");
  for (const { same, plain, kernels } of report.measures)
    expect(same && plain.least > 0 && kernels.least > 0).toBe(true);
  expect(report.overheads.map(({ unit }) => unit)).toContain("share of the run");
  const text = kernelSheets(report).map(sheetText).join("\n");
  for (const { network } of report.rows) expect(text).toContain(network);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("a step is counted for as many replicas as train, also where the shape leaves a group one lane", async () => {
  const setting = await prepare({
    data: { dimension: 4, train: 64, test: 4 },
    hidden: [256, 256],
    batchSize: 8,
    epochs: 9,
    replicas: 4,
  });
  const [wide, alone, scalar] = await Promise.all([
    openGroup(setting, "simd"),
    openGroup(setting, "simd", 1),
    openGroup(setting, "scalar"),
  ]);
  const four = await openGroup(setting, "simd", 4);
  expect([wide, alone, scalar, four].map((group) => stepsOf(group, 4).units)).toEqual([wide.lanes, 1, 1, 4]);
  expect(wide.lanes).toBe(1);
  expect(stepsOf(four, 1).units).toBe(1);
  expect(agree([scalar, alone, wide, four], 3, 4)).toBe(true);
});

test("a group that trains something else is noticed, in any replica", async () => {
  const setting = async (learningRate: number) =>
    prepare({ data: { train: 64, test: 4 }, epochs: 9, replicas: 4, optimizer: { name: "sgd", learningRate } });
  const [right, wrong] = [await openGroup(await setting(0.1), "simd"), await openGroup(await setting(0.2), "scalar")];
  expect(agree([right, right], 3, 4)).toBe(true);
  expect(agree([right, wrong], 3, 4)).toBe(false);
});
