/** Slurm itself, with this machine as its node: an array and what follows it, and what they survive. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doppelgrad, scratchFolder } from "../cli/command-line.js";
import { notRun } from "../not-run.js";
import { sleep, until } from "./servers.js";
import { hasSlurm, type SlurmCluster, startSlurm } from "./slurm-cluster.js";
import { byPool, manifestIn, studyWords } from "./small-study.js";

const above = scratchFolder();
const isHere = hasSlurm();
/** A shell and Slurm's names of logs would change it. */
const ODD = "it's 100%a $HOME";
let cluster: SlurmCluster;
let pool: string;
beforeAll(async () => {
  if (!isHere) return;
  const folder = join(above, "cluster");
  mkdirSync(folder);
  cluster = await startSlurm(folder);
  pool = await byPool(above, studyWords());
});
afterAll(async () => {
  await cluster?.end();
  rmSync(above, { recursive: true, force: true });
});

interface Jobs {
  array: string;
  merge: string;
}

async function submitted(...words: string[]): Promise<Jobs> {
  const { code, stdout, stderr } = await doppelgrad(["submit", ...words, "--to", "slurm", "--json"], above, {
    env: cluster.env,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout).jobs;
}

/** The state of a job, or of all tasks of an array. */
function statesOf(job: string): string[] {
  const text = cluster.run("scontrol", "show", "job", job);
  return [...text.matchAll(/JobState=(\w+)/g)].map(([, state]) => state!);
}

async function endOf(job: string): Promise<string[]> {
  const over = /COMPLETED|FAILED|CANCELLED|NODE_FAIL|TIMEOUT/;
  await until(`job ${job} ends`, () => statesOf(job).every((state) => over.test(state)));
  return [...new Set(statesOf(job))];
}

const trains = (folder: string) => {
  const running = join(above, folder, "running");
  return existsSync(running) ? readdirSync(running).flatMap((name) => /-(\d+)\.json$/.exec(name)?.[1] ?? []) : [];
};

test("a study from nothing, in a folder with an odd name: the manifest of the pool", async (context) => {
  if (!isHere) notRun(context, "slurm: a study by an array");
  const { array, merge } = await submitted(...studyWords(), "--out", ODD, "--tasks", "3");
  expect(await endOf(merge)).toEqual(["COMPLETED"]);
  expect(await endOf(array)).toEqual(["COMPLETED"]);
  expect(manifestIn(join(above, ODD))).toBe(pool);
  for (const name of ["result.json", "report.html"]) expect(existsSync(join(above, ODD, name))).toBe(true);
  const files = readdirSync(join(above, ODD, "submit"));
  for (const task of [0, 1, 2]) expect(files).toContain(`${array}-${task}.log`);
  expect(files).toContain(`${merge}.log`);
});

test("what is lost is handed over again, alone", async (context) => {
  if (!isHere) notRun(context, "slurm: lost parts");
  rmSync(join(above, ODD, "parts/02-03"), { recursive: true });
  const { merge } = await submitted(ODD, "--tasks", "2");
  expect(await endOf(merge)).toEqual(["COMPLETED"]);
  expect(manifestIn(join(above, ODD))).toBe(pool);
});

test("a task that fails cancels the merge", async (context) => {
  if (!isHere) notRun(context, "slurm: a failed task");
  const line = ["submit", ...studyWords(), "--out", "failing", "--to", "slurm", "--dry-run", "--json"];
  const { files, start } = JSON.parse((await doppelgrad(line, above)).stdout);
  mkdirSync(join(above, "failing/submit"), { recursive: true });
  for (const [path, content] of Object.entries<string>(files)) writeFileSync(join(above, path), content);
  writeFileSync(join(above, "failing/submit/train.sh"), "#!/bin/sh\nexit 7\n");
  const [array, merge] = execFileSync(start[0], start.slice(1), { env: cluster.env, encoding: "utf8" })
    .trim()
    .split(" ");
  expect(await endOf(array!)).toEqual(["FAILED"]);
  expect(await endOf(merge!)).toEqual(["CANCELLED"]);
  expect(readdirSync(join(above, "failing"))).toEqual(["submit"]);
});

test("a task requeued, the node drained, its daemon killed, a task killed: the manifest of the pool", async (context) => {
  if (!isHere) notRun(context, "slurm: faults");
  const words = studyWords(0.5);
  const slow = await byPool(above, words, "slow-pool");
  const { array } = await submitted(...words, "--out", "slow", "--tasks", "4");
  await until("two tasks train", () => trains("slow").length > 0);
  const running = cluster.run("squeue", "--noheader", "--states=RUNNING", `--jobs=${array}`, "--format=%A %F_%K");
  const [task] = running.split("\n")[0]!.split(" ").slice(1);
  cluster.run("scontrol", "requeue", task!);
  cluster.run("scontrol", "update", `nodename=${cluster.node}`, "state=drain", "reason=test");
  await sleep(1500);
  expect(statesOf(array)).toContain("PENDING");
  cluster.run("scontrol", "update", `nodename=${cluster.node}`, "state=resume");
  await until("another task trains", () => trains("slow").length > 0);
  await cluster.killNode();
  await cluster.startNode();
  await until(
    "a task trains, or all have",
    () => trains("slow").length > 0 || existsSync(join(above, "slow/manifest.json")),
  );
  const [pid] = trains("slow");
  if (pid !== undefined) process.kill(Number(pid), "SIGKILL");
  await endOf(array);
  if (!existsSync(join(above, "slow/manifest.json"))) await endOf((await submitted("slow", "--tasks", "2")).merge);
  expect(manifestIn(join(above, "slow"))).toBe(slow);
});
