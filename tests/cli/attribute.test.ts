import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { attribute } from "../../src/attribute/attribute.js";
import { refusal } from "../refusal.js";
import { bytesOf } from "../store/folder-bytes.js";
import { doppelgrad, expectRefused, scratchFolder } from "./command-line.js";

const tiny = ["attribute", "vee", "--set", "data.train=60", "--set", "data.test=12"];
const STUDY = { data: { name: "vee", train: 60, test: 12 } } as const;
const levels = ["--levels", "init=5,shuffle=4"];

test("--json is what the SDK resolves to", async () => {
  const { stdout, code } = await doppelgrad(
    [...tiny, "--factors", "shuffle,init", ...levels, "--json", "-q"],
    scratchFolder(),
  );
  expect(code).toBe(0);
  const found = await attribute(STUDY, { levels: { init: 5, shuffle: 4 }, workers: 0 });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(found)));
});

test("in words: the design and its budget, shares, what is found, the residual, examples", async () => {
  const { stdout, code } = await doppelgrad([...tiny, "--budget", "30", "-q"], scratchFolder());
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^5 levels of init and 5 levels of shuffle: 25 replicas, one per cell, within a budget of 30\n/,
  );
  expect(stdout).toMatch(/^variance 0\.\d+ \[.*\]: half the mean squared difference of P\(y = 1\) of two replicas/m);
  expect(stdout).toMatch(/^ +share +variance +closed share$/m);
  expect(stdout).toMatch(/^init x shuffle +−?\d.*\[.*\].* 1\.00$/m);
  expect(stdout).toMatch(
    /^Of the variance of predictions, \w+ alone accounts for −?\d+(\.\d)?% \[.*%\] and \w+ alone accounts for .*, and their interaction for /m,
  );
  expect(stdout).toMatch(/ Fixing (init|shuffle) leaves −?[\d.]+% of it, on average over its levels\.$/m);
  expect(stdout).toContain("Intervals: jackknife over the levels of each factor, t with 4 degrees of freedom.\n");
  expect(stdout).toContain("Fewer than 8 levels of init, shuffle: the intervals are wide.\n");
  expect(stdout).toContain("With one run per cell, the interaction init x shuffle is also the residual.\n");
  const { byExample } = await attribute(STUDY, { budget: 30, workers: 0 });
  const [first] = [...byExample].sort((a, b) => b.variance - a.variance);
  expect(stdout).toMatch(new RegExp(`^most variance:\\n  example ${first!.example}: 0\\.\\d+ \\(init `, "m"));
  expect(stdout).toMatch(/^fingerprint [0-9a-f]{64}$/m);
});

describe("--out", () => {
  test("a document, a table, a page, and a store, which verify proves; continued to the same bytes", async () => {
    const [whole, folder] = [scratchFolder(), scratchFolder()];
    const args = [...tiny, ...levels, "--out", "out"];
    const { stdout, code } = await doppelgrad(args, whole);
    expect(code).toBe(0);
    expect(stdout).toContain("wrote out/attribution.json, out/attribution.csv, out/report.html\n");
    expect(readdirSync(join(whole, "out")).sort()).toEqual([
      "attribution.csv",
      "attribution.json",
      "replicas",
      "report.html",
    ]);
    const { components } = JSON.parse(readFileSync(join(whole, "out/attribution.json"), "utf8"));
    expect(components).toHaveLength(3);
    expect(readFileSync(join(whole, "out/attribution.csv"), "utf8").split("\n")).toHaveLength(14);
    expect(readFileSync(join(whole, "out/report.html"), "utf8")).toContain("doppelgrad attribute vee");
    await doppelgrad(args, folder);
    const before = statSync(join(folder, "out/replicas/parts")).mtimeMs;
    rmSync(join(folder, "out/report.html"));
    rmSync(join(folder, "out/replicas/manifest.json"));
    expect((await doppelgrad(args, folder)).code).toBe(0);
    expect(statSync(join(folder, "out/replicas/parts")).mtimeMs).toBe(before);
    expect(bytesOf(join(folder, "out"))).toEqual(bytesOf(join(whole, "out")));
    expect((await doppelgrad(["report", "out/replicas"], folder)).code).toBe(0);
    expect((await doppelgrad(["verify", "out/replicas"], folder)).code).toBe(0);
  });

  test("the replicas of another study stop it, and --replace takes them away", async () => {
    const folder = scratchFolder();
    const args = [...tiny, ...levels, "--out", "out"];
    await doppelgrad(args, folder);
    await expectRefused([...args, "--seed", "3"], folder, refusal("wrong-value", "folder"), "--out");
    expect((await doppelgrad([...args, "--seed", "3", "--replace"], folder)).code).toBe(0);
  });
});

test("what is none is refused in one sentence, before any training", async () => {
  const folder = scratchFolder();
  const refused = (args: string[], ...wanted: Parameters<typeof refusal>) =>
    expectRefused(
      [...tiny, ...args],
      folder,
      refusal(...wanted),
      /^options/.test(String(wanted[1])) ? `--${String(wanted[1]).slice(8).replace(/\W.*/, "")}` : undefined,
    );
  await refused(["--factors", "init"], "wrong-value", "options.factors", "init");
  await refused(["--factors", "init,shufle"], "wrong-value", "options.factors[1]", '"shufle"');
  await refused(["--levels", "init"], "wrong-type", "--levels", '"init"');
  await refused(["--levels", "init=4=5"], "wrong-type", "--levels", '"init=4=5"');
  await refused(["--levels", "init=4,init=5"], "misplaced-field", "--levels", "init twice");
  await refused(["--levels", "init=1"], "wrong-value", "--levels init", '"1"');
  await refused(["--budget", "15"], "wrong-value", "options.budget", "15");
  await refused(["--budget", "many"], "wrong-value", "--budget", '"many"');
  await refused(["--replicas", "64"], "misplaced-field", "--replicas", '"64"');
  await refused(["--vary", "init"], "misplaced-field", "--vary", '"init"');
  await refused(["--set", "design.init=4"], "misplaced-field", "--set", '"design.init=4"');
  await refused(["--replace"], "misplaced-field", "--replace", "true");
  await refused(["--checkpoint-every", "5"], "misplaced-field", "--checkpoint-every", '"5"');
  expect(readdirSync(folder)).toEqual([]);
});

test("a replica that diverges ends it with exit code 1", async () => {
  const args = [...tiny, ...levels, "--optimizer", "sgd", "--lr", "1000000", "-q"];
  const { code, stdout, stderr } = await doppelgrad(args, scratchFolder());
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^replica \d+ diverged at step \d+/);
});

test("--help names the factors, the budget and an example", async () => {
  const { stdout, code } = await doppelgrad(["attribute", "--help"], scratchFolder());
  expect(code).toBe(0);
  for (const word of ["init,shuffle", "1024", "doppelgrad attribute vee", "residual"]) expect(stdout).toContain(word);
});
