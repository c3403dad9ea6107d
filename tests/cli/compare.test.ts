import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { flipsCsv } from "../../src/compare/flips-csv.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, scratchFolder } from "./command-line.js";

const predictions = [
  [0.9, 0.2, 0.6, 0.7],
  [0.7, 0.4, 0.4, 0.6],
  [0.8, 0.6, 0.45, 0.8],
];
const labels = [1, 0, 1, 1];
const ids = ["a", "b", "c", "d"];

/** A folder with a table a model, the last of which is deployed. */
function models(): string {
  const folder = scratchFolder();
  predictions.forEach((replica, r) => {
    const rows = replica.map((p, n) => `${ids[n]},${p},${labels[n]},${n < 2 ? "x" : "y"}\n`);
    writeFileSync(join(folder, `m${r}.csv`), `id,p,label,site\n${rows.join("")}`);
  });
  return folder;
}

const files = ["m0.csv", "m1.csv", "m2.csv"];

describe("doppelgrad compare", () => {
  test("says what compare() finds, and leaves JSON, CSV and a page", async () => {
    const folder = models();
    const found = await compare({ predictions, labels, ids, groups: ["x", "x", "y", "y"], rows: [2, 3, 4, 5] });
    const args = ["compare", ...files, "--group", "site", "--out", "out"];
    const { code, stdout, stderr } = await doppelgrad(args, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^3 replicas, 4 examples; given these examples\nbinary, 1 column; in one order by "id"; labels/,
    );
    expect(stdout).toMatch(/^predictionDifference +0\.167 +\[/m);
    expect(stdout).toMatch(/^group x: 2 examples; PD 0\.200 .*accuracy 0\.833/m);
    expect(stdout).toContain("2 of 4 examples flip");
    expect(stdout).toContain("  b (row 3): 67% of pairs disagree; 0, 0, 1; label 0\n");
    expect(stdout).toContain("wrote out/comparison.json, out/flips.csv, out/report.html");
    expect(readdirSync(join(folder, "out")).sort()).toEqual(["comparison.json", "flips.csv", "report.html"]);
    const { models: read, notes, ...stored } = JSON.parse(readFileSync(join(folder, "out/comparison.json"), "utf8"));
    expect(stored).toEqual(JSON.parse(JSON.stringify(found)));
    expect([read, notes.length]).toEqual([files, 1]);
    expect(readFileSync(join(folder, "out/flips.csv"), "utf8")).toBe(await flipsCsv(found));
    expect(readFileSync(join(folder, "out/report.html"), "utf8")).toContain(
      "doppelgrad compare m0.csv m1.csv m2.csv --group site --out out",
    );
  });

  test("a folder stands for its files, but for labels and baseline", async () => {
    const folder = models();
    writeFileSync(join(folder, "marks.csv"), `id,label\n${ids.map((id, n) => `${id},${labels[n]}\n`).join("")}`);
    const rest = ["--baseline", "m2.csv", "--labels", "./marks.csv", "--group", "site", "--json"];
    const [whole, each] = [
      await doppelgrad(["compare", ".", ...rest], folder),
      await doppelgrad(["compare", "m0.csv", "m1.csv", ...rest], folder),
    ];
    expect(whole).toEqual(each);
    expect(JSON.parse(whole.stdout).models).toEqual(["m0.csv", "m1.csv"]);
  });

  test("--baseline and --flips; --json prints one document", async () => {
    const folder = models();
    const args = ["compare", "m0.csv", "m1.csv", "--group", "site", "--baseline", "m2.csv", "--flips", "1"];
    const { stdout } = await doppelgrad([...args, "--json"], folder);
    const found = await compare({ predictions: predictions.slice(0, 2), labels, baseline: predictions[2]! });
    const { baseline, flips, flipping } = JSON.parse(stdout);
    expect(baseline).toEqual(JSON.parse(JSON.stringify(found.baseline)));
    expect([flips.length, flipping]).toEqual([1, found.flipping]);
    const said = (await doppelgrad(args, folder)).stdout;
    expect(said).toMatch(/if a replica took the place of the baseline\n.*\n.*\nchurn +0\.375/);
    expect(said).toMatch(/; baseline [01]$/m);
  });

  test("a result of run: as it is stored, or trained again", async () => {
    const folder = scratchFolder();
    const tiny = ["run", "vee", "--set", "data.train=60", "--set", "data.test=30", "--replicas", "5"];
    await doppelgrad([...tiny, "--out", "plain"], folder);
    const again = await doppelgrad(["compare", "plain/result.json", "--json"], folder);
    expect(again.code).toBe(0);
    const { notes, ...compared } = JSON.parse(again.stdout);
    expect(notes).toEqual([expect.stringMatching(/plain\/result\.json was trained again.*--with predictions/)]);
    const ofParts = JSON.parse((await doppelgrad(["compare", "plain", "--json"], folder)).stdout);
    expect({ ...ofParts, models: 0 }).toEqual({ ...compared, models: 0, notes: [] });
    await doppelgrad([...tiny, "--out", "stored", "--with", "predictions,logits,examples"], folder);
    const stored = JSON.parse((await doppelgrad(["compare", "stored/result.json", "--json"], folder)).stdout);
    expect(stored.notes).toEqual([]);
    expect({ ...stored, models: 0, notes: 0 }).toEqual({ ...compared, models: 0, notes: 0 });
    const { measures } = JSON.parse(readFileSync(join(folder, "plain/result.json"), "utf8"));
    expect(stored.measures.predictionDifference).toEqual(measures.predictionDifference);
    expect(stored.measures.churn).toEqual(measures.churn);
    const page = readFileSync(join(folder, "plain/report.html"), "utf8");
    expect(page).toContain(`${stored.flipping} of 30 examples flip`);
    const verified = await doppelgrad(["verify", "stored"], folder);
    expect(verified.stdout).toContain("the report is the page of this result");
  });

  test("--data names the file of a result that lies elsewhere", async () => {
    const folder = scratchFolder();
    const rows = Array.from({ length: 40 }, (_, n) => `${n % 7},${(n * n) % 5},${n % 2 ? "yes" : "no"}`);
    writeFileSync(join(folder, "d.csv"), `a,b,y\n${rows.join("\n")}\n`);
    await doppelgrad(["run", "d.csv", "--replicas", "4", "--epochs", "1", "--out", "r"], folder);
    for (const words of [
      ["compare", "r"],
      ["diff", "r", "r"],
    ]) {
      await expectRefused(
        words,
        folder,
        refusal("wrong-value", "study.data.path", '"d.csv"', { remedy: /--data FILE/ }),
      );
      expect(await doppelgrad([...words, "--data", "d.csv"], folder)).toMatchObject({ code: 0 });
    }
    writeFileSync(join(folder, "p.csv"), "p\n.1\n.2\n");
    for (const words of [
      ["compare", "p.csv", "--data", "d.csv"],
      ["diff", "p.csv", "p.csv", "--data", "d.csv"],
    ])
      await expectRefused(words, folder, refusal("misplaced-field", "--data", '"d.csv"'));
  });

  test("a result that is not the one that is trained again is told", async () => {
    const folder = scratchFolder();
    await doppelgrad(
      ["run", "vee", "--set", "data.train=30", "--set", "data.test=10", "--replicas", "2", "--out", "r"],
      folder,
    );
    const path = join(folder, "r/result.json");
    const forged = { ...JSON.parse(readFileSync(path, "utf8")), fingerprint: "0".repeat(64) };
    writeFileSync(path, JSON.stringify(forged));
    const { code, stdout, stderr } = await doppelgrad(["compare", "r"], folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("other bits");
  });

  test("bad input: one sentence, nothing written", async () => {
    const folder = models();
    writeFileSync(join(folder, "bad.csv"), "id,p,label,site\na,1.5,1,x\nb,.5,0,x\nc,.5,1,y\nd,.5,1,y\n");
    await expectRefused(
      ["compare", "m0.csv", "bad.csv", "--group", "site", "--out", "out"],
      folder,
      refusal("wrong-value", 'bad.csv line 2, column "p"', "1.5", { expected: /0 to 1/ }),
    );
    expect(existsSync(join(folder, "out"))).toBe(false);
    await expectRefused(["compare", "m0.npy"], folder, refusal("wrong-value", "FILE", '"m0.npy"'));
    await expectRefused(
      ["compare", "m0.csv", "r.json"],
      folder,
      refusal("wrong-value", "FILE", "2 files with a result"),
    );
    await expectRefused(["compare", "m0.csv", "--flips", "some"], folder, refusal("wrong-value", "--flips", '"some"'));
    await expectRefused(
      ["compare", "r.json", "--labels", "m0.csv"],
      folder,
      refusal("misplaced-field", "--labels", '"m0.csv"'),
    );
  });
});
