/** `doppelgrad explain`: a study, a result, a folder; in words, as JSON, into a folder; what is refused. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { explain } from "../../src/explain/explain.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, here, scratchFolder } from "./command-line.js";

const SET = ["--set", "data.train=60", "--set", "data.test=20", "--hidden", "4", "--replicas", "4"];
const STUDY = { data: { name: "vee", train: 60, test: 20 }, hidden: [4], replicas: 4 } as const;
const few = ["--examples", "2", "--neighbours", "3", "--side", "4"];

test("of a study, in words", async () => {
  const { stdout, code } = await doppelgrad(["explain", "vee", ...SET, ...few, "-q"], scratchFolder());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^4 replicas, 20 test examples: prediction difference 0\.\d+, churn .*%\.\n/);
  expect(stdout).toMatch(/^The 2 examples on which they differ most carry \d+% of the prediction difference\.$/m);
  expect(stdout).toMatch(/^ +label +PD +churn +margin +decided +least +median +largest$/m);
  const found = await explain(STUDY, { examples: 2, neighbours: 3, side: 4, workers: 0 });
  for (const { example, nearest } of found.explained) {
    expect(stdout).toMatch(new RegExp(`^example ${example} +[01] +0\\.\\d+ +\\d+%.* \\(replica \\d\\)$`, "m"));
    expect(stdout).toMatch(
      new RegExp(`^example ${example}: x1 −?0\\.\\d+, x2 −?0\\.\\d+\n {2}replicas predict (0\\.\\d+(, )?){4}\n`, "m"),
    );
    expect(stdout).toContain(
      `  nearest training examples: example ${nearest[0]!.example} (label ${nearest[0]!.label}, distance `,
    );
  }
  expect(stdout).toMatch(
    /^Replicas \d and \d differ most: by 0\.\d+ on average\.\nHinges of the first layer in the box of the data: /m,
  );
  expect(stdout).toContain("--out draws the maps.\n");
  expect(stdout).toMatch(/^Replica 0 and its twin, of which one parameter \(layer [12], [Wb]\[[\d,]+\]\) is moved/m);
  expect(stdout).toMatch(/^step +relu: weights +ulps +predictions +smelu \(beta 1\): weights +ulps +predictions\n1 /m);
  expect(stdout).toMatch(/^32 .*\n60 /m);
  expect(stdout).toMatch(new RegExp(`^fingerprint ${found.fingerprint}$`, "m"));
});

test("--json of a study, of its result and of its folder is what the SDK resolves to; a study is trained once", async () => {
  const folder = scratchFolder();
  await doppelgrad(["run", "vee", ...SET, "--out", "stored", "-q"], folder);
  copyFileSync(join(folder, "stored/result.json"), join(folder, "plain.json"));
  const found = await explain(STUDY, { examples: 2, neighbours: 3, side: 4, twins: false, workers: 0 });
  const explained = async (...words: string[]) => {
    const { stdout, stderr, code } = await doppelgrad(
      ["explain", ...words, ...few, "--no-twins", "--json", "-q"],
      folder,
    );
    expect(code, stderr).toBe(0);
    return { json: JSON.parse(stdout), stderr };
  };
  const AGAIN = "the result has no parameters: trained again, and the fingerprint is the same\n";
  expect(await explained("vee", ...SET)).toEqual({ json: found, stderr: "" });
  expect(await explained("stored")).toEqual({ json: found, stderr: "" });
  expect(await explained("plain.json")).toEqual({ json: found, stderr: AGAIN });
  const { json, stderr } = await explained("stored", "--set", "activation=tanh");
  expect([json.study.activation.name, stderr]).toEqual(["tanh", ""]);
});

describe("--out", () => {
  test("writes a document and a page, the same again and from a file of data", async () => {
    const folder = scratchFolder();
    const lines = Array.from({ length: 40 }, (_, n) => `${n % 7},${n % 3},${n % 2 === 0 ? "yes" : "no"}`);
    writeFileSync(join(folder, "own.csv"), `a,b,label\n${lines.join("\n")}\n`);
    const words = ["explain", "own.csv", "--replicas", "3", "--epochs", "2", ...few, "--out", "why"];
    const { stdout, code } = await doppelgrad(words, folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nwrote why\/explain\.json and why\/report\.html\n$/);
    expect(stdout).not.toContain("--out draws");
    expect(readdirSync(join(folder, "why")).sort()).toEqual(["explain.json", "report.html"]);
    const both = () => ["explain.json", "report.html"].map((name) => readFileSync(join(folder, "why", name), "utf8"));
    const [json, page] = both();
    expect(JSON.parse(json!).explained).toHaveLength(2);
    expect(page).toContain("doppelgrad explain own.csv --replicas 3 --epochs 2");
    await doppelgrad(words, folder);
    expect(both()).toEqual([json, page]);
  });

  test("of a result whose data are elsewhere, where --data says", async () => {
    const folder = scratchFolder();
    const data = join(process.cwd(), "examples/data/iris.csv");
    await here(["run", "--data", data, "--replicas", "2", "--epochs", "1", "--out", "iris", "-q"], folder);
    await expectRefused(["explain", "iris", "--out", "why"], folder, refusal("wrong-value", "study.data.path"));
    expect(existsSync(join(folder, "why"))).toBe(false);
    await here(["explain", "iris", "--data", data, ...few, "--no-twins", "--out", "why", "-q"], folder);
    expect(existsSync(join(folder, "why/explain.json"))).toBe(true);
  });
});

test.each([
  [["vee", "--examples", "-1"], refusal("wrong-value", "--examples", '"-1"')],
  [["vee", "--neighbours", "many"], refusal("wrong-value", "--neighbours", '"many"')],
  [["vee", "--side", "513"], refusal("wrong-value", "--side", '"513"')],
  [["vee", "--replicas", "1"], refusal("wrong-value", "study.replicas", "1")],
  [["nothing.json"], refusal("wrong-value", "RESULT", '"nothing.json"')],
  [["vee", "--set", "epochz=3"], refusal("unknown-field", "study", "epochz")],
])("refused: %j", async (words, refused) => {
  const folder = scratchFolder();
  await expectRefused(["explain", ...words, "--out", "why"], folder, refused);
  expect(existsSync(join(folder, "why"))).toBe(false);
});

test("--help says what is explained, with an example", async () => {
  const { stdout, code } = await doppelgrad(["explain", "--help"], scratchFolder());
  expect(code).toBe(0);
  for (const word of ["--neighbours <n>", "--no-twins", "doppelgrad explain result", "default: 64"])
    expect(stdout).toContain(word);
});
