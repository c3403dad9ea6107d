/** `doppelgrad verify` on what is beside a result and what is not: folders, reports, files that a stranger names. */
import { copyFileSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fileBeside } from "../../src/data/beside.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, here, scratchFolder } from "./command-line.js";

const tiny = ["--set", "replicas=3", "--set", "epochs=2", "--set", "hidden=[2]"];
const CSV = `a,b,label\n${Array.from({ length: 24 }, (_, n) => `${n % 7},${(n * n) % 5},${n % 2 ? "x" : "y"}`).join("\n")}\n`;

/** A folder with points.csv in it, and made/ with a result of it. */
async function madeOfCsv(): Promise<string> {
  const folder = scratchFolder();
  writeFileSync(join(folder, "points.csv"), CSV);
  expect(await doppelgrad(["run", "--data", "points.csv", ...tiny, "--out", "made"], folder)).toMatchObject({
    code: 0,
  });
  return folder;
}

/** Changes result.json as text. */
function change(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path, "utf8");
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}

const proved =
  /^every bit of the 3 replicas' parameters, the test logits and 13 measures is the same: .*\nreport\.html: the report is the page of this result, /;
/** What is not opened unless --data names it. */
const asks = (path: string) =>
  refusal("wrong-value", "study.data.path", JSON.stringify(path), { expected: /in the folder/, remedy: /--data/ });

test("a file of any format is trained, proved, and its label chosen; what is none is refused", async () => {
  const folder = scratchFolder();
  const fingerprints = new Set<string>();
  for (const name of ["points.csv", "points.parquet", "points.npy"]) {
    copyFileSync(`tests/data/files/${name}`, join(folder, name));
    const { stdout } = await doppelgrad(
      ["run", "--data", name, ...tiny, "--json", "--out", "made", "--replace"],
      folder,
    );
    fingerprints.add((JSON.parse(stdout) as { fingerprint: string }).fingerprint);
    expect(await doppelgrad(["verify", "made", "--data", name], folder)).toMatchObject({ code: 0 });
  }
  expect(fingerprints.size).toBe(1);
  const first = await doppelgrad(["run", "--data", "points.npy", "--label", "0", ...tiny, "--json"], folder);
  expect(JSON.parse(first.stdout)).toMatchObject({ study: { data: { label: "0" }, loss: "squared" } });
  for (const [name, error] of [
    ["cut.parquet", refusal("wrong-value", "cut.parquet", /cut/, { expected: /Parquet/ })],
    ["none.npy", refusal("wrong-value", "none.npy", /cut/, { expected: /Parquet/ })],
  ] as const) {
    writeFileSync(join(folder, name), "PAR1");
    await expectRefused(["run", "--data", name], folder, error);
  }
});

describe("a result of a CSV file", () => {
  test("is proved with the file that is named, from any folder, its report too", async () => {
    const folder = await madeOfCsv();
    expect((await doppelgrad(["verify", "made", "--data", "points.csv"], folder)).stdout).toMatch(proved);
    expect(
      (await doppelgrad(["verify", join(folder, "made"), "--data", join(folder, "points.csv")], scratchFolder()))
        .stdout,
    ).toMatch(proved);
    for (const args of [
      ["verify", "made"],
      ["run", "made/result.json"],
    ])
      await expectRefused(args, folder, asks("points.csv"));
    const [again, made] = await Promise.all([
      doppelgrad(["run", "made/result.json", "--data", "points.csv", "--json"], folder),
      readFileSync(join(folder, "made/result.json"), "utf8"),
    ]);
    expect(JSON.parse(again.stdout)).toMatchObject({
      fingerprint: (JSON.parse(made) as { fingerprint: string }).fingerprint,
    });
  });

  test("is proved with the file beside it, wherever the folder goes", async () => {
    const folder = await madeOfCsv();
    renameSync(join(folder, "points.csv"), join(folder, "made/points.csv"));
    renameSync(join(folder, "made"), join(folder, "moved"));
    for (const [what, where] of [
      ["moved", folder],
      [join(folder, "moved"), scratchFolder()],
      ["result.json", join(folder, "moved")],
    ] as const) {
      expect(await doppelgrad(["verify", what], where)).toMatchObject({
        code: 0,
        stderr: "",
        stdout: expect.stringMatching(/^every bit /) as string,
      });
    }
    expect((await doppelgrad(["run", "moved/result.json", "--json"], folder)).code).toBe(0);
  });

  test("of another file: where the data differ, and never what is in it", async () => {
    const folder = await madeOfCsv();
    writeFileSync(join(folder, "other.csv"), CSV.replace("3,4", "4,4"));
    expect(await doppelgrad(["verify", "made", "--data", "other.csv"], folder)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^the data differ: sha256 [0-9a-f]{64}, claimed [0-9a-f]{64}\.\n$/) as string,
    });
    writeFileSync(join(folder, "secret"), "root:x:0:0:root:/root:/bin/sh\n");
    // All fields whole, for none may quote the file.
    const expected = "the file from which the result was made";
    const got = "one that cannot be read as the study says";
    const error = refusal("wrong-value", "options.data", got, { expected, remedy: "" });
    await expectRefused(["verify", "made", "--data", "secret"], folder, error, "--data");
  });

  test("that names a file of this machine opens it neither for verify nor for run", async () => {
    const folder = await madeOfCsv();
    const secret = "root:x:0:0:root,label\n1,2\n2,1\n";
    writeFileSync(join(folder, "secret.csv"), secret);
    symlinkSync(join(folder, "secret.csv"), join(folder, "made/inside.csv"));
    symlinkSync(folder, join(folder, "made/up"));
    mkdirSync(join(folder, "made/folder.csv"));
    for (const path of [
      join(folder, "secret.csv"),
      "../secret.csv",
      "./folder.csv/../../secret.csv",
      "inside.csv",
      "up/secret.csv",
      "folder.csv",
      "absent.csv",
      "",
      ".",
      "/dev/zero",
    ]) {
      copyFileSync(join(folder, "made/result.json"), join(folder, "made/strange.json"));
      change(join(folder, "made/strange.json"), '"points.csv"', JSON.stringify(path));
      for (const command of path.startsWith("/") ? ["verify", "run"] : ["verify"]) {
        await expect(here([command, "made/strange.json"], folder), `${command} ${path}`).rejects.toThrow(asks(path));
      }
    }
  });

  test("a study file finds the CSV beside it, from any folder, and takes another that is named", async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, "kept"));
    writeFileSync(join(folder, "kept/points.csv"), CSV);
    writeFileSync(
      join(folder, "kept/study.json"),
      JSON.stringify({
        data: { name: "csv", path: "points.csv", label: "label", task: "classes" },
        hidden: [2],
        epochs: 2,
        replicas: 2,
      }),
    );
    const study = (stdout: string) =>
      (JSON.parse(stdout) as { study: { data: { path: string; label: string; task: string } } }).study.data;
    expect(study((await doppelgrad(["run", "kept/study.json", "--json"], folder)).stdout)).toMatchObject({
      path: join("kept", "points.csv"),
      label: "label",
      task: "classes",
    });
    renameSync(join(folder, "kept/points.csv"), join(folder, "elsewhere.csv"));
    for (const named of [
      ["--data", "elsewhere.csv"],
      ["--set", "data.path=elsewhere.csv"],
    ]) {
      expect(study((await doppelgrad(["run", "kept/study.json", ...named, "--json"], folder)).stdout)).toMatchObject({
        path: "elsewhere.csv",
        label: "label",
        task: "classes",
      });
    }
  });
});

