/** The schema that editors read says of every document what the parser says of it. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { MEASURE_NAMES } from "../../src/measure/names.js";
import { studyFields } from "../../src/study/resolve.js";
import { FAMILY_SUMMARIES } from "../../src/study/variants/data.js";
import { gridOf } from "../../src/sweep/grid.js";
import { parseHalving } from "../../src/sweep/halving.js";
import { isSweepDocument, parseSweepDocument } from "../../src/sweep/sweep-file.js";
import { parseTune } from "../../src/sweep/tune.js";

const schema = JSON.parse(readFileSync("docs/sweep.schema.json", "utf8"));
const fits = new Ajv2020().compile(schema);

function isTaken(document: unknown): boolean {
  try {
    const { over, zip, where, baseline, tune, halving } = parseSweepDocument(document);
    parseTune(tune, over);
    if (halving !== undefined) parseHalving(halving);
    gridOf(over, {
      ...(zip !== undefined && { zip }),
      ...(where !== undefined && { where }),
      ...(baseline !== undefined && { baseline }),
    });
    return true;
  } catch (error) {
    expect((error as Error).name).toBe("InputError");
    return false;
  }
}

test("it names every field of a study, every measure and every data family", () => {
  expect(Object.keys(schema.properties.over.properties)).toEqual(studyFields());
  expect(schema.properties.measures.items.enum).toEqual(MEASURE_NAMES);
  expect(schema.properties.study.anyOf[1].enum).toEqual(Object.keys(FAMILY_SUMMARIES));
});

const over = { epochs: [1, 2], seed: "0..1" };
describe("documents that both take", () => {
  test.each([
    [{ over }],
    [{ $schema: "x", study: "vee", over }],
    [{ study: { replicas: 4 }, over: { "data.noise": [0.1], activation: ["relu", { name: "smelu", beta: 1 }] } }],
    [{ over, zip: true }],
    [{ over, zip: [["epochs", "seed"]], where: ["epochs<3", "seed!=4", "epochs=1,2"] }],
    [{ over, baseline: "epochs=2", measures: ["accuracy"] }],
    [{ over, tune: { over: { "optimizer.learningRate": [0.1, 0.3] } }, halving: {} }],
    [
      {
        over,
        tune: { over: { hidden: [[4], [8]] }, replicas: 4 },
        halving: { replicas: 4, by: "predictionDifference" },
      },
    ],
    [{ over: { epochs: "1..8*2", "optimizer.learningRate": "0.1..0.5+0.1" }, baseline: { epochs: 4 } }],
  ])("%j", (document) => {
    expect(fits(document), JSON.stringify(fits.errors)).toBe(true);
    expect(isTaken(document)).toBe(true);
  });
});

describe("documents that both refuse", () => {
  test.each([
    [{}],
    [{ study: "vee" }],
    [[]],
    [4],
    [{ over: {} }],
    [{ over: { epochs: [] } }],
    [{ over: { epochs: 4 } }],
    [{ over: { epochs: "many" } }],
    [{ over, zip: "epochs" }],
    [{ over, zip: false }],
    [{ over, zip: [["epochs"]] }],
    [{ over, where: "epochs<3" }],
    [{ over, where: ["epochs"] }],
    [{ over, where: [4] }],
    [{ over, baseline: 4 }],
    [{ over, measures: ["chur"] }],
    [{ over, measures: "churn" }],
    [{ over, wher: [] }],
    [{ over, study: 4 }],
    [{ over, $schema: 4 }],
    [{ over, tune: 4 }],
    [{ over, tune: {} }],
    [{ over, tune: { over: { hidden: [] } } }],
    [{ over, tune: { over: { hidden: [[4]] }, replicas: 0 } }],
    [{ over, tune: { over: { hidden: [[4]] }, by: "loss" } }],
    [{ over, halving: true }],
    [{ over, halving: { replicas: 1 } }],
    [{ over, halving: { by: "churn" } }],
  ])("%j", (document) => {
    expect(fits(document)).toBe(false);
    expect(isTaken(document)).toBe(false);
  });
});

test("a study is no sweep", () => {
  expect([{ over }, { epochs: 4 }, null, 4].map(isSweepDocument)).toEqual([true, false, false, false]);
});
