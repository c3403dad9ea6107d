import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { refusal } from "../refusal.js";
import { doppelgrad, here, scratchFolder } from "./command-line.js";

const tiny = ["--set", "data.train=80", "--set", "data.test=40", "--replicas", "5"];
const folder = scratchFolder();
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const headsOf = (page: string) =>
  [...parseHTML(page).document.querySelectorAll("h1, h2")].map((head) => head.textContent!.replace(/[#\s]+$/, ""));

await doppelgrad(["run", "vee", ...tiny, "--out", "relu"], folder);
await doppelgrad(["run", "vee", ...tiny, "--activation", "smelu", "--out", "smelu"], folder);
const bare = (await doppelgrad(["run", "vee", ...tiny, "--activation", "tanh", "--json"], folder)).stdout;
writeFileSync(join(folder, "tanh.json"), bare);
await doppelgrad(["sweep", "vee", ...tiny, "--over", "hidden=[2],[3]", "--out", "swept"], folder);

describe("several results are one page", () => {
  test("with a row, a section and a fingerprint each, and what differs", async () => {
    const { code, stdout, stderr } = await doppelgrad(["report", "relu", "smelu", "tanh.json"], folder);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^tanh\.json: no figure of its examples\. Its JSON has no predictions; .*\nwrote results\.html\n$/,
    );
    const page = read("results.html");
    expect(headsOf(page)).toEqual([
      "3 results side by side",
      "Side by side",
      "What differs",
      "relu",
      "smelu",
      "tanh",
      "Cite",
    ]);
    const { document } = parseHTML(page);
    const rows = [...document.querySelectorAll('table[aria-label="Results"] tbody tr')].map((row) => row.textContent!);
    for (const [at, name] of ["relu/result.json", "smelu/result.json", "tanh.json"].entries()) {
      const { fingerprint } = JSON.parse(read(name));
      expect(rows[at]).toContain(fingerprint.slice(0, 8));
      expect(page).toContain(`<span class="hex">${fingerprint}</span>`);
    }
    const fields = document.querySelector('table[aria-label="What differs"] tbody')!.textContent!;
    expect(fields).toMatch(/activation\.name"relu""smelu""tanh"/);
    expect(fields).not.toContain("hidden");
  });

  test("the settings of a sweep, into a folder, told in JSON", async () => {
    const settings = readdirSync(join(folder, "swept", "settings")).map((name) => `swept/settings/${name}`);
    const { code, stdout } = await doppelgrad(["report", ...settings, "--out", "page", "--json"], folder);
    const told = JSON.parse(stdout);
    expect([code, told.files, told.trained]).toEqual([0, [join("page", "results.html")], false]);
    expect(told.results).toEqual(
      settings.map((path) => ({
        name: path.split("/").at(-1),
        fingerprint: JSON.parse(read(`${path}/result.json`)).fingerprint,
      })),
    );
  });

  test.each<[string[], RegExp, RegExp]>([
    [["relu", "swept"], /^"swept", a sweep$/, /Name the folders of its settings/],
    [["relu", "smelu", "./relu"], /^"\.\/relu" twice$/, /^$/],
    [["relu", "none.json"], /^"none\.json"/, /no such file/],
    [["none.json"], /^"none\.json"/, /no such file/],
  ])("%j is refused, and nothing is written", async (results, got, remedy) => {
    const before = readdirSync(folder);
    await expect(here(["report", ...results], folder)).rejects.toThrow(
      refusal("wrong-value", "RESULT", got, { remedy, expected: /^(?!a JSON file of a run)/ }),
    );
    expect(readdirSync(folder)).toEqual(before);
  });
});

test("any one result has its page again, where --out says", async () => {
  const of = async (what: string, out: string) => {
    const { code } = await doppelgrad(["report", what, "--out", out], folder);
    expect(code).toBe(0);
    return headsOf(read(out))[0];
  };
  expect(await of("swept", "sweep.html")).toBe("Which setting is the most reproducible?");
  expect(await of("swept/sweep.json", "sweep.html")).toBe("Which setting is the most reproducible?");
  expect(await of("tanh.json", "tanh.html")).toMatch(/^vee.*tanh/);
});

test.each([
  ["compare", ["relu"], /predictions|replicas/i],
  ["diff", ["relu", "smelu"], /more reproducible|Not resolved|equally/i],
  [
    "attribute",
    ["vee", ...tiny.slice(0, 4), "--factors", "init,shuffle", "--levels", "init=4,shuffle=4"],
    /^Where do the differences/,
  ],
  ["explain", ["relu"], /disagree/],
])("the JSON of %s has its page again", async (command, args, title) => {
  const made = await doppelgrad([command, ...args, "--json"], folder);
  expect(made).toMatchObject({ code: 0, stderr: "" });
  writeFileSync(join(folder, `${command}.json`), made.stdout);
  const { code, stderr } = await doppelgrad(["report", `${command}.json`, "--out", `${command}.html`], folder);
  expect([code, stderr]).toEqual([0, ""]);
  expect(headsOf(read(`${command}.html`))[0]).toMatch(title);
});

test("the study on a page trains the same replicas, in any folder", async () => {
  const page = parseHTML(read("relu/report.html")).document;
  const [study] = [...page.querySelectorAll("section")].filter((each) => /^Study/.test(each.textContent!.trim()));
  expect(study!.textContent).toContain("doppelgrad run study.json trains the same replicas");
  const elsewhere = scratchFolder();
  writeFileSync(join(elsewhere, "study.json"), study!.querySelector("pre")!.textContent!);
  const { stdout } = await doppelgrad(["run", "study.json", "--json"], elsewhere);
  expect(JSON.parse(stdout).fingerprint).toBe(JSON.parse(read("relu/result.json")).fingerprint);
});

test("a file's page names its file, label, classes and inputs; without the file, that is said", async () => {
  const rows = Array.from({ length: 60 }, (_, n) => `${n % 7},${(n * 3) % 11},${n % 2 ? "yes" : "no"}`);
  writeFileSync(join(folder, "sold.csv"), ["age,weight,sold", ...rows].join("\n"));
  await doppelgrad(["run", "sold.csv", "--replicas", "3", "--epochs", "1", "--out", "sold"], folder);
  const text = parseHTML(read("sold/report.html")).document.body.textContent!;
  for (const word of ["sold.csv", "age, weight", "no, yes"]) expect(text).toContain(word);
  expect(text).toMatch(/with the data file at .*sold\.csv from there/);
  rmSync(join(folder, "sold.csv"));
  const { code, stdout } = await doppelgrad(["report", "sold", "relu", "--out", "both.html"], folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^sold: no figure of its examples\. .*sold\.csv/);
});

test("a file that somebody else has made is never overwritten", async () => {
  writeFileSync(join(folder, "notes.html"), "<p>mine</p>");
  for (const results of [["relu", "smelu"], ["tanh.json"]])
    await expect(here(["report", ...results, "--out", "notes.html"], folder)).rejects.toThrow(
      refusal("wrong-value", "--out", '"notes.html"', { remedy: /not overwritten/ }),
    );
  expect(read("notes.html")).toBe("<p>mine</p>");
});
