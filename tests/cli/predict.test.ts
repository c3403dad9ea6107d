/** `doppelgrad predict`, and initial parameters out of a file that a study names. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { predict } from "../../src/model/predict.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, scratchFolder } from "./command-line.js";

const folder = scratchFolder();
const ROWS = Array.from({ length: 30 }, (_, n) => `${(n * 7) % 13},${n % 3 ? "low" : "high"},${n % 2 ? "yes" : "no"}`);
const NEW = "level,height\nlow,3\nhigh,5.5\n";
const study = { data: { name: "file", path: "points.csv", label: "answer" }, hidden: [3], epochs: 2, replicas: 2 };
beforeAll(async () => {
  writeFileSync(join(folder, "points.csv"), `height,level,answer\n${ROWS.join("\n")}\n`);
  writeFileSync(join(folder, "new.csv"), NEW);
  writeFileSync(join(folder, "study.json"), JSON.stringify(study));
  await doppelgrad(["run", "study.json", "--out", "made"], folder);
  writeFileSync(join(folder, "made", "points.csv"), readFileSync(join(folder, "points.csv")));
});
const answers = () =>
  predict(
    JSON.parse(readFileSync(join(folder, "made", "result.json"), "utf8")),
    { text: NEW },
    { data: { path: join(folder, "points.csv") }, workers: 0 },
  );

test("a table on stdout, which says what the mean and each replica answer", async () => {
  const { code, stdout, stderr } = await doppelgrad(["predict", "made/result.json", "new.csv"], folder);
  expect([code, stderr]).toEqual([0, "the result has no parameters: trained again, and the fingerprint is the same\n"]);
  // Of a folder the parts have them.
  expect(await doppelgrad(["predict", "made", "new.csv"], folder)).toEqual({ code: 0, stdout, stderr: "" });
  const { mean, replicas } = await answers();
  const lines = [2, 3].map((row, n) =>
    [row, mean.classes![n], mean.predictions[n], ...replicas.map(({ classes }) => classes![n])].join(),
  );
  expect(stdout).toBe(`row,class,probability_yes,replica_0,replica_1\n${lines.join("\n")}\n`);
});

test("JSON, files, one replica", async () => {
  const { replicas, mean } = await answers();
  const { stdout } = await doppelgrad(["predict", "made", "new.csv", "--replica", "1", "--json"], folder);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ rows: [2, 3], classNames: ["no", "yes"] });
  expect(document.replicas).toEqual([
    {
      index: 1,
      logits: Array.from(replicas[1]!.logits, (z) => [z]),
      predictions: Array.from(replicas[1]!.predictions, (p) => [p]),
      classes: replicas[1]!.classes,
    },
  ]);
  await doppelgrad(["predict", "made", "new.csv", "--out", "out/answers.json"], folder);
  const written = JSON.parse(readFileSync(join(folder, "out/answers.json"), "utf8"));
  expect(written.mean).toEqual({ predictions: Array.from(mean.predictions, (p) => [p]), classes: mean.classes });
  const { stdout: said } = await doppelgrad(["predict", "made", "new.csv", "--out", "out/answers.csv"], folder);
  expect(said).toBe("wrote out/answers.csv\n");
  expect(readFileSync(join(folder, "out/answers.csv"), "utf8")).toMatch(/^row,class,probability_yes,/);
});

test("refused: a file without a column, an ending that nobody writes, a replica that is not there", async () => {
  writeFileSync(join(folder, "other.csv"), "height,width\n1,2\n3,4\n");
  const asked = (args: string[], what: ReturnType<typeof refusal>, typed?: string) =>
    expectRefused(["predict", "made", ...args], folder, what, typed);
  await asked(["other.csv"], refusal("wrong-value", "other.csv", /"level"/));
  await asked(["new.csv", "--out", "answers.xlsx"], refusal("wrong-value", "--out"));
  await asked(["new.csv", "--replica", "2"], refusal("wrong-value", "options.replica", "2"), "--replica");
  await asked(["nowhere.csv"], refusal("wrong-value", "rows.path"));
});

test("initial.file: of --set anywhere, of a JSON in its folder alone", async () => {
  const start = ["--set", "data.train=20", "--set", "data.test=8", "--set", "hidden=[3]", "--replicas", "1"];
  await doppelgrad(["run", "vee", ...start, "--out", "first", "--with", "parameters"], folder);
  await doppelgrad(["export", "first", "--format", "npz", "--replica", "0", "--out", "net"], folder);
  const fingerprint = async (args: string[]) =>
    JSON.parse((await doppelgrad(["run", ...args, "--json"], folder)).stdout).fingerprint;
  const given = await fingerprint(["vee", ...start, "--set", "initial.file=net.npz"]);
  const other = await fingerprint(["vee", ...start]);
  expect(given).not.toBe(other);
  const json = { data: { name: "vee", train: 20, test: 8 }, hidden: [3], replicas: 1, initial: { file: "net.npz" } };
  writeFileSync(join(folder, "named.json"), JSON.stringify(json));
  expect(await fingerprint(["named.json"])).toBe(given);
  mkdirSync(join(folder, "elsewhere"));
  writeFileSync(join(folder, "elsewhere/named.json"), JSON.stringify({ ...json, initial: { file: "../net.npz" } }));
  await expectRefused(
    ["run", "elsewhere/named.json"],
    folder,
    refusal("wrong-value", "study.initial.file", '"../net.npz"'),
  );
});
