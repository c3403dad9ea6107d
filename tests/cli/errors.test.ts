/** Wrong inputs: one clear sentence, exit code 2, nothing written; a diverged run: exit code 1. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { doppelgrad, scratchFolder } from "./command-line.js";

const given = { x: [[0.5], [1]], y: [0, 1], test: { x: [[1]], y: [1] } };
const files: Record<string, string> = {
  "broken.json": '{ "data": "vee", ',
  "list.json": "[1, 2]",
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

const wrong: [name: string, args: string[], message: RegExp][] = [
  [
    "an unknown field",
    ["run", "vee", "--set", "learningRate=0.1"],
    /^study: unknown field "learningRate"\. Did you mean optimizer\.learningRate\?$/,
  ],
  [
    "a misspelt field",
    ["run", "vee", "--set", "replcas=3"],
    /^study: unknown field "replcas"\. Did you mean "replicas"\?$/,
  ],
  [
    "a misspelt name",
    ["run", "vee", "--set", "activation=smelou"],
    /^study\.activation: expected one of identity, .*; got "smelou"\. Did you mean "smelu"\?$/,
  ],
  [
    "an unknown parameter of a variant",
    ["run", "vee", "--set", "activation.beta=2"],
    /^study\.activation: unknown field "beta"\./,
  ],
  [
    "a window of 0",
    ["run", "vee", "--set", "shuffleWindow=0"],
    /^study\.shuffleWindow: expected an integer from 1 to 6000, the number of training examples; got 0\.$/,
  ],
  [
    "a window above N",
    ["run", "vee", "--set", "shuffleWindow=6001"],
    /^study\.shuffleWindow: expected an integer from 1 to 6000, the number of training examples; got 6001\.$/,
  ],
  [
    "a batch above N",
    ["run", "vee", "--set", "batchSize=6001"],
    /^study\.batchSize: expected an integer from 1 to 6000, the number of training examples; got 6001\.$/,
  ],
  [
    "a fractional width",
    ["run", "vee", "--set", "hidden=[2.5]"],
    /^study\.hidden\[0\]: expected an integer from 1 to 65536; got 2\.5\.$/,
  ],
  [
    "nine hidden layers",
    ["run", "vee", "--set", "hidden=[1,1,1,1,1,1,1,1,1]"],
    /^study\.hidden: expected at most 8 hidden layers; got \[1,1,1,1,1,1,1,1,1\]\.$/,
  ],
  [
    "text for a number",
    ["run", "vee", "--set", "optimizer.learningRate=fast"],
    /^study\.optimizer\.learningRate: expected a number from 1e-45 up to, but not including, 1e30; got "fast"\.$/,
  ],
  [
    "a negative seed",
    ["run", "vee", "--set", "seed=-1"],
    /^study\.seed: expected an integer from 0 to 9007199254740991; got -1\.$/,
  ],
  [
    "a loss for other labels",
    ["run", "gaussians", "--set", "data.classes=3", "--set", "loss=logistic"],
    /^study\.loss: expected a loss for 3 classes; got "logistic"\. Leave it out for softmax\.$/,
  ],
  [
    "given weights that vary",
    ["run", "weights.json"],
    /^study\.vary: expected no "init", because study\.initial gives the weights; got \["init"\]\. Take it out\.$/,
  ],
  [
    "given weights of another shape",
    ["run", "shape.json"],
    /^study\.initial\[0\]\.W\[0\]: expected 1 rows of 1 numbers; got \[1,2\]\.$/,
  ],
  [
    "an example that is not there",
    ["run", "order.json"],
    /^study\.order\[0\]\[1\]: expected an example from 0 to 1; got 7\.$/,
  ],
  [
    "replicas beside a design",
    ["run", "vee", "--set", 'design={"init":2,"shuffle":2}', "--set", "replicas=5"],
    /^study\.replicas: expected 4, the cells of study\.design; got 5\. Leave it out\.$/,
  ],
  ["a study file that is no JSON", ["run", "broken.json"], /^broken\.json: expected JSON; got text that is none \(/],
  ["a study that is no object", ["run", "list.json"], /^study: expected an object; got \[1,2\]\.$/],
  [
    "a preset that there is not",
    ["run", "veee"],
    /^STUDY: expected a preset \(.*\) or a JSON file; got "veee"\. Did you mean "vee"\?$/,
  ],
  [
    "a CSV that is not there",
    ["run", "--data", "no.csv"],
    /^study\.data\.path: expected a file that can be read; got "no\.csv"\. There is no such file\.$/,
  ],
  [
    "a ragged row",
    ["run", "--data", "ragged.csv"],
    /^ragged\.csv line 3: expected 3 columns as in the header; got 2\.$/,
  ],
  ["a NaN", ["run", "--data", "nan.csv"], /^nan\.csv line 2, column "b": expected a .*number; got "NaN"\.$/],
  [
    "text in an input",
    ["run", "--data", "text.csv"],
    /^text\.csv line 3, column "a": expected a .*number; got "six"\.$/,
  ],
  [
    "a missing label column",
    ["run", "--data", "one-class.csv", "--label", "lable"],
    /^study\.data\.label: expected a column of one-class\.csv; got "lable"\. Did you mean "label"\?$/,
  ],
  ["an empty file", ["run", "--data", "empty.csv"], /^empty\.csv: expected .*; got .*empty.*$/],
  ["a header without rows", ["run", "--data", "header.csv"], /^header\.csv: expected .*rows.*; got .*$/],
  [
    "one class only",
    ["run", "--data", "one-class.csv"],
    /^one-class\.csv, column "label": expected at least two classes; got only "x"\.$/,
  ],
  [
    "a label without a CSV",
    ["run", "vee", "--label", "x"],
    /^--label: expected a file in --data or in the study; got "x"\.$/,
  ],
  [
    "an assignment without a value",
    ["run", "vee", "--set", "epochs"],
    /^--set: expected key=value; got "epochs"\. For example: --set epochs=5\.$/,
  ],
  [
    "a part that there is not",
    ["run", "vee", "--with", "weights"],
    /^--with: expected parts of parameters, predictions, logits, trail, with commas between; got "weights"\.$/,
  ],
  [
    "workers that are no number",
    ["run", "vee", "--workers", "two"],
    /^--workers: expected an integer from 0 to 1024; got "two"\.$/,
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
    /^error: unknown option '--kernels=scalar'\n\(--help lists/,
  ],
  ["a command that there is not", ["claim"], /^error: unknown command 'claim'\n\(Did you mean claims\?\)/],
  [
    "a result that is not there",
    ["verify", "result.json"],
    /^RESULT: expected a JSON file of a run or of claims, or the folder it is in; got "result\.json"\. There is no such file\.$/,
  ],
  [
    "a result that is none",
    ["verify", "list.json"],
    /^result: expected the JSON of a run, with study, data, replicas and fingerprint; got \[1,2\]\.$/,
  ],
  [
    "an address without a link",
    ["verify", "https://example.org/"],
    /^link: expected an address that ends in #1\. and the link; got "https:\/\/example\.org\/"\.$/,
  ],
  [
    "a link of another contract",
    ["verify", "https://example.org/#2.abc"],
    /^link: expected 1 behind the #, the contract of this version; got 2\. Open it with the version that made it\.$/,
  ],
  [
    "workers for a link",
    ["verify", "https://example.org/#1.abc", "--workers", "2"],
    /^--workers: expected no workers for a link, which trains in one thread; got "2"\.$/,
  ],
  ["a link without a page", ["link", "vee"], /^error: required option '--page <url>' not specified/],
  [
    "a link to no page",
    ["link", "vee", "--set", "data.train=20", "--page", "example.org"],
    /^page: expected the address of a page, http, https or file; got "example\.org"\.$/,
  ],
  [
    "a link to a step that there is not",
    ["link", "vee", "--step", "9999", "--page", "http://a/"],
    /^step: expected an integer from 0 to 6000, the steps of the study; got 9999\.$/,
  ],
  [
    "a step that is no number",
    ["link", "vee", "--step", "last", "--page", "http://a/"],
    /^--step: expected an integer from 0 to 9007199254740991; got "last"\.$/,
  ],
  [
    "a link to a file",
    ["link", "--data", "nan.csv", "--page", "http://a/"],
    /^study\.data\.path: expected no file, which a link cannot carry; got "nan\.csv"\. Write the text of the file: /,
  ],
  ["a command for links, misspelt", ["lnk"], /^error: unknown command 'lnk'\n\(Did you mean link\?\)/],
  [
    "a bench that there is not",
    ["bench", "kernel"],
    /^bench: expected one of kernels, math, replicas, peers; got "kernel"\. Did you mean "kernels"\?$/,
  ],
  [
    "too few replicas for the claims",
    ["claims", "--replicas", "8"],
    /^--replicas: expected an integer from 32 to \d+; got "8"\.$/,
  ],
  [
    "seeds that are none",
    ["claims", "--seeds", "4..1"],
    /^--seeds: expected a range like 0\.\.4, or different integers with commas between, at most 1000; got "4\.\.1"\.$/,
  ],
  ["a seed twice", ["claims", "--seeds", "1,2,1"], /^--seeds: expected a range .*; got "1,2,1"\.$/],
  ["a floor that is none", ["claims", "--floor", "1"], /^--floor: expected a number above 0 and below 1; got 1\.$/],
  ["a margin that is none", ["claims", "--margin", "ten"], /^--margin: expected a number; got "ten"\.$/],
  [
    "a family that there is not",
    ["claims", "--data", "veee"],
    /^--data: expected one of .*; got "veee"\. Did you mean "vee"\?$/,
  ],
  [
    "predictions to keep, but too many",
    ["run", "vee", "--set", "data.test=20000", "--set", "replicas=10000", "--with", "predictions"],
    /^predictions and logits: expected at most 1 GiB, to be kept; got a study with more\./,
  ],
  [
    "more than 4 GiB",
    ["run", "vee", "--set", "hidden=[300,300]", "--set", "replicas=100000"],
    /^study: expected at most 4 GiB of memory; got a study that needs about \d+\.\d GiB\./,
  ],
  [
    "a folder that cannot be made",
    ["run", "vee", "--out", "list.json"],
    /^--out: expected a folder that can be made and written; got "list\.json"\.$/,
  ],
];

describe("wrong inputs", () => {
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);

  test("there are at least twenty of them", () => expect(wrong.length).toBeGreaterThanOrEqual(20));

  test.each(wrong)("%s", async (_, args, message) => {
    const out = args.includes("--out") ? [] : ["run", "claims"].includes(args[0]!) ? ["--out", "made"] : [];
    const { code, stdout, stderr } = await doppelgrad([...args, ...out], folder);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr.startsWith("error: ") ? 1 : stderr.trimEnd().split("\n").length).toBe(1);
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
  });

  test("a learning rate of 1e9", async () => {
    const { code, stdout, stderr } = await doppelgrad(
      ["run", "vee", "--set", "optimizer.learningRate=1e9", "--out", "made"],
      folder,
    );
    expect(stderr).toBe(
      "replica 0 diverged at step 1: a logit is out of range. optimizer.learningRate is 1000000000; try a smaller one.\n",
    );
    expect(stdout).toBe("");
    expect(code).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
  });
});
