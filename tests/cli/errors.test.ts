/** Wrong inputs: one clear sentence, exit code 2, nothing written; a diverged run: exit code 1. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, here, scratchFolder } from "./command-line.js";

const given = { x: [[0.5], [1]], y: [0, 1], test: { x: [[1]], y: [1] } };
const files: Record<string, string> = {
  "broken.json": '{ "data": "vee", ',
  "list.json": "[1, 2]",
  "number.json": "5",
  "ragged.csv": "a,b,label\n1,2,x\n3,y\n",
  "nan.csv": "a,b,label\n1,NaN,x\n3,4,y\n",
  "text.csv": "a,b,label\n1,2,x\nsix,4,y\n",
  "empty.csv": "",
  "header.csv": "a,b,label\n",
  "one-class.csv": "a,label\n1,x\n2,x\n3,x\n4,x\n5,x\n6,x\n",
  "weights.json": JSON.stringify({
    data: { name: "given", ...given },
    hidden: [],
    initial: [{ W: [[1]], b: [0] }],
    vary: ["init"],
    batchSize: 1,
  }),
  "shape.json": JSON.stringify({
    data: { name: "given", ...given },
    hidden: [],
    initial: [{ W: [[1, 2]], b: [0] }],
    batchSize: 1,
  }),
  "order.json": JSON.stringify({ data: { name: "given", ...given }, order: [[0, 7]], batchSize: 1 }),
};

const wrong: [name: string, args: string[], error: Refusal | RegExp][] = [
  [
    "an unknown field",
    ["run", "vee", "--set", "lr=0.1"],
    refusal("unknown-field", "study", "lr", { remedy: "Did you mean --set optimizer.learningRate=0.1?" }),
  ],
  [
    "a misspelt field",
    ["run", "vee", "--set", "replcas=3"],
    refusal("unknown-field", "study", "replcas", { remedy: 'Did you mean "replicas"?' }),
  ],
  [
    "a misspelt name",
    ["run", "vee", "--set", "activation=smelou"],
    refusal("wrong-value", "study.activation", '"smelou"', { remedy: 'Did you mean "smelu"?' }),
  ],
  [
    "an unknown parameter of a variant",
    ["run", "vee", "--set", "activation.beta=2"],
    refusal("unknown-field", "study.activation", "beta"),
  ],
  [
    "a window of 0",
    ["run", "vee", "--set", "shuffleWindow=0"],
    refusal("wrong-value", "study.shuffleWindow", "0", { expected: /1 to 6000/ }),
  ],
  [
    "a window above N",
    ["run", "vee", "--set", "shuffleWindow=6001"],
    refusal("wrong-value", "study.shuffleWindow", "6001", { expected: /1 to 6000/ }),
  ],
  [
    "a batch above N",
    ["run", "vee", "--set", "batchSize=6001"],
    refusal("wrong-value", "study.batchSize", "6001", { expected: /1 to 6000/ }),
  ],
  [
    "a fractional width",
    ["run", "vee", "--set", "hidden=[2.5]"],
    refusal("wrong-value", "study.hidden[0]", "2.5", { expected: /1 to 65536/ }),
  ],
  [
    "nine hidden layers",
    ["run", "vee", "--set", "hidden=[1,1,1,1,1,1,1,1,1]"],
    refusal("wrong-value", "study.hidden", "[1,1,1,1,1,1,1,1,1]", { expected: /8 hidden/ }),
  ],
  [
    "text for a number",
    ["run", "vee", "--set", "optimizer.learningRate=fast"],
    refusal("wrong-type", "study.optimizer.learningRate", '"fast"', {
      expected: /1e-45 up to, but not including, 1e30/,
    }),
  ],
  [
    "a negative seed",
    ["run", "vee", "--set", "seed=-1"],
    refusal("wrong-value", "study.seed", "-1", { expected: /0 to 9007199254740991/ }),
  ],
  [
    "a loss for other labels",
    ["run", "gaussians", "--set", "data.classes=3", "--set", "loss=logistic"],
    refusal("wrong-value", "study.loss", '"logistic"', { expected: /3 classes/ }),
  ],
  ["given weights that vary", ["run", "weights.json"], refusal("wrong-value", "study.vary", '["init"]')],
  [
    "given weights of another shape",
    ["run", "shape.json"],
    refusal("wrong-value", "study.initial[0].W[0]", "[1,2]", { expected: /1 rows of 1/ }),
  ],
  [
    "an example that is not there",
    ["run", "order.json"],
    refusal("wrong-value", "study.order[0][1]", "7", { expected: /0 to 1/ }),
  ],
  [
    "replicas beside a design",
    ["run", "vee", "--set", 'design={"init":2,"shuffle":2}', "--set", "replicas=5"],
    refusal("wrong-value", "study.replicas", "5", { expected: /^4, / }),
  ],
  [
    "a study file that is no JSON",
    ["run", "broken.json"],
    refusal("wrong-type", "broken.json", undefined, { expected: /JSON/ }),
  ],
  ["a study that is no object", ["run", "number.json"], refusal("wrong-type", "study", "5", { expected: /object/ })],
  [
    "a preset that there is not",
    ["run", "veee"],
    refusal("wrong-value", "STUDY", '"veee"', { remedy: 'Did you mean "vee"?' }),
  ],
  [
    "a CSV that is not there",
    ["run", "--data", "no.csv"],
    refusal("wrong-value", "study.data.path", '"no.csv"', { remedy: /no such/ }),
  ],
  [
    "a ragged row",
    ["run", "--data", "ragged.csv"],
    refusal("wrong-value", "ragged.csv line 3", "2", { expected: /3 columns/ }),
  ],
  [
    "a NaN in a file of any form",
    ["run", "--data", "nan.csv"],
    refusal("wrong-value", "nan.csv", /1 in "b"/, { expected: /missing/, remedy: /missing/ }),
  ],
  [
    "a NaN",
    ["run", "--set", "data.name=csv", "--set", "data.path=nan.csv"],
    refusal("wrong-value", 'nan.csv line 2, column "b"', '"NaN"'),
  ],
  [
    "text in an input",
    ["run", "--set", "data.name=csv", "--set", "data.path=text.csv"],
    refusal("wrong-value", 'text.csv line 3, column "a"', '"six"'),
  ],
  [
    "a missing label column",
    ["run", "--data", "one-class.csv", "--label", "lable"],
    refusal("wrong-value", "study.data.label", '"lable"', { remedy: 'Did you mean "label"?' }),
  ],
  ["an empty file", ["run", "--data", "empty.csv"], refusal("wrong-value", "empty.csv", /empty/)],
  [
    "a header without rows",
    ["run", "--set", "data.name=csv", "--set", "data.path=header.csv"],
    refusal("wrong-value", "header.csv", undefined, { expected: /rows/ }),
  ],
  [
    "one class only",
    ["run", "--data", "one-class.csv"],
    refusal("wrong-value", 'one-class.csv, column "label"', 'only "x"'),
  ],
  ["a label without a CSV", ["run", "vee", "--label", "x"], refusal("wrong-type", "--label", '"x"')],
  ["an assignment without a value", ["run", "vee", "--set", "epochs"], refusal("wrong-type", "--set", '"epochs"')],
  ["a part that there is not", ["run", "vee", "--with", "weights"], refusal("wrong-value", "--with", '"weights"')],
  [
    "workers that are no number",
    ["run", "vee", "--workers", "two"],
    refusal("wrong-value", "--workers", '"two"', { expected: /0 to 1024/ }),
  ],
  [
    "a backend that there is not",
    ["run", "vee", "--backend", "avx"],
    /^error: option '--backend <name>' argument 'avx' is invalid\. Allowed choices are simd, scalar, reference\./,
  ],
  [
    "an option that there is not",
    ["run", "vee", "--worker", "2"],
    /^error: unknown option '--worker'\n\(Did you mean --workers\?\)/,
  ],
  ...[["claims"], ["run", "vee"], ["verify", "result.json"], ["link", "--page", "http://a/"]].map(
    (words): [string, string[], RegExp] => [
      `the name that --backend had, for ${words[0]}`,
      [...words, "--kernels", "scalar"],
      /^error: unknown option '--kernels'\n\(Did you mean --backend\?\)\n/,
    ],
  ),
  [
    "that name where there is no --backend",
    ["host", "--kernels=scalar"],
    /^error: unknown option '--kernels=scalar'\nSee doppelgrad host --help\.\n$/,
  ],
  ["a command that there is not", ["claim"], /^error: unknown command 'claim'\n\(Did you mean claims\?\)/],
  [
    "a result that is not there",
    ["verify", "result.json"],
    refusal("wrong-value", "RESULT", '"result.json"', { remedy: /no such/ }),
  ],
  ["a result that is none", ["verify", "list.json"], refusal("wrong-type", "result", "[1,2]")],
  [
    "an address without a link",
    ["verify", "https://example.org/"],
    refusal("wrong-value", "link", '"https://example.org/"', { expected: /address/ }),
  ],
  [
    "a link of another contract",
    ["verify", "https://example.org/#2.abc"],
    refusal("wrong-value", "link", "2", { expected: /1 after the #/ }),
  ],
  [
    "workers for a link",
    ["verify", "https://example.org/#1.abc", "--workers", "2"],
    refusal("wrong-value", "--workers", '"2"', { expected: /workers/ }),
  ],
  ["a link without a page", ["link", "vee"], /^error: required option '--page <url>' not specified/],
  [
    "a link to no page",
    ["link", "vee", "--set", "data.train=20", "--page", "example.org"],
    refusal("wrong-value", "page", '"example.org"'),
  ],
  [
    "a link to a step that there is not",
    ["link", "vee", "--step", "9999", "--page", "http://a/"],
    refusal("wrong-value", "step", "9999", { expected: /0 to 6000/ }),
  ],
  [
    "a step that is no number",
    ["link", "vee", "--step", "last", "--page", "http://a/"],
    refusal("wrong-value", "--step", '"last"', { expected: /0 to 9007199254740991/ }),
  ],
  [
    "a link to a file",
    ["link", "--data", "nan.csv", "--page", "http://a/"],
    refusal("wrong-value", "study.data.path", '"nan.csv"', { expected: /cannot/ }),
  ],
  ["a command for links, misspelt", ["lnk"], /^error: unknown command 'lnk'\n\(Did you mean link\?\)/],
  [
    "a bench that there is not",
    ["bench", "kernel"],
    refusal("wrong-value", "bench", '"kernel"', { remedy: 'Did you mean "kernels"?' }),
  ],
  [
    "too few replicas for the claims",
    ["claims", "--replicas", "8"],
    refusal("wrong-value", "--replicas", '"8"', { expected: /32 to/ }),
  ],
  [
    "seeds that are none",
    ["claims", "--seeds", "4..1"],
    refusal("wrong-value", "--seeds", '"4..1"', { expected: /range.* 1000$/ }),
  ],
  ["a seed twice", ["claims", "--seeds", "1,2,1"], refusal("wrong-value", "--seeds", '"1,2,1"', { expected: /range/ })],
  [
    "a floor that is none",
    ["claims", "--floor", "1"],
    refusal("wrong-value", "options.floor", "1", { expected: /0 and below 1/ }),
  ],
  ["a margin that is none", ["claims", "--margin", "ten"], refusal("wrong-value", "--margin", '"ten"')],
  [
    "a family that there is not",
    ["claims", "--data", "veee"],
    refusal("wrong-value", "options.data", '"veee"', { remedy: 'Did you mean "vee"?' }),
  ],
  [
    "predictions to keep, but too many",
    ["run", "vee", "--set", "data.test=20000", "--set", "replicas=10000", "--with", "predictions"],
    refusal("wrong-value", "predictions and logits", undefined, { expected: /1 GiB/ }),
  ],
  [
    "more than 4 GiB",
    ["run", "vee", "--set", "hidden=[300,300]", "--set", "replicas=100000"],
    refusal("wrong-value", "study", undefined, { expected: /4 GiB/ }),
  ],
  [
    "a folder that cannot be made",
    ["run", "vee", "--out", "list.json"],
    refusal("wrong-value", "--out", '"list.json"'),
  ],
];

describe("wrong inputs", () => {
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);

  test("there are at least twenty of them", () => expect(wrong.length).toBeGreaterThanOrEqual(20));

  afterEach(() => expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort()));

  // In this process, where the error is at hand with its fields; Commander says its complaints itself.
  test.each(wrong)("%s", async (_, args, error) => {
    const out = args.includes("--out") ? [] : ["run", "claims"].includes(args[0]!) ? ["--out", "made"] : [];
    if (error instanceof RegExp) {
      const stderr = expect.stringMatching(error) as string;
      expect(await doppelgrad([...args, ...out], folder)).toEqual({ code: 2, stdout: "", stderr });
    } else {
      await expect(here([...args, ...out], folder)).rejects.toThrow(error);
    }
  });

  test.each<[args: string[], error: Refusal, typed?: string]>([
    [["run", "vee", "--set", "replcas=3"], refusal("unknown-field", "study", "replcas")],
    [["run", "--data", "ragged.csv"], refusal("wrong-value", "ragged.csv line 3", "2")],
    [["claims", "--floor", "1"], refusal("wrong-value", "options.floor", "1"), "--floor"],
  ])("as a process: the sentence on stderr, nothing on stdout, exit code 2: %j", async (args, error, typed) => {
    await expectRefused([...args, "--out", "made"], folder, error, typed);
  });

  test("a learning rate of 1e9", async () => {
    const { code, stdout, stderr } = await doppelgrad(
      ["run", "vee", "--set", "optimizer.learningRate=1e9", "--out", "made"],
      folder,
    );
    expect(stderr).toBe(
      "replica 0 diverged at step 1: a logit is out of range. optimizer.learningRate is 1000000000: take a smaller one. With 1000 the first 100 steps stay finite.\n",
    );
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });
});
