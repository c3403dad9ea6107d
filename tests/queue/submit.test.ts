import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { submit } from "../../src/queue/submit.js";
import { doppelgrad, expectRefused, here, scratchFolder } from "../cli/command-line.js";
import { refusal } from "../refusal.js";
import { STUDY } from "../store/small-study.js";
import { studyWords } from "./small-study.js";

const folder = scratchFolder();
const words = studyWords();

test("a dry run prints the files, and changes nothing", async () => {
  for (const engine of ["slurm", "parallel"]) {
    const line = ["submit", ...words, "--out", "dry", "--to", engine, "--tasks", "3", "--dry-run"];
    const { code, stdout, stderr } = await doppelgrad(line, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const file of ["train.sh", "merge.sh", `${engine}.sh`]) expect(stdout).toContain(`# dry/submit/${file}\n#!`);
    expect(existsSync(join(folder, "dry"))).toBe(false);
  }
});

test("a store that is there stays as it is in a dry run, and its study is taken", async () => {
  await doppelgrad(["run", ...words, "--out", "begun", "--shard", "1/3"], folder);
  const before = readdirSync(join(folder, "begun"), { recursive: true }).sort();
  for (const place of [["begun"], ["--out", "begun"], [...words, "--out", "begun"]]) {
    const { stdout } = await doppelgrad(["submit", ...place, "--to", "parallel", "--dry-run", "--json"], folder);
    const { parts, finished, start, jobs } = JSON.parse(stdout);
    expect({ parts, finished, jobs }).toEqual({ parts: { total: 6, missing: 4 }, finished: false, jobs: null });
    expect(start).toEqual(["bash", join(folder, "begun/submit/parallel.sh")]);
  }
  expect(readdirSync(join(folder, "begun"), { recursive: true }).sort()).toEqual(before);
});

test("what is recorded is said once: the tasks go on with it", async () => {
  const recorded = ["--receipts", "2", "--with", "trail"];
  await doppelgrad(["submit", ...words, ...recorded, "--out", "signed", "--to", "parallel"], folder);
  const store = JSON.parse(readFileSync(join(folder, "signed/store.json"), "utf8"));
  expect(store.recorded).toEqual(["trail", "receipts:2"]);
  expect(await doppelgrad(["run", "--out", "signed", "-q"], folder)).toMatchObject({ code: 0 });
  const { code, stdout } = await doppelgrad(["verify", "signed", "--segments", "2", "-q"], folder);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^segments: 2 of \d+ /m) });
});

test("what is finished is not handed over", async () => {
  await doppelgrad(["run", ...words, "--out", "finished"], folder);
  const before = readdirSync(join(folder, "finished")).sort();
  const { code, stdout } = await doppelgrad(["submit", "finished", "--to", "slurm"], folder);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "all 6 parts are in finished, and its result: nothing is left to do\n",
  });
  expect(readdirSync(join(folder, "finished")).sort()).toEqual(before);
});

test("there are never more tasks than parts, and each asks for its processors", async () => {
  const files = async (...options: string[]) => {
    const line = ["submit", ...words, "--out", "counted", "--to", "slurm", "--dry-run", "--json", ...options];
    return Object.values(JSON.parse((await doppelgrad(line, folder)).stdout).files).join("\n");
  };
  expect(await files()).toContain("--array=0-5'");
  const asked = await files("--tasks", "4", "--workers", "8", "--pass=--partition=short run", "--with", "trail,curves");
  expect(asked).toContain("--array=0-3'");
  for (const text of ["--workers 8", "--cpus-per-task=8", "'--partition=short run'", "--with trail,curves"])
    expect(asked).toContain(text);
});

