/** GNU parallel itself: the script that submit writes, and what it survives. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { doppelgrad, scratchFolder } from "../cli/command-line.js";
import { notRun } from "../not-run.js";
import { background, isInstalled, until } from "./servers.js";
import { byPool, manifestIn, studyWords } from "./small-study.js";

const above = scratchFolder();
const isHere = isInstalled("parallel");
/** What a shell and parallel would change. */
const ODD = 'it\'s 100% {} "shared" {#}';
let pool: string;
beforeAll(async () => {
  pool = await byPool(above, studyWords());
});

test("a study from nothing, in a folder with an odd name: the manifest of the pool", async (context) => {
  if (!isHere) notRun(context, "parallel: a study by GNU parallel");
  const { code, stdout } = await doppelgrad(
    ["submit", ...studyWords(), "--out", ODD, "--to", "parallel", "--tasks", "4"],
    above,
  );
  expect(code).toBe(0);
  const [, start] = /^start it: (.*)$/m.exec(stdout)!;
  const { status, stderr } = spawnSync("bash", ["--norc", "-c", start!], { cwd: "/", encoding: "utf8" });
  expect(status, stderr).toBe(0);
  expect(manifestIn(join(above, ODD))).toBe(pool);
  for (const name of ["result.json", "report.html"]) expect(existsSync(join(above, ODD, name))).toBe(true);
  const jobs = readFileSync(join(above, ODD, "submit/parallel.log"), "utf8")
    .trim()
    .split("\n");
  expect(jobs).toHaveLength(5);
});

test("parts that are lost are trained again, whatever parallel's log says", async (context) => {
  if (!isHere) notRun(context, "parallel: lost parts");
  rmSync(join(above, ODD, "parts/02-03"), { recursive: true });
  rmSync(join(above, ODD, "parts/10-11"), { recursive: true });
  for (const again of [false, true]) {
    if (again) await doppelgrad(["submit", ODD, "--to", "parallel", "--tasks", "4"], above);
    const { status, stderr } = spawnSync("bash", [join(above, ODD, "submit/parallel.sh")], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    expect(manifestIn(join(above, ODD))).toBe(pool);
    rmSync(join(above, ODD, "parts/04-05"), { recursive: true });
  }
});

test("a task that is killed is tried again", async (context) => {
  if (!isHere) notRun(context, "parallel: a killed task");
  const words = studyWords(0.5);
  const slow = await byPool(above, words, "slow-pool");
  await doppelgrad(["submit", ...words, "--out", "slow", "--to", "parallel", "--pass=--jobs", "--pass=2"], above);
  const run = background("bash", [join(above, "slow/submit/parallel.sh")]);
  const running = join(above, "slow/running");
  const trains = () =>
    existsSync(running) ? readdirSync(running).flatMap((name) => /-(\d+)\.json$/.exec(name)?.[1] ?? []) : [];
  const killed = new Set<string>();
  while (killed.size < 2) {
    await until("a task trains", () => trains().some((pid) => !killed.has(pid)) || run.child.exitCode !== null);
    const pid = trains().find((each) => !killed.has(each))!;
    process.kill(Number(pid), "SIGKILL");
    killed.add(pid);
  }
  await run.ended;
  expect(run.child.exitCode, run.said()).toBe(0);
  expect(manifestIn(join(above, "slow"))).toBe(slow);
});