test("a folder: a changed report, a changed result, none, and two kinds of result", async () => {
  const folder = scratchFolder();
  await doppelgrad(
    ["run", "vee", ...tiny, "--set", "data.train=40", "--set", "data.test=10", "--out", "run#1.a"],
    folder,
  );
  const made = join(folder, "run#1.a");
  // A folder that is there is no link, whatever it is called.
  expect(await doppelgrad(["verify", "run#1.a"], folder)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(proved) as string,
  });
  const page = readFileSync(join(made, "report.html"), "utf8");
  change(join(made, "report.html"), /(<td class="n">)\d\.\d/, "$19.9");
  const forged = await doppelgrad(["verify", "run#1.a"], folder);
  expect(forged).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /\nreport\.html: the report is not the page of this result: line \d+ is ".*9\.9.*", not ".*"\.\n$/,
    ) as string,
  });
  expect(JSON.parse((await doppelgrad(["verify", "run#1.a", "--json"], folder)).stdout)).toMatchObject({
    same: false,
    report: { same: false },
  });
  writeFileSync(join(made, "report.html"), page);
  change(join(made, "result.json"), /"value": 0\.\d/, '"value": 0.77');
  expect(await doppelgrad(["verify", "run#1.a"], folder)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /^the replicas are the same, but not measures\.predictionDifference\.value: .*\n$/,
    ) as string,
  });
  change(join(made, "result.json"), '"ties": 0', '"ties": 7, "ties": 0');
  await expectRefused(
    ["verify", "run#1.a"],
    folder,
    refusal("wrong-type", join("run#1.a", "result.json"), '"ties" twice', { expected: /JSON.* key/ }),
  );
  await expect(here(["verify", "."], folder)).rejects.toThrow(
    refusal("wrong-value", "RESULT", '"."', { remedy: /no result\.json and no claims\.json/ }),
  );
  writeFileSync(join(made, "claims.json"), "{}");
  await expect(here(["verify", "run#1.a"], folder)).rejects.toThrow(
    refusal("wrong-value", "RESULT", '"run#1.a" with result.json and claims.json', { remedy: /Name the file/ }),
  );
});

test("a folder of claims: verdicts and page, and on request all of it; a changed verdict is found", async () => {
  const folder = scratchFolder();
  expect((await doppelgrad(["claims", "--replicas", "32", "--data", "vee", "--out", "made"], folder)).code).toBe(0);
  const { code, stdout } = await doppelgrad(["verify", "made"], folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^the \d+ verdicts follow from their evidence\. Not compared: the evidence itself .*\. With --train it is, .*\nreport\.html: the report is the page of this result, /,
  );
  change(join(folder, "made/claims.json"), '"verdict": "not resolved"', '"verdict": "holds"');
  expect(await doppelgrad(["verify", "made"], folder)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^the verdict of \w+ on "vee" does not follow from its evidence: /) as string,
  });
});

test.each([
  [
    ["verify", "https://example.org/#1.abc", "--data", "x.csv"],
    refusal("wrong-value", "--data", '"x.csv"', { expected: /^no file for a link/ }),
  ],
  [
    ["verify", "https://example.org/#1.abc", "--train"],
    refusal("wrong-value", "--train", "a link", { expected: /claims/, remedy: /trained again/ }),
  ],
])("an option that says nothing of a link: %j", async (args, error) => {
  await expect(here(args, scratchFolder())).rejects.toThrow(error);
});

test("fileBeside: the path from here, whatever the folder is called", async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, "a/..b"), { recursive: true });
  writeFileSync(join(folder, "a/..b/c.csv"), CSV);
  expect(await fileBeside(join(folder, "a"), "..b/c.csv")).toBe(join(folder, "a/..b/c.csv"));
  expect(await fileBeside(join(folder, "a/..b"), "./c.csv")).toBe(join(folder, "a/..b/c.csv"));
  expect(await fileBeside(join(folder, "absent"), "c.csv")).toBeNull();
});
