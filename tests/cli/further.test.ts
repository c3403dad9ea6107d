import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { refusal } from "../refusal.js";
import { doppelgrad, here, scratchFolder } from "./command-line.js";

const files = ["m0.csv", "m1.csv", "m2.csv"];

function models(): string {
  const folder = scratchFolder();
  [".2", ".6", ".3"].forEach((p, r) => {
    writeFileSync(join(folder, files[r]!), `id,p,label,site\na,.9,1,x\nb,${p},0,x\nc,.6,1,y\nd,.7,1,y\n`);
    writeFileSync(join(folder, `all-${r}.csv`), `id,p,label\na,.9,1\nb,${p},0\nc,.6,1\nd,.7,1\n`);
  });
  return folder;
}

test("compare --measures: below the others, by group and by class, in the JSON and on the page", async () => {
  const folder = models();
  const asked = ["--group", "site", "--measures", "kappa, auc,ambiguity", "--per-class"];
  const { code, stdout, stderr } = await doppelgrad(["compare", ...files, ...asked, "--out", "out"], folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^kappa +0\.\d+ .*pairwise, ratio of means/m);
  expect(stdout).toMatch(/^no value \(fewer than 16 replicas\): ambiguity$/m);
  expect(stdout).toMatch(/^by group +x +y$/m);
  expect(stdout).toMatch(/^by class +0 +1$/m);
  const { further } = JSON.parse(readFileSync(join(folder, "out/comparison.json"), "utf8"));
  expect(Object.keys(further.measures)).toEqual(["kappa", "ambiguity", "auc"]);
  expect(further.groups.map(({ group }: { group: string }) => group)).toEqual(["x", "y"]);
  expect(further.classes[1].examples).toBe(3);
  const page = readFileSync(join(folder, "out/report.html"), "utf8");
  for (const text of ["Further measures", "none: fewer than 16 replicas", "Classes"]) expect(page).toContain(text);
  expect((await doppelgrad(["compare", ...files, "--group", "site"], folder)).stdout).not.toContain("kappa");
});

test("run --measures: below the others, by group and by class, in the JSON and on the page, and proved", async () => {
  const folder = scratchFolder();
  const rows = Array.from(
    { length: 90 },
    (_, n) => `${((n * 37) % 90) / 45 - 1},${"xy"[n % 2]},${(n * 37) % 90 < 40 ? "a" : "b"}`,
  );
  writeFileSync(join(folder, "data.csv"), `z,site,kind\n${rows.join("\n")}\n`);
  const asked = ["--groups", "site", "--measures", "kappa, auc", "--per-class"];
  const small = ["--replicas", "4", "--hidden", "2", "--epochs", "30", "--workers", "0"];
  const args = ["run", "data.csv", "--label", "kind", ...small, ...asked];
  const { code, stdout, stderr } = await doppelgrad([...args, "--out", "out"], folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^kappa +\S+ .*pairwise, ratio of means/m);
  expect(stdout).toMatch(/^by group +x +y$/m);
  expect(stdout).toMatch(/^by class +a +b$/m);
  const { further } = JSON.parse(readFileSync(join(folder, "out/result.json"), "utf8"));
  expect(further.asked).toEqual({ measures: ["kappa", "auc"], alpha: 1, perClass: true });
  expect(further.groups.map(({ group }: { group: string }) => group)).toEqual(["x", "y"]);
  const page = readFileSync(join(folder, "out/report.html"), "utf8");
  for (const text of ["Further measures", "Groups, further", "Classes"]) expect(page).toContain(text);
  expect(JSON.parse((await doppelgrad([...args, "--json"], folder)).stdout).further).toEqual(further);

  const proved = await doppelgrad(["verify", "out", "--data", "data.csv", "--workers", "0"], folder);
  expect(proved.stdout).toMatch(/^every bit of the 4 replicas' parameters.*[^]*report\.html: /);
  expect(proved.code).toBe(0);
  const again = await doppelgrad(["report", "out", "--data", "data.csv", "--workers", "0"], folder);
  expect(again.stdout).toMatch(/^kappa +/m);
  expect(JSON.parse(readFileSync(join(folder, "out/result.json"), "utf8")).further).toEqual(further);
});

test("ensembles: a line a size, and on the page a curve", async () => {
  const folder = scratchFolder();
  const small = ["--set", "data.train=40", "--set", "data.test=40", "--hidden", "2", "--workers", "0"];
  const args = ["run", "vee", "--replicas", "16", ...small, "--measures", "ensembleDifference", "--out", "out"];
  const { code, stdout, stderr } = await doppelgrad(args, folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^replicas +ensembles +predictionDifference +churn +loss +accuracy$/m);
  expect(stdout).toMatch(/^1 +16 +\d/m);
  expect(stdout).toMatch(/^2 +8 +\d/m);
  const page = readFileSync(join(folder, "out/report.html"), "utf8");
  expect(page).toContain("PD (pairwise) against the replicas of an ensemble");
  expect(page).toContain("accuracy, on the labels against the replicas of an ensemble");
});

test("diff --measures: ratio and difference, or why not", async () => {
  const folder = models();
  const args = ["diff", "all-0.csv", "all-1.csv", "--measures", "auc,kappa"];
  const { code, stdout } = await doppelgrad(args, folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^auc +1\.00 +\S+/m);
  expect(stdout).toMatch(/^not known \(there is one replica\): kappa$/m);
  const { further } = JSON.parse((await doppelgrad([...args, "--json"], folder)).stdout);
  expect(further.auc.difference).toEqual({ value: further.auc.b.value - further.auc.a.value, low: null, high: null });
});

test("refuses an unknown measure, and options that say how without measures", async () => {
  const folder = models();
  const compared = (...args: string[]) => here(["compare", ...files, "--group", "site", ...args], folder);
  await expect(compared("--measures", "kapa")).rejects.toEqual(refusal("wrong-value", "options.measures[0]", '"kapa"'));
  await expect(compared("--alpha", "2")).rejects.toEqual(refusal("misplaced-field", "--alpha"));
  await expect(compared("--per-class")).rejects.toEqual(refusal("misplaced-field", "--per-class"));
  const trained = (...args: string[]) => here(["run", "vee", ...args], folder);
  await expect(trained("--measures", "kapa")).rejects.toEqual(refusal("wrong-value", "options.measures[0]", '"kapa"'));
  await expect(trained("--alpha", "2")).rejects.toEqual(refusal("misplaced-field", "--alpha"));
  await expect(trained("--groups", "site")).rejects.toEqual(refusal("wrong-type", "--groups", '"site"'));
  await expect(here(["diff", "all-0.csv", "all-1.csv", "--alpha", "2"], folder)).rejects.toEqual(
    refusal("misplaced-field", "options.alpha"),
  );
});
