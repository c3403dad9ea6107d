/** `doppelgrad status`, and what other commands take from a folder with parts. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, here, scratchFolder, shell } from "./command-line.js";

const folder = scratchFolder();
const tiny = ["--set", "data.train=60", "--set", "data.test=20", "--replicas", "6", "--part-size", "2"];
beforeAll(async () => {
  expect((await doppelgrad(["run", "vee", ...tiny, "--out", "half", "--shard", "1/2"], folder)).code).toBe(0);
  expect((await doppelgrad(["run", "vee", ...tiny, "--out", "whole"], folder)).code).toBe(0);
});
const resultOf = (name: string) => JSON.parse(readFileSync(join(folder, name, "result.json"), "utf8"));

describe("status", () => {
  test("of a store that is not finished, and of one that is", async () => {
    const half = await doppelgrad(["status", "half"], folder);
    expect(half).toMatchObject({ code: 0, stderr: "" });
    expect(half.stdout).toMatch(
      /^vee, hidden \[8\], relu: 6 replicas, init, shuffle vary\n2 of 3 parts done \(4 of 6 replicas\), 0 running, 1 missing\n(.* replicas? (a|in) .*\n)?not finished: doppelgrad run --out half continues it\n$/,
    );
    const { fingerprint } = resultOf("whole");
    const whole = await doppelgrad(["status", "whole", "--watch"], folder);
    expect(whole.stdout).toBe(
      `vee, hidden [8], relu: 6 replicas, init, shuffle vary\n3 of 3 parts done (6 of 6 replicas), 0 running, 0 missing\nfinished: fingerprint ${fingerprint}\n`,
    );
    const { stdout } = await doppelgrad(["status", "whole", "--json"], folder);
    expect(JSON.parse(stdout)).toMatchObject({ finished: true, fingerprint, parts: { total: 3, done: 3 } });
  });

  test("--watch looks until it is finished, or Ctrl-C", async () => {
    cpSync(join(folder, "half"), join(folder, "watched"), { recursive: true });
    const watched = doppelgrad(["status", "watched", "--watch"], folder, {
      onStdout: (text) => {
        if (text.includes("continues it") && !existsSync(join(folder, "watched/manifest.json")))
          cpSync(join(folder, "whole"), join(folder, "watched"), { recursive: true });
      },
    });
    expect((await watched).stdout).toMatch(/^vee.*1 missing\n.*continues it\nvee.*0 missing\nfinished: .*\n$/s);
    const { code, stdout } = await doppelgrad(["status", "half", "--watch"], folder, {
      onStdout: (_, pid) => process.kill(pid, "SIGINT"),
    });
    expect(code).toBe(130);
    expect(stdout).toMatch(/continues it\n$/);
  });

  test("what is damaged is named; what is no store is refused", async () => {
    cpSync(join(folder, "whole"), join(folder, "bad"), { recursive: true });
    rmSync(join(folder, "bad/parts/2-3/part.json"));
    const { code, stdout } = await doppelgrad(["status", "bad"], folder);
    expect(code).toBe(0);
    expect(stdout).toContain("\ndamaged: bad/parts/2-3/part.json is missing; the next run trains it again\n");
    await expectRefused(["status", "."], folder, refusal("wrong-value", "folder", '"."'), "FOLDER");
    await expectRefused(
      ["status", "whole", "--watch", "--json"],
      folder,
      refusal("misplaced-field", "--watch", "both"),
    );
  });
});

describe("verify", () => {
  test("a sample, by lot and by name; what is missing; what is damaged", async () => {
    const sample = await doppelgrad(["verify", "whole", "--sample", "5%"], folder);
    expect(sample).toMatchObject({ code: 0, stderr: "" });
    expect(sample.stdout).toMatch(
      /^every bit .*, which follows from the numbers of the parts\. .*\nreport\.html: .*\nparts: 3 of 3 have .*; one was trained again with the scalar backend, to the same bits: \d-\d \(--parts \d-\d repeats this choice\)\.\n$/,
    );
    const named = await doppelgrad(["verify", "whole", "--parts", "0-1,4-5", "--json"], folder);
    expect(JSON.parse(named.stdout)).toMatchObject({ same: true, parts: { trained: ["0-1", "4-5"] } });
    const half = await doppelgrad(["verify", "half"], folder);
    expect(half).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^parts: 2 of 3 have .*Not there yet: 2-3\.\n$/),
    });
    const bad = await doppelgrad(["verify", "bad"], folder);
    expect(bad).toMatchObject({ code: 1, stdout: "bad/parts/2-3/part.json is missing\n" });
  });

  test("a choice of parts where there are none", async () => {
    const path = join("whole", "result.json");
    for (const option of [
      ["--sample", "1"],
      ["--parts", "0-1"],
    ])
      await expectRefused(
        ["verify", path, ...option],
        folder,
        refusal("misplaced-field", option[0]!, JSON.stringify(path)),
      );
    for (const sample of ["0", "x", "200%"])
      await expect(here(["verify", "whole", "--sample", sample], folder)).rejects.toThrow(
        refusal("wrong-value", "--sample", JSON.stringify(sample)),
      );
    await expectRefused(
      ["verify", "whole", "--parts", "0-2"],
      folder,
      refusal("wrong-value", "options.parts", '"0-2"'),
      "--parts",
    );
  });
});

describe("receipts", () => {
  test("run records them, verify trains some segments again, and says what repeats the choice", async () => {
    const run = ["run", "vee", ...tiny, "--receipts", "4", "--out", "signed"];
    expect((await doppelgrad(run, folder)).code).toBe(0);
    const { code, stdout, stderr } = await doppelgrad(["verify", "signed", "--segments", "5"], folder);
    expect([code, stderr]).toEqual([0, ""]);
    const [, seed] = /\nsegments: 5 of 24 were .* \(--segments 5 --segment-seed (\d+) repeats this choice\)\.\n$/.exec(
      stdout,
    )!;
    const again = ["verify", "signed", "--segments", "5", "--segment-seed", seed!];
    expect((await doppelgrad(again, folder)).stdout).toBe(stdout);
    const path = join(folder, "signed/parts/2-3/segments.npy");
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    const bad = await doppelgrad(["verify", "signed", "--segments", "1"], folder);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain("signed/parts/2-3 do not have its digest");
  });

  test("what has none, and what is chosen twice, is refused", async () => {
    const refused: [string[], string, string | RegExp][] = [
      [["--segments", "1", "--sample", "2"], "--segments", '"2"'],
      [["--segments", "1", "--parts", "0-1"], "--segments", '"0-1"'],
      [["--segment-seed", "3"], "--segment-seed", '"3"'],
    ];
    for (const [options, path, got] of refused)
      await expectRefused(["verify", "whole", ...options], folder, refusal("misplaced-field", path, got));
    await expectRefused(
      ["verify", "whole", "--segments", "3"],
      folder,
      refusal("wrong-value", "options.segments", '"whole"'),
      "--segments",
    );
    await expectRefused(["run", "--receipts", "3"], folder, refusal("misplaced-field", "--receipts", '"3"'));
  });
});

describe("checkpoints", () => {
  test("are wanted of a folder alone, some seconds apart", async () => {
    for (const command of [["run"], ["sweep", "--over", "epochs=1,2"]])
      await expectRefused(
        [...command, "--checkpoint-every", "5"],
        folder,
        refusal("misplaced-field", "--checkpoint-every", '"5"'),
      );
    await expectRefused(
      ["run", "--out", "none", "--checkpoint-every", "-5"],
      folder,
      refusal("wrong-value", "--checkpoint-every", '"-5"'),
    );
  });
});

describe("report", () => {
  test("of parts: result and page anew, without training, and they are proved", async () => {
    cpSync(join(folder, "whole"), join(folder, "anew"), { recursive: true });
    for (const name of ["result.json", "report.html", "manifest.json"]) rmSync(join(folder, "anew", name));
    const { code, stdout, stderr } = await doppelgrad(["report", "anew"], folder);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/fingerprint [0-9a-f]{64}\n.*\nwrote anew\/result\.json and anew\/report\.html\n$/s);
    expect({ ...resultOf("anew"), host: 0 }).toEqual({ ...resultOf("whole"), host: 0 });
    expect(readFileSync(join(folder, "anew/manifest.json"), "utf8")).toBe(
      readFileSync(join(folder, "whole/manifest.json"), "utf8"),
    );
    expect(await doppelgrad(["verify", "anew"], folder)).toMatchObject({ code: 0 });
  });

  test("of a file of data, wherever it is", async () => {
    const rows = Array.from({ length: 40 }, (_, n) => `${n % 7},${(n * n) % 5},${n % 2 ? "yes" : "no"}`);
    writeFileSync(join(folder, "d.csv"), `a,b,y\n${rows.join("\n")}\n`);
    await doppelgrad(["run", "d.csv", "--replicas", "4", "--epochs", "1", "--out", "file"], folder);
    const before = resultOf("file");
    cpSync(join(folder, "d.csv"), join(folder, "elsewhere.csv"));
    rmSync(join(folder, "d.csv"));
    await expectRefused(["report", "file"], folder, refusal("wrong-value", "study.data.path", '"d.csv"'));
    for (const words of [
      ["report", "file"],
      ["verify", "file"],
      ["export", "file", "--format", "csv", "--predictions"],
    ])
      expect(await doppelgrad([...words, "--data", "elsewhere.csv"], folder), words.join(" ")).toMatchObject({
        code: 0,
      });
    expect({ ...resultOf("file"), host: 0 }).toEqual({ ...before, host: 0 });
  });

  test("of a result without parts, which is trained again; of parts that are not all there", async () => {
    const { stdout } = await shell("mkdir plain && cp whole/result.json plain && doppelgrad report plain", folder);
    expect(stdout).toMatch(/^plain was trained again, .*\nwrote plain\/report\.html\n$/);
    expect(await doppelgrad(["verify", "plain"], folder)).toMatchObject({ code: 0 });
    await expectRefused(["report", "half"], folder, refusal("wrong-value", "RESULT", /"half" without 2-3/));
    await expectRefused(["export", "half", "--format", "npy"], folder, refusal("wrong-value", "RESULT", '"half"'));
  });
});

describe("export and predict", () => {
  test("take what the parts have, and the same is written as of a result that is trained again", async () => {
    await shell("mkdir -p again && cp whole/result.json again", folder);
    for (const options of [
      ["--format", "npy"],
      ["--format", "csv", "--predictions"],
    ]) {
      const files = ["whole", "again"].map((name) => `${name}-${options.length}.${options[1]}`);
      const [parts, again] = await Promise.all(
        ["whole", "again"].map((name, n) => doppelgrad(["export", name, ...options, "--out", files[n]!], folder)),
      );
      expect(parts!.stdout).toBe(`wrote ${files[0]}\n`);
      expect(again!.stdout).toMatch(/^the result has no .*: trained again/);
      expect(readFileSync(join(folder, files[0]!)).equals(readFileSync(join(folder, files[1]!)))).toBe(true);
    }
  });

  test("a part that is damaged is named", async () => {
    const { code, stderr } = await doppelgrad(["export", "bad", "--format", "npy", "--out", "none"], folder);
    expect([code, stderr]).toEqual([1, "bad/parts/2-3/part.json is missing\n"]);
  });
});
