/**
 * A file of test rows: what a study may name, and how a result of one is proved. A path that a stranger wrote is never
 * opened.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { type Claimed, verify } from "../../src/run/verify.js";
import { doppelgrad, expectRefused, scratchFolder } from "../cli/command-line.js";
import { refusal } from "../refusal.js";

const folder = scratchFolder();
const rows = (count: number) => Array.from({ length: count }, (_, n) => `${n % 7},${n % 5},${n % 2 ? "yes" : "no"}`);
const table = (count: number) => ["a,b,y", ...rows(count)].join("\n");
const [train, held, own, apart] = ["train.csv", "held.csv", "own", "apart"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
  string,
];
const study = (test: string) => ({
  data: { name: "file" as const, path: "train.csv", test },
  hidden: [],
  epochs: 1,
  replicas: 2,
});

beforeAll(() => {
  writeFileSync(train, table(40));
  writeFileSync(held, table(9));
  for (const name of [own, apart]) {
    mkdirSync(name);
    writeFileSync(join(name, "train.csv"), table(40));
  }
  writeFileSync(join(own, "held.csv"), table(9));
  writeFileSync(join(own, "study.json"), JSON.stringify(study("held.csv")));
  writeFileSync(join(apart, "study.json"), JSON.stringify(study("../held.csv")));
});

describe("the command line", () => {
  test("reads it from the folder of the document, and proves the result", async () => {
    // Not into its own folder, whose study.json is the user's.
    const made = join(own, "made");
    const { code, stdout } = await doppelgrad(
      ["run", join(own, "study.json"), "--out", made, "--workers", "0"],
      folder,
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining("40 train, 9 test, from")]);
    const written = JSON.parse(readFileSync(join(made, "result.json"), "utf8")) as Claimed;
    const claimed = {
      ...written,
      study: { ...written.study, data: { ...written.study.data, ...study("held.csv").data } },
    };
    writeFileSync(join(own, "result.json"), JSON.stringify(claimed));
    expect(await doppelgrad(["verify", join(own, "result.json"), "--workers", "0"], folder)).toMatchObject({ code: 0 });
  });

  test.each([
    [["run", "apart/study.json"]],
    [["run", "apart/study.json", "--data", "train.csv"]],
    [["run", "apart/study.json", "--set", "data.path=train.csv"]],
  ])("%j: no file outside of that folder", async (args) => {
    await expectRefused(args, folder, refusal("wrong-value", "study.data.test", '"../held.csv"'));
  });

  test("but for one that the user names", async () => {
    const args = ["run", "apart/study.json", "--set", "data.test=held.csv", "--workers", "0", "--json"];
    expect((await doppelgrad(args, folder)).code).toBe(0);
  });
});

describe("verify", () => {
  const made = async () =>
    JSON.parse(
      JSON.stringify(toJson(await run({ ...study(held), data: { ...study(held).data, path: train } }, { workers: 0 }))),
    ) as Claimed;

  test("takes both files, and opens none that a result names", async () => {
    const claimed = await made();
    expect((await verify(claimed, { workers: 0, data: { path: train, test: held } })).same).toBe(true);
    await expect(verify(claimed, { data: { path: train } })).rejects.toThrow(
      refusal("wrong-value", "options.data.test", "none"),
    );
    await expect(verify(claimed)).rejects.toThrow(refusal("wrong-value", "options.data", "none"));
  });

  test("a result whose data stand in it names no file of test rows", async () => {
    const claimed = await made();
    const inline = { ...claimed.study, data: { ...claimed.study.data, path: null, text: table(40) } } as never;
    await expect(verify({ ...claimed, study: inline })).rejects.toThrow(
      refusal("wrong-value", "study.data.test", JSON.stringify(held)),
    );
  });

  test("none is taken that the study does not name", async () => {
    const { data, ...rest } = study(held);
    const result = await run({ ...rest, data: { ...data, path: train, test: 0.2 } }, { workers: 0 });
    const claimed = JSON.parse(JSON.stringify(toJson(result))) as Claimed;
    await expect(verify(claimed, { data: { path: train, test: held } })).rejects.toThrow(
      refusal("wrong-value", "options.data.test", JSON.stringify(held)),
    );
  });
});
