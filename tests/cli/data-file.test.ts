/** A file of data on the command line: any that is there, whatever its name, and stdin. */
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { studyFrom } from "../../src/cli/study-input.js";
import { refusal } from "../refusal.js";
import { expectRefused, scratchFolder, shell } from "./command-line.js";

const folder = scratchFolder();
const tiny = "--set epochs=1 --set hidden=2 --replicas 2 --json";

interface Printed {
  fingerprint: string;
  study: { data: Record<string, unknown> };
}

/** The line as bash runs it, and what it prints. */
async function printed(line: string): Promise<Printed> {
  const { code, stdout, stderr } = await shell(line, folder);
  expect([code, stderr], line).toEqual([0, ""]);
  return JSON.parse(stdout) as Printed;
}

beforeAll(() => {
  copyFileSync("tests/data/files/points.csv", join(folder, "points.csv"));
  copyFileSync("tests/data/files/points.csv", join(folder, "points"));
  copyFileSync("tests/data/files/points.parquet", join(folder, "points.data"));
  writeFileSync(join(folder, "rows.json"), '[{"a":1,"b":"x"},{"a":2,"b":"y"},{"a":3,"b":"x"},{"a":4,"b":"y"}]');
  writeFileSync(join(folder, "rows.jsonl"), '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n');
  writeFileSync(join(folder, "columns.json"), '{"a":[1,2,3,4],"b":["x","y","x","y"]}');
  writeFileSync(join(folder, "study.json"), '{ "data": { "name": "csv", "path": "points.csv", "test": 0.5 } }');
});

describe("is read by its content", () => {
  const asStudy = (name: string) => inFolder(() => studyFrom(name, { set: [] }));
  const asData = (data: string, name?: string) => inFolder(() => studyFrom(name, { set: [], data }));

  test.each(["points.csv", "points", "points.data", "rows.json", "rows.jsonl", "columns.json"])(
    "run %s",
    async (path) => {
      expect(await asStudy(path)).toEqual({ data: { name: "file", path } });
      expect(await asData(path)).toMatchObject({ data: { name: "file", path } });
    },
  );

  test("a study that reads a file reads another as it reads its own", async () => {
    expect(await asData("points", "study.json")).toEqual({
      data: { name: "csv", path: "points", text: null, test: 0.5 },
    });
  });

  test("a family keeps its name, and what is no file gets the reason", async () => {
    expect(await asData("xor")).toEqual({ data: "xor" });
    await expectRefused(
      ["run", "--data", "no.data"],
      folder,
      refusal("wrong-value", "study.data.path", '"no.data"', { remedy: /no such/ }),
    );
    await expectRefused(
      ["run", "no.data"],
      folder,
      refusal("wrong-value", "STUDY", '"no.data"', { expected: /file of data/ }),
    );
  });

  async function inFolder<T>(work: () => Promise<T>): Promise<T> {
    const before = process.cwd();
    process.chdir(folder);
    try {
      return await work();
    } finally {
      process.chdir(before);
    }
  }
});

test("every way to name a file gives the same bits; the content of stdin stands in the study, and is proved", async () => {
  const { fingerprint, study } = await printed(`doppelgrad run points.csv ${tiny}`);
  expect(study.data).toMatchObject({ name: "file", path: "points.csv" });
  for (const line of [
    `doppelgrad run --data points.csv ${tiny}`,
    `doppelgrad run points.data ${tiny}`,
    `cat points.csv | doppelgrad run - ${tiny}`,
    `doppelgrad run --data - ${tiny} < points.csv`,
    `cat points.csv | doppelgrad run /dev/stdin ${tiny}`,
    `gzip -c points.csv | doppelgrad run --data - ${tiny} --out made`,
  ])
    expect((await printed(line)).fingerprint, line).toBe(fingerprint);
  expect((await printed(`doppelgrad run --data - ${tiny} < points.csv`)).study.data).toMatchObject({
    path: null,
    text: expect.stringMatching(/^a,b,c,label\n/),
  });
  expect(await shell("doppelgrad verify made", folder)).toMatchObject({ code: 0, stderr: "" });
  expect((await printed(`cat study.json | doppelgrad run - ${tiny}`)).study.data).toMatchObject({
    name: "csv",
    path: "points.csv",
  });
});

test("nothing through stdin is refused", async () => {
  expect(await shell("doppelgrad run - < /dev/null", folder)).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/^STUDY: .*nothing/),
  });
});