test("refusals come before any work, in one sentence", async () => {
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "rows.csv"), "x,label\n1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n7,0\n8,1\n");
  const to = (...rest: string[]) => ["submit", ...rest];
  await expectRefused(to("vee", "--to", "slurm"), folder, refusal("wrong-value", "--out", "nothing"));
  await expectRefused(
    to("vee", "--out", "a", "--to", "slrm"),
    folder,
    refusal("wrong-value", "options.to", '"slrm"', { remedy: 'Did you mean "slurm"?' }),
    "--to",
  );
  await expectRefused(
    to("vee", "--out", "a", "--to", "slurm", "--claim", "c"),
    folder,
    refusal("misplaced-field", "options.claim", '"c"'),
    "--claim",
  );
  await expectRefused(
    to("vee", "--out", "a", "--to", "kubernetes", "--pass=-x"),
    folder,
    refusal("misplaced-field", "options.pass", '["-x"]'),
    "--pass",
  );
  await expectRefused(
    to("vee", "--out", "a", "--to", "kubernetes"),
    folder,
    refusal("wrong-value", "options.claim", "nothing"),
    "--claim",
  );
  await expectRefused(
    to("vee", "--out", "a", "--to", "kubernetes", "--claim", "Not a name"),
    folder,
    refusal("wrong-value", "options.claim", '"Not a name"'),
    "--claim",
  );
  await expectRefused(to("empty", "--to", "slurm"), folder, refusal("wrong-value", "folder", '"empty"'), "--out");
  await expectRefused(
    to("begun", "--out", "other", "--to", "slurm"),
    folder,
    refusal("misplaced-field", "--out", '"other"'),
  );
  await expectRefused(
    to("vee", "--out", "a", "--to", "slurm", "--tasks", "0"),
    folder,
    refusal("wrong-value", "--tasks", '"0"'),
  );
  await expectRefused(
    to("vee", "--out", "begun", "--to", "slurm", "--replace", "--dry-run"),
    folder,
    refusal("misplaced-field", "options.replace", "true"),
    "--replace",
  );
  await expectRefused(
    to("vee", "--epochs", "7", "--out", "begun", "--to", "slurm"),
    folder,
    refusal("wrong-value", "folder", /another|epochs|train/),
    "--out",
  );
  expect(existsSync(join(folder, "a"))).toBe(false);
});

test("a study of a file is handed over with the words that name it", async () => {
  const line = ["submit", "--data", "rows.csv", "--replicas", "4", "--part-size", "2", "--out", "rows"];
  await here([...line, "--to", "parallel"], folder);
  const again = ["submit", "rows", "--to", "parallel", "--dry-run", "--json"];
  await expectRefused(again, folder, refusal("wrong-value", "study.data.path", '"rows.csv"'));
  const { stdout, stderr } = await doppelgrad([...again, "--data", "rows.csv"], folder);
  expect(stderr).toBe("");
  const files: Record<string, string> = JSON.parse(stdout).files;
  expect(files["rows/submit/train.sh"]).toContain(` ${join(folder, "rows/study.json")} --data rows.csv --out `);
  await expect(submit(join(folder, "rows"), undefined, { to: "parallel" })).rejects.toThrow(
    refusal("wrong-value", "study", "nothing"),
  );
});

test("a job that Slurm does not take is said with its words, and the place of the scripts", async () => {
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/sbatch"), "#!/bin/sh\necho 'sbatch: error: invalid partition' >&2\nexit 1\n", {
    mode: 0o755,
  });
  const line = ["submit", ...words, "--out", "alone", "--to", "slurm"];
  const { code, stderr } = await doppelgrad(line, folder, {
    env: { PATH: `${join(folder, "bin")}:${process.env.PATH}` },
  });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: "Slurm took no job: sbatch: error: invalid partition. The scripts are in alone/submit.\n",
  });
  expect(readdirSync(join(folder, "alone/submit")).sort()).toEqual(["merge.sh", "slurm.sh", "train.sh"]);
});

test("the SDK starts doppelgrad as others do", async () => {
  const { files, start } = await submit(join(folder, "sdk"), STUDY, { to: "parallel", partSize: 2, dryRun: true });
  expect(files[join(folder, "sdk/submit/train.sh")]).toContain(`exec npx doppelgrad run --out ${join(folder, "sdk")}`);
  expect(start[0]).toBe("bash");
  await expect(submit(join(folder, "sdk"), STUDY, { to: "slurm", program: [] })).rejects.toThrow(
    refusal("wrong-value", "options.program"),
  );
});
