/** `doppelgrad dataset`: what is written is what a study trains on, in every form, and reads back to the same bits. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { dataset } from "../../src/run/dataset.js";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, scratchFolder } from "./command-line.js";

const folder = scratchFolder();
const done = async (...args: string[]) => {
  const { code, stdout, stderr } = await doppelgrad(["dataset", ...args], folder);
  expect(code, stderr).toBe(0);
  return stdout;
};
const SIZES = ["--set", "data.train=60", "--set", "data.test=30"];
/** All in which studies of drawn data and of files have different defaults, among others. */
const HOW: StudyInput = {
  hidden: [4],
  activation: "tanh",
  optimizer: { name: "adam", learningRate: 0.01 },
  batchSize: 8,
  epochs: 2,
  replicas: 2,
};

test("CSV on stdout: inputs, what is known of each example, and last the label; the seed draws other examples", async () => {
  const { data, errors } = Papa.parse<Record<string, string>>(await done("groups", ...SIZES, "--seed", "3"), {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  const { train, inputs } = await dataset({ name: "groups", train: 60, test: 30 }, { seed: 3 });
  expect(data.flatMap(Object.values)).toEqual(
    Array.from({ length: 60 }, (_, n) => [
      ...Array.from(train.x.subarray(n * inputs, (n + 1) * inputs), String),
      train.groups![n],
      String(train.truth![n]),
      String(train.y[n]),
    ]).flat(),
  );
  expect(Object.keys(data[0]!)).toEqual(["x1", "x2", "x3", "x4", "x5", "group", "truth_1", "label"]);
  const test = await done("groups", ...SIZES, "--seed", "3", "--split", "test");
  expect(test.trim().split("\n").length).toBe(31);
  expect(await done("groups", ...SIZES, "--set", "seeds.data=3", "--split", "test")).toBe(test);
});

test("JSON has the columns of CSV; truths are one a class, or the noiseless target", async () => {
  const columns = JSON.parse(await done("gaussians", ...SIZES, "--json"));
  expect(Object.keys(columns)).toEqual(["x1", "x2", "truth_0", "truth_1", "truth_2", "label"]);
  const { train } = await dataset({ name: "gaussians", train: 60, test: 30 });
  expect(columns.truth_2).toEqual(Array.from({ length: 60 }, (_, n) => train.truth![3 * n + 2]));
  expect(columns.label).toEqual([...train.y]);
  const targets = await done("vee", ...SIZES, "--set", "data.task=regression");
  expect(targets.split("\n")[0]).toBe("x1,x2,truth,label");
});

/** Both splits in files of one form, and the words with which the command says that they are read. */
async function written(source: string[], form: string): Promise<string[]> {
  const [, , words] = (await done(...source, "--out", `train.${form}`)).trim().split("\n");
  await done(...source, "--split", "test", "--out", `test.${form}`);
  const [, args] = /^a study reads it with doppelgrad run (.*)$/.exec(words!)!;
  return args!.replaceAll("'", "").split(" ");
}

test.each([
  ["csv", "groups"],
  ["npy", "uneven_gaussians"],
  ["json", "vee"],
])("%s of %s: a study with the words that are said has the same fingerprint", async (form, family) => {
  const isRegression = family === "vee";
  // Enough that every class occurs.
  const train = family === "uneven_gaussians" ? 700 : 60;
  const sizes = ["--set", `data.train=${train}`, "--set", "data.test=30"];
  const words = await written([family, ...sizes, ...(isRegression ? ["--set", "data.task=regression"] : [])], form);
  writeFileSync(join(folder, "how.json"), JSON.stringify(HOW));
  const read = ["run", "how.json", ...words, "--set", `data.test=test.${form}`, "--json", "--workers", "0"];
  const { stdout, stderr } = await doppelgrad(read, folder);
  expect(stdout, stderr).not.toBe("");
  const back = JSON.parse(stdout);
  const data = { name: family, train, test: 30, ...(isRegression && { task: "regression" }) };
  const first = await run({ ...HOW, data } as StudyInput, { workers: 0 });
  expect([back.fingerprint, back.data.sha256]).toEqual([first.fingerprint, first.data.sha256]);
  const counted = (groups?: { group: unknown; examples: number }[]) =>
    groups?.map(({ group, examples }) => [group, examples]);
  expect(counted(back.groups)).toEqual(counted(first.groups));
});

test("a file is written as training has it: standardised, one-hot, with ids, weights and names of classes", async () => {
  const rows = Array.from(
    { length: 40 },
    (_, n) => `p${n},${n % 7},${["a", "b"][n % 2]},${1 + (n % 3)},${n % 5 < 2 ? "yes" : "no"}`,
  );
  writeFileSync(join(folder, "own.csv"), `id,height,kind,weight,answer\n${rows.join("\n")}\n`);
  const roles = ["--label", "answer", "--set", "data.id=id", "--set", "data.weights=weight"];
  const own = await dataset({
    name: "file",
    path: join(folder, "own.csv"),
    label: "answer",
    id: "id",
    weights: "weight",
  });
  const { data } = Papa.parse<Record<string, string>>(await done("own.csv", ...roles), {
    header: true,
    skipEmptyLines: true,
  });
  expect(Object.keys(data[0]!)).toEqual(["id", "height", "kind=a", "kind=b", "weight", "answer"]);
  expect(data.map(({ id }) => id)).toEqual(own.train.ids);
  expect(data.map(({ height }) => Number(height))).toEqual(
    Array.from({ length: own.train.count }, (_, n) => own.train.x[3 * n]),
  );
  expect(data.map(({ answer }) => answer)).toEqual(Array.from(own.train.y, (c) => own.classNames![c]));
  expect(data.map(({ weight }) => Number(weight))).toEqual([...own.train.weights!]);
  const words = await written(["own.csv", ...roles], "csv");
  expect(words).toContain("data.id=id");
  const study = ["how.json", "--set", "epochs=1", "--json", "--workers", "0"];
  const trained = async (...of: string[]) => JSON.parse((await doppelgrad(["run", ...of, ...study], folder)).stdout);
  const back = await trained(...words, "--set", "data.test=test.csv");
  const first = await trained("--data", "own.csv", ...roles);
  expect([back.fingerprint, back.data.sha256]).toEqual([first.fingerprint, first.data.sha256]);
});

test("classes of which there is no example are said", async () => {
  const small = ["uneven_gaussians", "--set", "data.train=9", "--set", "data.test=1", "--out", "few.csv"];
  expect(await done(...small)).toMatch(/^no example of class [\d, ]+ and \d+, so of a file they are no classes$/m);
});

test("refused: an ending that nobody writes, what is no data, an unknown field", async () => {
  const asked = (args: string[], what: ReturnType<typeof refusal>) => expectRefused(["dataset", ...args], folder, what);
  await asked(["vee", "--out", "vee.xlsx"], refusal("wrong-value", "--out", '"vee.xlsx"'));
  await asked(["vee", "--out", "vee.constructor"], refusal("wrong-value", "--out", '"vee.constructor"'));
  await asked(["vea"], refusal("wrong-value", "STUDY"));
  await asked(["vee", "--set", "data.trein=4"], refusal("unknown-field", "study.data", "trein"));
  const { code, stderr } = await doppelgrad(["dataset", "vee", "--split", "both"], folder);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/train, test/)]);
  expect(readFileSync(join(folder, "own.csv"), "utf8")).toMatch(/^id,/);
});
